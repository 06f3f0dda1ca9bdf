import Prompting

/// The exchanges of a conversation that can be left out, oldest first: a user's message, or several in a row, and all that
/// follows until the user speaks again. What stands before the first is one of its own.
///
/// The last exchange, with the answer that the example is there for, is not among them, nor is a system prompt. An
/// exchange whose messages are no elements of a list of the record cannot be left out of it, nor can those after it.
struct EarlierTurns {
  let conversation: Conversation
  /// Ranges of messages.
  let exchanges: [Range<Int>]

  init(of conversation: Conversation) {
    self.conversation = conversation
    let messages = conversation.messages
    // Both answers of a preference pair follow the same prompt.
    let answer =
      conversation.preference?.promptCount
      ?? messages.lastIndex { $0.role == .assistant } ?? 0
    guard conversation.kind == .chat,
      let question = messages[..<min(answer, messages.count)].lastIndex(where: { $0.role == .user })
    else {
      exchanges = []
      return
    }
    var last = question
    while last > 0, messages[last - 1].role == .user { last -= 1 }
    var exchanges: [Range<Int>] = []
    var start = messages[..<last].firstIndex { !Self.isSystem($0) } ?? last
    while start < last {
      var end = start + 1
      while end < last, messages[end].role != .user || messages[end - 1].role == .user { end += 1 }
      let range = start..<end
      if messages[range].contains(where: { !Self.isSystem($0) && $0.element == nil }) { break }
      exchanges.append(range)
      start = end
    }
    self.exchanges = exchanges
  }

  private static func isSystem(_ message: Message) -> Bool { message.role == .system || message.role == .developer }

  /// The conversation without its first `count` exchanges.
  ///
  /// A system prompt that was put into a user's message goes into the first that is left.
  func conversation(without count: Int) -> Conversation {
    var result = conversation
    guard count > 0 else { return result }
    let removed = exchanges[0].lowerBound..<exchanges[count - 1].upperBound
    let folded = conversation.messages[removed].lazy.map(Self.foldedSystemPrompt).first { !$0.isEmpty } ?? []
    var kept: [Message] = []
    for (index, message) in conversation.messages.enumerated() {
      if removed.contains(index), !Self.isSystem(message) { continue }
      kept.append(message)
    }
    if !folded.isEmpty, let user = kept.firstIndex(where: { $0.role == .user }) {
      kept[user].parts.insert(contentsOf: folded, at: 0)
    }
    let removedCount = conversation.messages.count - kept.count
    result.messages = kept
    result.preference?.promptCount -= removedCount
    return result
  }

  /// The parts of a user's message that were its conversation's system prompt, and what divides them from its own.
  private static func foldedSystemPrompt(_ message: Message) -> [MessagePart] {
    guard message.role == .user, let last = message.parts.lastIndex(where: { $0.purpose == .systemPrompt }) else {
      return []
    }
    let end = last + 1 < message.parts.count && message.parts[last + 1].purpose == .layout ? last + 2 : last + 1
    return Array(message.parts[..<end])
  }

  /// What is left out with the first `count` exchanges.
  func turns(_ count: Int) -> [FitCut.Turn] {
    exchanges.prefix(count).joined().compactMap { index in
      let message = conversation.messages[index]
      guard !Self.isSystem(message), let element = message.element else { return nil }
      return FitCut.Turn(
        message: index, element: element, role: message.role, utf8: message.parts.flatMap(\.utf8),
        toolCalls: message.toolCalls.map(\.name))
    }
  }

  /// The fewest exchanges without which the conversation fits; `nil` where it does not fit without all of them.
  ///
  /// Each exchange that goes is taken to make the conversation shorter, so that the number is found by halving: the
  /// conversation fits without so many, and does not without one fewer.
  ///
  /// - Parameter count: The tokens of a conversation.
  func fewest(within budget: Int, count: (Conversation) throws -> Int) throws -> (exchanges: Int, tokenCount: Int)? {
    if exchanges.isEmpty { return nil }
    var tokenCount = try count(conversation(without: exchanges.count))
    if tokenCount > budget { return nil }
    var (low, high) = (0, exchanges.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      let tokens = try count(conversation(without: middle))
      if tokens <= budget { (high, tokenCount) = (middle, tokens) } else { low = middle }
    }
    return (high, tokenCount)
  }
}
