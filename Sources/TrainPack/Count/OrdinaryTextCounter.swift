import ExampleEncoding
import Prompting
import Tokenization

/// Counts texts in which no special token is matched, for one worker.
///
/// Added tokens that are not special are matched; most vocabularies have none, and their texts go to the encoder as they
/// are.
struct OrdinaryTextCounter {
  private let encoder: any TextEncoder
  private let matching: PromptTokenizer?

  init(_ tokenizer: any Tokenizer) {
    let added = tokenizer.vocabulary.addedTokens
    encoder = tokenizer.makeEncoder()
    matching =
      added.allSatisfy(\.isSpecial)
      ? nil : PromptTokenizer(tokenizer: tokenizer, addedTokens: AddedTokenMatcher(added))
  }

  /// The number of tokens of `text`, which is UTF-8.
  ///
  /// - Throws: What the text encoder throws; see `TextEncoder.count`.
  func count(_ text: Span<UInt8>) throws -> Int {
    guard let matching else { return try encoder.count(text, boundary: .textStart) }
    return try matching.count(ordinaryText: text)
  }
}
