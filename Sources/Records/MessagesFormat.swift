import Diagnostics
import Prompting
import StrictJSON

/// `{"messages": [{"role": "user", "content": "…"}, …]}`, as OpenAI and TRL write it.
///
/// Source: TRL's "conversational" dataset format; OpenAI's fine-tuning file format.
public struct MessagesFormat: DatasetFormat {
  public let name = "messages"
  public let summary = "messages: a list of {role, content}"
  public let requirements = [FieldRequirement("messages", .array)]

  public init() {}

  public func messages(from record: inout RecordObject) throws -> [Message] {
    let list = try record.value("messages", .array)
    if let tools = record.root["tools"], !tools.isNull, tools.kind != .array || tools.count > 0 {
      throw record.unsupported("tool definitions", at: "/tools")
    }
    if list.count == 0 { throw record.empty("/messages", "a conversation needs messages") }
    var messages: [Message] = []
    messages.reserveCapacity(list.count)
    for (index, value) in list.elements.enumerated() {
      messages.append(try message(value, at: "/messages/\(index)", in: &record))
    }
    return messages
  }

  private func message(_ value: JSONValue, at pointer: String, in record: inout RecordObject) throws -> Message {
    guard value.kind == .object else { throw record.wrongType(value, at: pointer, expected: .object) }
    try checkMembers(of: value, at: pointer, in: &record)
    let role = try self.role(value["role"], at: "\(pointer)/role", in: record)
    let content = value["content"]
    if content?.kind == .array {
      throw record.unsupported("content made of parts", at: "\(pointer)/content")
    }
    let text = try record.text(content, at: "\(pointer)/content")
    if text.isBlank {
      if role == .assistant { throw record.empty(text.pointer, "an assistant turn must say something") }
      record.note(.recordsEmptyTurn, "the \(role.rawValue) turn is empty", at: text.pointer)
    }
    let purpose: MessagePart.Purpose =
      switch role {
      case .system, .developer: .systemPrompt
      case .assistant: .answer
      case .user, .tool: .text
      }
    return Message(role: role, parts: [text.part(purpose)])
  }

  private func role(_ value: JSONValue?, at pointer: String, in record: RecordObject) throws -> Role {
    let text = try record.text(value, at: pointer)
    let written = String(decoding: text.utf8, as: UTF8.self)
    // Role names are ASCII, so that equal strings are equal bytes.
    if let role = Role(rawValue: written), Array(written.utf8) == Array(role.rawValue.utf8) { return role }
    let names = Role.allCases.map(\.rawValue)
    let nearest = Self.aliases[written.lowercased()] ?? NearestNames.of(written, among: names).first
    throw TrainPackError(
      .recordsUnknownRole, "\(pointer) is \"\(written)\", which is no role", at: record.place(pointer),
      details: ["roles: \(names.joined(separator: ", "))"],
      fix: (nearest.map { "write \"\($0)\" if that is meant" } ?? "use one of the roles")
        + ", or skip such records with --on-bad-record skip")
  }

  /// Roles of other formats.
  private static let aliases = [
    "human": "user", "gpt": "assistant", "bot": "assistant", "model": "assistant", "ai": "assistant",
    "observation": "tool", "function": "tool", "function_response": "tool",
  ]

  /// Refuses members that would change what is rendered or trained, and notes the others that are not read.
  private func checkMembers(of message: JSONValue, at pointer: String, in record: inout RecordObject) throws {
    if message.count <= 2 && message["role"] != nil && message["content"] != nil { return }
    for member in message.members {
      let key = member.key.string ?? ""
      let value = member.value
      let place = pointer + JSONPointer.escaped(key: key.utf8)
      switch key {
      case "role", "content": continue
      case _ where value.isNull || (value.kind == .array && value.count == 0): continue
      case "tool_calls", "function_call": throw record.unsupported("a tool call", at: place)
      case "weight", "loss_weight", "loss", "train":
        if value.bool != true && value.double != 1 { throw record.unsupported("a training weight", at: place) }
      default: record.note(.recordsIgnoredField, "the message's \"\(key)\" is not used", at: place)
      }
    }
  }
}
