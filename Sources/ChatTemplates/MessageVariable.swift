import Diagnostics
import Prompting
import StrictJSON

/// Makes the variables of a template from a conversation, as transformers hands them to it.
///
/// A message is a dictionary of what the record gives: `role`, `content`, then `reasoning_content`, `tool_calls`,
/// `tool_call_id` and `name` where there are any. A message that only calls tools has no text, and its content is `none`,
/// as it is for a trainer that reads a dataset whose messages all have the same keys.
///
/// Source: transformers' `utils/chat_template_utils.py`, whose `_alias_reasoning_fields` also gives reasoning as
/// `thinking`.
struct MessageVariable {
  private static let roleKey = TemplateString("role")
  private static let textKeys = [TemplateValue.string(roleKey), .string(contentKey)]
  private static let roles = Dictionary(
    uniqueKeysWithValues: Role.allCases.map { ($0, TemplateValue.string(TemplateString($0.rawValue))) })
  private static let contentKey = TemplateString("content")
  private static let reasoningKey = TemplateString("reasoning_content")
  private static let thinkingKey = TemplateString("thinking")
  private static let toolCallsKey = TemplateString("tool_calls")
  private static let toolCallIDKey = TemplateString("tool_call_id")
  private static let nameKey = TemplateString("name")

  let location: InputLocation
  let toolArguments: ToolArguments

  func value(of message: Message, at index: Int) throws -> TemplateValue {
    let content: TemplateValue = message.isCallOnly ? .none : .string(TemplateString(message.text(at: index)))
    if message.hasTextAlone { return Self.value(ofRole: message.role, content: content) }
    var members = [
      (Self.roleKey, Self.value(of: message.role)), (Self.contentKey, content),
    ]
    let origin = message.reasoningOrigin(at: index)
    if !message.toolCalls.isEmpty {
      let calls = try message.toolCalls.enumerated().map { call, toolCall in
        try value(of: toolCall, origin: message.toolCallOrigin(call, at: index))
      }
      members.append((Self.toolCallsKey, .list(TemplateList(calls))))
    }
    if let id = message.toolCallID { members.append((Self.toolCallIDKey, .string(TemplateString(id, origin: origin)))) }
    if let name = message.name { members.append((Self.nameKey, .string(TemplateString(name, origin: origin)))) }
    if let reasoning = message.reasoning {
      let text = TemplateValue.string(TemplateString(reasoning.utf8, origin: origin))
      members.insert((Self.thinkingKey, text), at: 0)
      members.append((Self.reasoningKey, text))
    }
    return .dictionary(TemplateDictionary(members))
  }

  /// A message with a text and nothing else.
  static func value(ofRole role: Role, content: TemplateValue) -> TemplateValue {
    .dictionary(TemplateDictionary(uniqueKeys: textKeys, values: [value(of: role), content]))
  }

  private static func value(of role: Role) -> TemplateValue {
    roles[role] ?? .string(TemplateString(role.rawValue))
  }

  /// `{"type": "function", "id": …, "function": {"name": …, "arguments": …}}`; the words of that frame are the template's.
  private func value(of call: ToolCall, origin: Origin) throws -> TemplateValue {
    var members: [(String, TemplateValue)] = [("type", .string("function"))]
    if let id = call.id { members.append(("id", .string(TemplateString(id, origin: origin)))) }
    members.append(
      (
        "function",
        .dictionary([
          ("name", .string(TemplateString(call.name, origin: origin))),
          ("arguments", try arguments(of: call, origin: origin)),
        ])
      ))
    return .dictionary(members)
  }

  private func arguments(of call: ToolCall, origin: Origin) throws -> TemplateValue {
    switch toolArguments {
    case .text: .string(TemplateString(try call.argumentsText(at: location), origin: origin))
    case .object: try object(call, origin: origin)
    }
  }

  private func object(_ call: ToolCall, origin: Origin) throws -> TemplateValue {
    let arguments = try JSONReader().readTree(call.arguments, at: location)
    do {
      return try TemplateValue(arguments, origin: origin, at: location)
    } catch let error as TrainPackError where error.code == .renderNumberTooLarge {
      throw LargeInteger.first(in: arguments)?
        .error(inArgumentsOf: call.field, areText: call.form == .text, at: location) ?? error
    }
  }

  /// The definitions of tools; `none` where there are none.
  func value(ofTools tools: [[UInt8]]) throws -> TemplateValue {
    if tools.isEmpty { return .none }
    let reader = JSONReader()
    return .list(
      try tools.enumerated().map { index, tool in
        let definition = try reader.readTree(tool, at: location)
        do {
          return try TemplateValue(definition, origin: .toolDefinitions, at: location)
        } catch let error as TrainPackError where error.code == .renderNumberTooLarge {
          throw LargeInteger.first(in: definition)?.error(inTool: index, at: location) ?? error
        }
      })
  }
}

extension Message {
  /// Whether its text is all that it holds.
  var hasTextAlone: Bool {
    reasoning == nil && toolCalls.isEmpty && toolCallID == nil && name == nil
  }
}
