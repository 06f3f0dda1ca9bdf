import Prompting

/// What a template leaves out of a conversation, told from the spans of the rendered text.
extension EncodedExample {
  /// The first message of `conversation` whose text the template left out, in whole or in part; `nil` when none is.
  ///
  /// White space at the ends of a message, which many templates strip, is not missed. Where the template merged texts so
  /// that their messages cannot be told apart, nothing counts as left out.
  ///
  /// - Parameter conversation: What the example was encoded from.
  /// - Returns: An index into the conversation's messages.
  /// - Complexity: O(*spans* + *parts*); the bytes are looked at only where their number differs.
  public func firstMessageLosingContent(of conversation: Conversation) -> Int? {
    guard let counts = prompt.text.contentByteCounts(messageCount: conversation.messages.count) else { return nil }
    return conversation.messages.indices.first { index in
      let parts = conversation.messages[index].parts
      if counts[index] >= parts.reduce(0, { $0 + $1.utf8.count }) { return false }
      return Self.withoutOuterWhiteSpace(parts.flatMap(\.utf8))
        != Self.withoutOuterWhiteSpace(prompt.text.content(ofMessage: index))
    }
  }

  private static func withoutOuterWhiteSpace(_ text: [UInt8]) -> ArraySlice<UInt8> {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return text[first...last]
  }
}

extension ProvenancedText {
  /// How many bytes of each message stand in the text; `nil` when some stand for several messages at once.
  func contentByteCounts(messageCount: Int) -> [Int]? {
    var counts = [Int](repeating: 0, count: messageCount)
    var start = 0
    for span in spans {
      if span.origin.kind != .template {
        guard counts.indices.contains(Int(span.origin.messageIndex)) else { return nil }
        counts[Int(span.origin.messageIndex)] += span.end - start
      }
      start = span.end
    }
    return counts
  }

  /// The bytes that stand for one message, in order.
  func content(ofMessage index: Int) -> [UInt8] {
    var content: [UInt8] = []
    var start = 0
    for span in spans {
      if span.origin.kind != .template, span.origin.messageIndex == index { content += utf8[start..<span.end] }
      start = span.end
    }
    return content
  }
}
