/// A row that holds text, which a trainer renders or tokenizes: one example.
public struct TextRow: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// A rendered conversation, in UTF-8.
    case text([UInt8])
    case messages([RowMessage])
    case promptCompletion(prompt: [RowMessage], completion: RowMessage)
    case preference(prompt: [RowMessage], chosen: [RowMessage], rejected: [RowMessage])
  }

  public var content: Content
  /// The tools that the conversation may call, as JSON text in UTF-8.
  public var tools: [UInt8]?
  /// How many tokens the example has, and how many of them are trained, as the model will read it.
  public var tokenCount: Int
  public var lossTokenCount: Int
  public var source: SegmentSource

  public init(
    _ content: Content, tools: [UInt8]? = nil, tokenCount: Int, lossTokenCount: Int, source: SegmentSource
  ) {
    self.content = content
    self.tools = tools
    self.tokenCount = tokenCount
    self.lossTokenCount = lossTokenCount
    self.source = source
  }

  /// The sum of what the row holds and of its counts: rows with the same sum give the same line, whatever keys other rows
  /// have.
  public var contentSum: SHA256Sum {
    var encoder = TextRowEncoder()
    var hasher = SHA256Hasher()
    hasher.update(encoder.line(content, tools: tools, keys: .most).span)
    hasher.update([tokenCount, lossTokenCount].span.bytes)
    return hasher.sum
  }

  /// The keys that the row needs.
  var keys: MessageKeys {
    var keys = MessageKeys()
    keys.tools = tools != nil
    for message in content.messages {
      if let calls = message.toolCalls {
        keys.toolCalls = max(keys.toolCalls, calls.contains { $0.id != nil } ? .withID : .withoutID)
      }
      if message.toolCallID != nil { keys.toolCallID = true }
      if message.name != nil { keys.name = true }
      if message.reasoning != nil { keys.reasoning = true }
    }
    return keys
  }
}

extension TextRow.Content {
  /// All messages of the row.
  var messages: [RowMessage] {
    switch self {
    case .text: []
    case .messages(let messages): messages
    case .promptCompletion(let prompt, let completion): prompt + [completion]
    case .preference(let prompt, let chosen, let rejected): prompt + chosen + rejected
    }
  }

  /// The first rule of the schema that the content breaks, in words; `nil` when it keeps them all.
  var violation: String? {
    switch self {
    case .text(let text): text.isEmpty ? "it has no text" : nil
    case .messages(let messages):
      messages.contains(where: \.isAnswer) ? Self.violation(messages) : "it has no assistant turn"
    case .promptCompletion(let prompt, let completion):
      prompt.isEmpty
        ? "it has no prompt"
        : completion.isAnswer ? Self.violation(prompt) : "its completion is no assistant turn"
    case .preference(let prompt, let chosen, let rejected):
      prompt.isEmpty || chosen.isEmpty || rejected.isEmpty
        ? "it lacks a prompt or an answer" : Self.violation(prompt + chosen + rejected)
    }
  }

  private static func violation(_ messages: [RowMessage]) -> String? {
    let roles: Set<[UInt8]> = Set(["system", "developer", "user", "assistant", "tool"].map { Array($0.utf8) })
    let wrong = messages.first { !roles.contains($0.role) }
    return wrong.map { "a message has the role \"\(String(decoding: $0.role, as: UTF8.self))\"" }
  }
}

/// One turn of a row's conversation; texts are UTF-8.
public struct RowMessage: Hashable, Sendable {
  public var role: [UInt8]
  /// `nil` for a turn that only calls tools.
  public var content: [UInt8]?
  /// The tools that the turn calls; `nil` where it calls none.
  public var toolCalls: [RowToolCall]?
  /// Which call a tool's turn answers.
  public var toolCallID: [UInt8]?
  public var name: [UInt8]?
  public var reasoning: [UInt8]?

  public init(
    role: [UInt8], content: [UInt8]?, toolCalls: [RowToolCall]? = nil, toolCallID: [UInt8]? = nil, name: [UInt8]? = nil,
    reasoning: [UInt8]? = nil
  ) {
    self.role = role
    self.content = content
    self.toolCalls = toolCalls
    self.toolCallID = toolCallID
    self.name = name
    self.reasoning = reasoning
  }

  var isAnswer: Bool { role.elementsEqual("assistant".utf8) }
}

/// A call of a tool; texts are UTF-8.
public struct RowToolCall: Hashable, Sendable {
  public var id: [UInt8]?
  public var name: [UInt8]
  /// The arguments as JSON text.
  public var arguments: [UInt8]

  public init(id: [UInt8]?, name: [UInt8], arguments: [UInt8]) {
    self.id = id
    self.name = name
    self.arguments = arguments
  }
}
