import Prompting

/// What a conversation is to a template that does not look into texts: who speaks, and whether there is any text.
public struct ConversationShape: Hashable, Sendable {
  /// What is known of a message's text.
  enum Content: UInt8, Sendable {
    case empty
    /// White space, as Python knows it, and nothing else.
    case blank
    case text

    init(of message: Message) {
      self = message.parts.allSatisfy { $0.utf8.isEmpty } ? .empty : .blank
      for part in message.parts where PythonText.startSkippingSpaces(part.utf8, part.utf8.indices) < part.utf8.count {
        self = .text
        return
      }
    }

    /// What stands for the text when a template is tried.
    var probe: [UInt8] {
      switch self {
      case .empty: []
      case .blank: [0x20]
      case .text: [0x78]
      }
    }
  }

  /// Longer conversations are few of a shape.
  private static let maximumMessageCount = 64

  /// For each message its role and its text, in one number.
  private let messages: [UInt8]

  /// - Returns: `nil` for a conversation that holds anything beside texts, has no turns, or a great many.
  public init?(of conversation: Conversation) {
    if conversation.kind != .chat || !conversation.tools.isEmpty
      || conversation.messages.count > Self.maximumMessageCount
    {
      return nil
    }
    var messages: [UInt8] = []
    messages.reserveCapacity(conversation.messages.count)
    for index in conversation.messages.indices {
      guard conversation.messages[index].hasTextAlone else { return nil }
      let content = Content(of: conversation.messages[index])
      messages.append(Self.number(of: conversation.messages[index].role) << 2 | content.rawValue)
    }
    self.messages = messages
  }

  private init(messages: [UInt8]) { self.messages = messages }

  /// The shape of the first `count` messages.
  public func prefix(_ count: Int) -> ConversationShape { ConversationShape(messages: Array(messages.prefix(count))) }

  /// For each message its role and what is known of its text.
  var contents: [(role: Role, content: Content)] {
    messages.compactMap { number in
      guard let role = Role.allCases.first(where: { Self.number(of: $0) == number >> 2 }),
        let content = Content(rawValue: number & 3)
      else { return nil }
      return (role, content)
    }
  }

  private static func number(of role: Role) -> UInt8 {
    switch role {
    case .system: 0
    case .developer: 1
    case .user: 2
    case .assistant: 3
    case .tool: 4
    }
  }
}
