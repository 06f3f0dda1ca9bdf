import Diagnostics
import ExampleEncoding
import Prompting
import Records
import StrictJSON
import Tokenization

/// Encodes JSON strings, one a line, to arrays of ids.
public struct TokenizePipeline: Sendable {
  /// Which special tokens are matched in the text.
  public enum SpecialTokens: Sendable {
    /// None: what spells a special token is ordinary text.
    case none
    /// Wherever the text spells them, as the reference does for a rendered template.
    case template
  }

  /// What is printed for a line.
  public enum Answer: Sendable {
    case ids, count
  }

  public var vocabulary: LoadedVocabulary
  public var specialTokens: SpecialTokens
  public var answer: Answer
  public var work: WorkPlan

  public init(
    vocabulary: LoadedVocabulary, specialTokens: SpecialTokens = .none, answer: Answer = .ids,
    work: WorkPlan = WorkPlan()
  ) {
    self.vocabulary = vocabulary
    self.specialTokens = specialTokens
    self.answer = answer
    self.work = work
  }

  /// Reads standard input and gives each line's answer, with its line feed, in order.
  ///
  /// - Throws: `tokenize.not-a-string` for a line that is JSON but no string, and what reading JSON throws.
  public func run(each: ([UInt8]) throws -> Void) throws {
    let vocabulary = vocabulary
    try JSONLinePass(work: work).run(
      makeWorker: { PromptTokenizer(tokenizer: vocabulary.tokenizer, addedTokens: vocabulary.addedTokens) },
      transform: { tokenizer, document in try line(for: document, by: tokenizer) }, consume: each)
  }

  private func line(for document: JSONDocument, by tokenizer: PromptTokenizer) throws -> [UInt8] {
    guard let utf8 = document.root.utf8 else {
      throw TrainPackError(
        .tokenizeNotAString, "the line is \(document.root.kind.name), not a string", at: document.location,
        fix: "write one JSON string a line, such as \"fever and cough\"")
    }
    let origin: Origin =
      switch specialTokens {
      case .none: .content(message: 0, part: 0)
      case .template: .template
      }
    let text = ProvenancedText(Array(utf8), origin: origin)
    var writer = JSONWriter()
    switch answer {
    case .count: writer.integer(try tokenizer.count(text))
    case .ids:
      var tokens = TokenBuffer()
      try tokenizer.encode(text, into: &tokens)
      writer.integers(tokens.ids)
    }
    return writer.bytes + [0x0A]
  }
}
