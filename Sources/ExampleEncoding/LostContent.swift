import Diagnostics
import Prompting

/// What a template leaves out of a conversation, told from the spans of the rendered text.
extension RenderedExample {
  /// The first message of `conversation` whose text the template left out, in whole or in part, or one of whose calls, or
  /// whose reasoning; `nil` when none is.
  ///
  /// - Parameter conversation: What the example was encoded from.
  /// - Returns: An index into the conversation's messages.
  /// - Complexity: O(*n*) in the bytes of the rendered text.
  public func firstMessageLosingContent(of conversation: Conversation) -> Int? {
    writtenContent(of: conversation).enumerated().first { index, written in
      written == .shortened || losesCallOrReasoning(of: conversation, message: index)
    }?.offset
  }

  /// Whether nothing is left of one of the tools that a message calls, or of its reasoning.
  public func losesCallOrReasoning(of conversation: Conversation, message index: Int) -> Bool {
    let message = conversation.messages[index]
    if message.toolCalls.isEmpty && message.reasoning == nil { return false }
    guard let counts = prompt.text.contentByteCounts(of: conversation.messages)?[index] else { return false }
    return counts.calls.contains(0) || counts.losesReasoning(of: message)
  }

  /// Whether nothing is left of one of the tools that a message calls.
  public func losesCall(of conversation: Conversation, message index: Int) -> Bool {
    if conversation.messages[index].toolCalls.isEmpty { return false }
    return prompt.text.contentByteCounts(of: conversation.messages)?[index].calls.contains(0) == true
  }

  /// Whether the template left the definitions of tools out.
  public func losesTools(of conversation: Conversation) -> Bool {
    !conversation.tools.isEmpty && !prompt.text.spans.contains { $0.origin == .toolDefinitions }
  }
}

/// How many bytes of what a message holds beside its text stand in a rendered text.
struct MessageByteCounts {
  /// Of its reasoning.
  var reasoning = 0
  /// Of each of its tool calls.
  var calls: [Int]

  /// Whether nothing is left of what the assistant thought.
  func losesReasoning(of message: Message) -> Bool {
    guard let text = message.reasoning?.utf8, reasoning == 0 else { return false }
    return !text.allSatisfy(\.isASCIIWhiteSpace)
  }
}

extension ProvenancedText {
  /// How many bytes of the calls and the reasoning of each message stand in the text; `nil` when messages cannot be told
  /// apart.
  func contentByteCounts(of messages: [Message]) -> [MessageByteCounts]? {
    guard tellsApart(messages) else { return nil }
    var counts = messages.map { MessageByteCounts(calls: Array(repeating: 0, count: $0.toolCalls.count)) }
    var start = 0
    for span in spans {
      defer { start = span.end }
      if span.origin.kind == .template || span.origin == .toolDefinitions { continue }
      let index = Int(span.origin.messageIndex)
      let call = Int(span.origin.partIndex) - messages[index].parts.count - 1
      if call == -1 { counts[index].reasoning += span.end - start }
      if counts[index].calls.indices.contains(call) { counts[index].calls[call] += span.end - start }
    }
    return counts
  }

  /// Whether all content is known to be of one message; not where a template made one text of several.
  func tellsApart(_ messages: [Message]) -> Bool {
    spans.allSatisfy { span in
      span.origin.kind == .template || span.origin == .toolDefinitions
        || messages.indices.contains(Int(span.origin.messageIndex))
    }
  }
}
