import ChatTemplates
import Diagnostics
import Prompting
import ShardExport

/// What a row kind makes of conversations.
struct RowConversation {
  let rows: RowKind
  /// What the command calls its options, for messages.
  private static let option = "--rows"

  /// The conversation as it is rendered and fitted: what the row will not hold is taken out, and what will not be trained
  /// is marked so.
  ///
  /// - Throws: `export.rows-unsuited`, `export.no-prompt`.
  func prepared(_ conversation: Conversation) throws -> Conversation {
    switch rows {
    case .packed, .tokens, .text: return conversation
    case .messages:
      try requireTurns(conversation)
      return conversation
    case .promptCompletion:
      try requireTurns(conversation)
      return try endingInItsAnswer(conversation)
    case .preference:
      guard conversation.preference != nil else {
        throw unsuited(
          conversation, "the record has no rejected answer",
          fix: "export it with \(Self.option) messages or prompt-completion, or set such records aside with "
            + "--on-bad-record skip")
      }
      return conversation
    }
  }

  /// The messages up to the last assistant turn, which alone is trained.
  private func endingInItsAnswer(_ conversation: Conversation) throws -> Conversation {
    var ended = conversation
    guard let last = conversation.messages.lastIndex(where: { $0.role == .assistant }) else { return conversation }
    ended.messages.removeSubrange((last + 1)...)
    for index in 0..<last { ended.messages[index].isTrained = false }
    guard last > 0 else {
      throw TrainPackError(
        .exportNoPrompt, "no message stands before the record's answer", at: place(conversation),
        fix: "add the question, or set such records aside with --on-bad-record skip, or use \(Self.option) messages")
    }
    return ended
  }

  private func requireTurns(_ conversation: Conversation) throws {
    guard conversation.kind == .text else { return }
    throw unsuited(
      conversation, "the record is a plain text without turns",
      fix: "export it with \(Self.option) text, tokens or packed")
  }

  private func unsuited(_ conversation: Conversation, _ message: String, fix: String) -> TrainPackError {
    TrainPackError(
      .exportRowsUnsuited, "\(message), and \(Self.option) \(rows.rawValue) asks for one", at: place(conversation),
      fix: fix)
  }

  private func place(_ conversation: Conversation) -> InputLocation {
    var place = conversation.location
    place.recordID = conversation.recordID
    return place
  }

  /// What a row of a fitted conversation holds; `nil` for rows of tokens.
  ///
  /// - Parameter render: Gives the conversation after its template.
  /// - Throws: What `render` throws.
  func content(of conversation: Conversation, render: (Conversation) throws -> [UInt8]) throws -> TextRow.Content? {
    let messages = { (messages: [Message]) in
      try messages.map { try RowMessage($0, at: conversation.location) }
    }
    switch rows {
    case .packed, .tokens: return nil
    case .text: return .text(try render(conversation))
    case .messages: return .messages(try messages(conversation.messages))
    case .promptCompletion:
      guard let answer = conversation.messages.last else { return nil }
      return try .promptCompletion(
        prompt: messages(Array(conversation.messages.dropLast())),
        completion: RowMessage(answer, at: conversation.location))
    case .preference:
      guard let preference = conversation.preference else { return nil }
      return try .preference(
        prompt: messages(Array(conversation.messages.prefix(preference.promptCount))),
        chosen: messages(Array(conversation.messages.dropFirst(preference.promptCount))),
        rejected: messages(preference.rejected))
    }
  }

  /// The tools of a conversation as JSON text; `nil` where there are none, or the row shows them itself.
  func tools(of conversation: Conversation) -> [UInt8]? {
    guard rows != .text, !conversation.tools.isEmpty else { return nil }
    return [UInt8(ascii: "[")] + conversation.tools.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
  }
}

extension RowMessage {
  /// - Parameter location: Where the record stands.
  init(_ message: Message, at location: InputLocation) throws {
    try self.init(
      role: Array(message.role.rawValue.utf8),
      content: message.isCallOnly ? nil : message.parts.flatMap(\.utf8),
      toolCalls: message.toolCalls.isEmpty
        ? nil
        : message.toolCalls.map {
          RowToolCall(id: $0.id, name: $0.name, arguments: try $0.argumentsText(at: location))
        },
      toolCallID: message.toolCallID, name: message.name, reasoning: message.reasoning?.utf8)
  }
}
