import Diagnostics
import Prompting
import StrictJSON

/// Reads a list of messages.
struct MessageList {
  let speakers: MessageReader.Speakers

  /// A whole record: the messages of a field, the system prompt and the tools beside them.
  func content(_ key: String, of record: inout RecordObject) throws -> RecordContent {
    let messages = try read(key, of: &record)
    var content = RecordContent(try record.prependingSystem(to: messages))
    content.tools = try ToolDefinitions.read(of: record)
    return content
  }

  /// The messages of a field that must be there, in order.
  ///
  /// - Parameter isWhole: Whether the list is a conversation from its beginning, whose turns should follow one another.
  func read(_ key: String, of record: inout RecordObject, isWhole: Bool = true) throws -> [Message] {
    let list = try record.value(key, .array)
    return try read(list, at: record.fields.pointer(key), of: &record, isWhole: isWhole)
  }

  func read(
    _ list: JSONValue, at pointer: String, of record: inout RecordObject, isWhole: Bool
  ) throws -> [Message] {
    if list.count == 0 { throw record.empty(pointer, "a conversation needs messages") }
    let reader = MessageReader(speakers: speakers)
    var messages: [Message] = []
    messages.reserveCapacity(list.count)
    for (index, value) in list.elements.enumerated() {
      let element = "\(pointer)/\(index)"
      var message = try reader.message(value, at: element, in: &record)
      message.element = element
      messages.append(message)
    }
    if isWhole { TurnOrder.check(messages, at: pointer, in: &record) }
    return messages
  }

  /// A field that holds a text, one message or a list of messages.
  ///
  /// - Parameter role: Who speaks where it is a text.
  func read(textOr key: String, as role: Role, of record: inout RecordObject) throws -> [Message] {
    let pointer = record.fields.pointer(key)
    guard let value = record.fields.value(key) else { throw record.missing(pointer) }
    switch value.kind {
    case .array: return try read(value, at: pointer, of: &record, isWhole: false)
    case .object: return [try MessageReader(speakers: speakers).message(value, at: pointer, in: &record)]
    default: return [try record.message(role, record.text(value, at: pointer))]
    }
  }
}

extension RecordObject {
  /// A message of one text, which an assistant must not leave blank.
  mutating func message(_ role: Role, _ text: Text) throws -> Message {
    if text.isBlank {
      if role == .assistant { throw empty(text.pointer, "there is no answer to learn") }
      note(.recordsEmptyTurn, "the \(role.rawValue) turn is empty", at: text.pointer)
    }
    return Message(role: role, parts: [text.part(MessageReader.purpose(of: role))])
  }

  /// The record's own system prompt before its messages, where it has one beside them.
  ///
  /// - Throws: `records.unsupported` for two system prompts that differ; `records.wrong-type`.
  func prependingSystem(to messages: [Message]) throws -> [Message] {
    guard let system = try SystemPromptField.read(of: self) else { return messages }
    guard let own = messages.first(where: { $0.role == .system || $0.role == .developer }) else {
      return [Message(role: .system, parts: [system.part(.systemPrompt)])] + messages
    }
    if own.parts.flatMap(\.utf8) == system.utf8 { return messages }
    throw unsupported("a system prompt beside the one among the messages", at: system.pointer)
  }

  /// The record seen from one of its texts, whose inner values have no place of their own.
  func within(_ pointer: String) -> RecordObject {
    var inner = self
    inner.prefix = pointer
    return inner
  }
}
