import ChatTemplates
import Diagnostics
import Foundation
import Prompting
import Tokenization

@testable import ExampleEncoding

/// Encoders over the shipped Qwen vocabulary, with templates of the tests' own.
enum EncodingFixture {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static let addedTokens = [
    AddedToken("<|endoftext|>", id: 151_643, isSpecial: true), AddedToken("<|im_start|>", id: 151_644, isSpecial: true),
    AddedToken("<|im_end|>", id: 151_645, isSpecial: true), AddedToken("<tool_call>", id: 151_657, isSpecial: false),
  ]
  static let endOfTurn: Int32 = 151_645

  static let qwen: (any Tokenizer)? = try? VocabularyFile.open(root + "/Vocabularies/qwen.tiktoken").makeTokenizer(
    TokenizerOptions(pattern: .qwen2, normalization: .composedCanonical, addedTokens: addedTokens))

  static let chatML = """
    {% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}\
    {% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
    """

  static func encoder(_ template: String) throws -> ExampleEncoder {
    guard let qwen else { throw FixtureError.noVocabulary }
    return ExampleEncoder(
      scheme: EncodingScheme(
        template: try ChatTemplate(source: Array(template.utf8), name: "test"), tokenizer: qwen,
        addedTokens: AddedTokenMatcher(addedTokens), specialTokens: SpecialTokenTexts(), endOfTurnIDs: [endOfTurn],
        clock: .unavailable))
  }

  static func conversation(_ turns: (Role, String)...) -> Conversation {
    Conversation(
      messages: turns.map { Message(role: $0.0, parts: [MessagePart(Array($0.1.utf8), purpose: .text, field: "/x")]) },
      recordID: "r", location: InputLocation(source: "test"))
  }

  enum FixtureError: Error { case noVocabulary }
}

extension EncodedExample {
  /// The text of the trained bytes, a run an element.
  var trainedTexts: [String] {
    example.lossRanges.map { range in
      let start = Int(example.starts[range.lowerBound])
      let end = Int(example.ends[range.upperBound - 1])
      return String(decoding: prompt.text.utf8[start..<end], as: UTF8.self)
    }
  }
}
