import Diagnostics
import ExampleEncoding
import Prompting
import Records
import StrictJSON
import Tokenization

/// Encodes JSON strings, one a line, to arrays of ids, with or without the ranges of bytes, or to counts.
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
    /// An array of ids.
    case ids
    /// An object: `ids`, and in `ranges` for each id where the bytes begin and end that it stands for, in the UTF-8 of the
    /// string.
    case ranges
    case count
  }

  public var vocabulary: LoadedVocabulary
  public var specialTokens: SpecialTokens
  public var answer: Answer
  /// Where the lines are: a file, or `-` for standard input.
  public var path: String
  public var work: WorkPlan

  public init(
    vocabulary: LoadedVocabulary, specialTokens: SpecialTokens = .none, answer: Answer = .ids, path: String = "-",
    work: WorkPlan = WorkPlan()
  ) {
    self.vocabulary = vocabulary
    self.specialTokens = specialTokens
    self.answer = answer
    self.path = path
    self.work = work
  }

  /// Reads the lines and gives each line's answer, with its line feed, in order.
  ///
  /// - Throws: `tokenize.not-a-string` for a line that is JSON but no string, and what reading JSON throws.
  public func run(each: ([UInt8]) throws -> Void) throws {
    let vocabulary = vocabulary
    try JSONLinePass(path: path, work: work).run(
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
    case .ranges:
      var tokens = TokenBuffer()
      try tokenizer.encode(text, into: &tokens)
      Self.write(tokens, to: &writer)
    }
    return writer.bytes + [0x0A]
  }

  private static func write(_ tokens: TokenBuffer, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("ids")
    writer.integers(tokens.ids)
    writer.key("ranges")
    writer.beginArray()
    for (start, end) in zip(tokens.starts, tokens.ends) { writer.integers([start, end]) }
    writer.endArray()
    writer.endObject()
  }
}
