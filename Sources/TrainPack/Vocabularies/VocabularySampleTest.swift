import ExampleEncoding
import ModelProfiles
import Prompting
import Tokenization

/// Holds a tokenizer against the reference's answers.
struct VocabularySampleTest {
  private let vocabulary: Vocabulary
  private let tokenizer: PromptTokenizer

  init(_ tokenizer: any Tokenizer) {
    vocabulary = tokenizer.vocabulary
    self.tokenizer = PromptTokenizer(
      tokenizer: tokenizer, addedTokens: AddedTokenMatcher(tokenizer.vocabulary.addedTokens))
  }

  /// What differs from the reference, in words; `nil` when nothing does: ids, count, and the text of the ids.
  func difference(of sample: VocabularySamples.Sample) throws -> String? {
    let text = ProvenancedText(sample.text, origin: .content(message: 0, part: 0))
    var tokens = TokenBuffer()
    try tokenizer.encode(text, into: &tokens)
    if let difference = FirstDifference.words("token", tokens.ids, sample.ids, expectedBy: "the reference") {
      return difference
    }
    let count = try tokenizer.count(text)
    if count != tokens.count { return "counted are \(count) tokens, encoded \(tokens.count)" }
    let decoded = try vocabulary.decode(tokens.ids)
    return FirstDifference.words("decoded byte", decoded, sample.decoded, expectedBy: "the reference")
  }
}
