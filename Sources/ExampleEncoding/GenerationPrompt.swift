import Prompting
import Tokenization

/// What a server sends for an answer: the messages before it, and the cue after which the model speaks.
public struct GenerationPrompt: Hashable, Sendable {
  public var text: ProvenancedText
  /// Token ids, in order.
  public var ids: [Int32]
  /// For each token the bytes of the text that it stands for, `starts[i]..<ends[i]`.
  public var starts: [Int32]
  public var ends: [Int32]
}

extension ExampleEncoder {
  /// Renders the messages before message `index` of `conversation` with the generation cue, and tokenizes them.
  ///
  /// - Parameter index: Of an assistant's message of a conversation that a template renders.
  /// - Throws: The template's errors, located at the record.
  public func generationPrompt(before index: Int, of conversation: Conversation) throws -> GenerationPrompt {
    try located(at: conversation) {
      var earlier = conversation
      earlier.messages.removeSubrange(index...)
      let text = try scheme.render(earlier, addGenerationPrompt: true).text
      var tokens = TokenBuffer()
      try promptTokenizer.encode(text, into: &tokens)
      return GenerationPrompt(text: text, ids: tokens.ids, starts: tokens.starts, ends: tokens.ends)
    }
  }
}
