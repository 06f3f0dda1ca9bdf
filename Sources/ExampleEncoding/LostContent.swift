import Prompting

/// What a template leaves out of a conversation, told from the spans of the rendered text.
extension EncodedExample {
  /// The first message of `conversation` whose text the template left out, in whole or in part; `nil` when none is.
  ///
  /// White space at the ends of a message, which many templates strip, is not missed; a tool call or reasoning is missed
  /// when nothing of it is there. Where the template merged texts so that their messages cannot be told apart, nothing counts as left
  /// out.
  ///
  /// - Parameter conversation: What the example was encoded from.
  /// - Returns: An index into the conversation's messages.
  /// - Complexity: O(*spans* + *parts*); the bytes are looked at only where their number differs.
  public func firstMessageLosingContent(of conversation: Conversation) -> Int? {
    guard let counts = prompt.text.contentByteCounts(of: conversation.messages) else { return nil }
    return conversation.messages.indices.first { index in
      let message = conversation.messages[index]
      if counts[index].calls.contains(0) || counts[index].losesReasoning(of: message) { return true }
      if counts[index].text >= message.parts.reduce(0, { $0 + $1.utf8.count }) { return false }
      let given = message.parts.flatMap(\.utf8)
      if counts[index].text == 0, prompt.text.writesNumber(given, of: message, at: index) { return false }
      return given.withoutOuterWhiteSpace
        != prompt.text.content(ofMessage: index, partCount: message.parts.count).withoutOuterWhiteSpace
    }
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

/// How many bytes of a message stand in a rendered text.
struct MessageByteCounts {
  /// Of its text.
  var text = 0
  /// Of its reasoning.
  var reasoning = 0
  /// Of each of its tool calls.
  var calls: [Int]

  /// Whether nothing is left of what the assistant thought.
  func losesReasoning(of message: Message) -> Bool {
    guard let text = message.reasoning?.utf8, reasoning == 0 else { return false }
    return text.contains { !($0 == 0x20 || (0x09...0x0D).contains($0)) }
  }
}

extension ProvenancedText {
  /// How many bytes of each message stand in the text; `nil` when some stand for several messages at once.
  func contentByteCounts(of messages: [Message]) -> [MessageByteCounts]? {
    var counts = messages.map { MessageByteCounts(calls: Array(repeating: 0, count: $0.toolCalls.count)) }
    var start = 0
    for span in spans {
      defer { start = span.end }
      if span.origin.kind == .template || span.origin == .toolDefinitions { continue }
      let index = Int(span.origin.messageIndex)
      guard counts.indices.contains(index) else { return nil }
      let call = Int(span.origin.partIndex) - messages[index].parts.count - 1
      if call == -1 { counts[index].reasoning += span.end - start }
      if counts[index].calls.indices.contains(call) {
        counts[index].calls[call] += span.end - start
      } else if Int(span.origin.partIndex) < messages[index].parts.count {
        // A part that cannot be told counts as text.
        counts[index].text += span.end - start
      }
    }
    return counts
  }

  /// The bytes that stand for the text of one message, in order.
  func content(ofMessage index: Int, partCount: Int) -> [UInt8] {
    var content: [UInt8] = []
    var start = 0
    for span in spans {
      if span.origin.kind != .template, span.origin.messageIndex == index, span.origin.partIndex < partCount {
        content += utf8[start..<span.end]
      }
      start = span.end
    }
    return content
  }
}
