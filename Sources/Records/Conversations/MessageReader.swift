import Diagnostics
import Prompting
import StrictJSON

/// Reads one message of a conversation: `{role, content}` as OpenAI and TRL write it, or `{from, value}` as ShareGPT does.
///
/// Source: OpenAI's chat messages; transformers' chat templating guide (`tool_calls`, `tool` messages, reasoning);
/// LLaMA-Factory's ShareGPT format (`function_call`, `observation`) and the content parts of its later messages format.
struct MessageReader {
  /// Which words name the speakers.
  enum Speakers {
    /// The roles themselves.
    case roles
    /// ShareGPT's: human, gpt, and what goes by those names.
    case shareGPT
  }

  let speakers: Speakers

  func message(_ value: JSONValue, at pointer: String, in record: inout RecordObject) throws -> Message {
    guard value.kind == .object else { throw record.wrongType(value, at: pointer, expected: .object) }
    let keys = Self.keys(of: value, speakers)
    let role = try Self.role(value[keys.role], at: "\(pointer)/\(keys.role)", speakers, in: record)
    if case .functionCall = role {
      let text = try record.text(value[keys.content], at: "\(pointer)/\(keys.content)")
      var message = Message(role: .assistant, parts: [])
      message.toolCalls = try ToolCallReader.calls(inText: text, in: record)
      try readMembers(of: value, at: pointer, keys, into: &message, in: &record)
      return message
    }
    guard case .role(let speaker) = role else { throw record.missing(pointer) }
    var message = Message(role: speaker, parts: [])
    try readContent(value[keys.content], at: "\(pointer)/\(keys.content)", into: &message, in: &record)
    try readMembers(of: value, at: pointer, keys, into: &message, in: &record)
    try check(message, at: "\(pointer)/\(keys.content)", content: value[keys.content], in: &record)
    return message
  }

  // MARK: Content

  static func purpose(of role: Role) -> MessagePart.Purpose {
    switch role {
    case .system, .developer: .systemPrompt
    case .assistant: .answer
    case .user, .tool: .text
    }
  }

  private func readContent(
    _ content: JSONValue?, at pointer: String, into message: inout Message, in record: inout RecordObject
  ) throws {
    guard let content, !content.isNull else { return }
    if content.kind != .array {
      let text = try record.text(content, at: pointer)
      message.parts = text.utf8.isEmpty ? [] : [text.part(Self.purpose(of: message.role))]
      return
    }
    for (index, part) in content.elements.enumerated() {
      try readPart(part, at: "\(pointer)/\(index)", into: &message, in: record)
    }
  }

  /// One element of a content list: texts are joined as they stand; what is no text has its own place or is refused.
  private func readPart(
    _ part: JSONValue, at pointer: String, into message: inout Message, in record: RecordObject
  ) throws {
    if part.kind == .string {
      message.parts.append(try record.text(part, at: pointer).part(Self.purpose(of: message.role)))
      return
    }
    guard part.kind == .object else { throw record.wrongType(part, at: pointer, expected: .object) }
    let type = part["type"]?.string ?? "text"
    func text(_ keys: String...) throws -> RecordObject.Text {
      let key = keys.first { part[$0] != nil } ?? keys[0]
      return try record.text(part[key], at: "\(pointer)/\(key)")
    }
    switch type {
    case "text", "input_text", "output_text":
      let text = try text("text", "value")
      if !text.utf8.isEmpty { message.parts.append(text.part(Self.purpose(of: message.role))) }
    case "reasoning", "thinking":
      if message.role != .assistant || message.reasoning != nil {
        throw record.unsupported("reasoning that is not the assistant's, or is there twice", at: pointer)
      }
      message.reasoning = try text(type, "text", "value").part(.explanation)
    case "tool_call" where message.role == .assistant:
      message.toolCalls += try ToolCallReader.calls(inText: text("value", "text"), in: record)
    case "tool_use" where message.role == .assistant:
      message.toolCalls.append(try ToolCallReader.call(part, argumentsKey: "input", at: pointer, in: record))
    default: throw record.unsupported("content of the type \"\(type)\"", at: pointer)
    }
  }

  private func check(
    _ message: Message, at pointer: String, content: JSONValue?, in record: inout RecordObject
  ) throws {
    if message.toolCalls.isEmpty {
      guard let content else { throw record.missing(pointer) }
      if content.isNull { throw record.wrongType(content, at: pointer, expected: .string) }
    }
    let isBlank = message.parts.allSatisfy { $0.utf8.allSatisfy(\.isASCIIWhiteSpace) }
    if !isBlank || !message.toolCalls.isEmpty { return }
    if message.role == .assistant { throw record.empty(pointer, "an assistant turn must say something") }
    record.note(.recordsEmptyTurn, "the \(message.role.rawValue) turn is empty", at: pointer)
  }

  // MARK: Roles

  private enum Speaker {
    case role(Role)
    /// ShareGPT's turn that is nothing but a call.
    case functionCall
  }

  private typealias Keys = (role: String, content: String)

  private static func keys(of message: JSONValue, _ speakers: Speakers) -> Keys {
    if speakers == .shareGPT && message["role"] == nil { return ("from", "value") }
    return ("role", "content")
  }

  private static func role(
    _ value: JSONValue?, at pointer: String, _ speakers: Speakers, in record: RecordObject
  ) throws -> Speaker {
    let text = try record.text(value, at: pointer)
    let written = String(decoding: text.utf8, as: UTF8.self)
    // Role names are ASCII, so that equal strings are equal bytes.
    if let role = Role(rawValue: written), Array(written.utf8) == Array(role.rawValue.utf8) { return .role(role) }
    if speakers == .shareGPT {
      if written == "function_call" { return .functionCall }
      if let role = shareGPTRoles[written] { return .role(role) }
    }
    let names =
      Role.allCases.map(\.rawValue) + (speakers == .shareGPT ? ["function_call"] + shareGPTRoles.keys.sorted() : [])
    let nearest =
      shareGPTRoles[written.lowercased()]?.rawValue ?? NearestNames(to: written, among: names).names.first
    throw TrainPackError(
      .recordsUnknownRole, "\(pointer) is \"\(written)\", which is no role", at: record.place(pointer),
      details: ["roles: \(names.joined(separator: ", "))"],
      fix: (nearest.map { "write \"\($0)\" if that is meant" } ?? "use one of the roles")
        + ", or skip such records with --on-bad-record skip")
  }

  /// What speakers are called in ShareGPT's data and its descendants.
  private static let shareGPTRoles: [String: Role] = [
    "human": .user, "gpt": .assistant, "chatgpt": .assistant, "bot": .assistant, "model": .assistant, "ai": .assistant,
    "observation": .tool, "function": .tool, "function_response": .tool, "tool_response": .tool,
  ]

  // MARK: Other members

  /// Reads what a message holds beside role and content; refuses what would change what is rendered or trained, and notes
  /// what is not read.
  private func readMembers(
    of value: JSONValue, at pointer: String, _ keys: Keys, into message: inout Message, in record: inout RecordObject
  ) throws {
    if value.count <= 2 && value[keys.role] != nil && value[keys.content] != nil { return }
    for member in value.members {
      let key = member.key.string ?? ""
      let inner = member.value
      let place = pointer + JSONPointer.escaped(key: key)
      switch key {
      case keys.role, keys.content: continue
      case _ where inner.isNull || (inner.kind == .array && inner.count == 0): continue
      case "tool_calls":
        if message.role != .assistant { throw record.unsupported("a tool call that is not the assistant's", at: place) }
        if inner.kind != .array { throw record.wrongType(inner, at: place, expected: .array) }
        for (index, call) in inner.elements.enumerated() {
          message.toolCalls.append(
            try ToolCallReader.call(call, argumentsKey: "arguments", at: "\(place)/\(index)", in: record))
        }
      case "function_call":
        message.toolCalls.append(try ToolCallReader.call(inner, argumentsKey: "arguments", at: place, in: record))
      case "tool_call_id": message.toolCallID = try record.text(inner, at: place).utf8
      case "name": message.name = try record.text(inner, at: place).utf8
      case "reasoning_content", "thinking", "reasoning":
        try readReasoning(inner, key, at: place, of: value, into: &message, in: &record)
      case "weight", "loss_weight", "loss", "train":
        message.isTrained = try isTrained(inner, role: message.role, at: place, in: record)
      default: record.note(.recordsIgnoredField, "the message's \"\(key)\" is not used", at: place)
      }
    }
  }

  /// The first of the names by which reasoning goes counts, as in transformers.
  private func readReasoning(
    _ inner: JSONValue, _ key: String, at place: String, of value: JSONValue, into message: inout Message,
    in record: inout RecordObject
  ) throws {
    let names = ["reasoning_content", "thinking", "reasoning"]
    let first = names.first { value[$0].map { !$0.isNull } ?? false }
    if message.role != .assistant || first != key {
      record.note(.recordsIgnoredField, "the message's \"\(key)\" is not used", at: place)
      return
    }
    let text = try record.text(inner, at: place)
    if !text.utf8.isEmpty { message.reasoning = text.part(.explanation) }
  }

  /// Whether an assistant's message is trained: a weight is 1 or 0, or true or false.
  private func isTrained(_ value: JSONValue, role: Role, at place: String, in record: RecordObject) throws -> Bool {
    let isOn = value.bool ?? (value.double == 1 ? true : value.double == 0 ? false : nil)
    guard let isOn else {
      throw record.unsupported(
        "a training weight other than 0 and 1", at: place,
        fix:
          "write 1 for a turn that is to be learnt and 0 for one that is not, or skip such records with --on-bad-record "
          + "skip")
    }
    if role == .assistant { return isOn }
    if isOn { throw record.unsupported("a training weight on a turn that is not the assistant's", at: place) }
    return true
  }
}
