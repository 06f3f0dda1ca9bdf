/// A call of a tool that the assistant makes in a message.
///
/// Arguments stay JSON text: templates see them as data or as a string, rows carry them as a string.
///
/// Source: OpenAI's `tool_calls`; transformers' guide on tool use, whose templates expect the arguments as an object.
public struct ToolCall: Hashable, Sendable {
  /// The call's identifier, which the tool's answer repeats; `nil` where the record has none.
  public var id: [UInt8]?
  /// The name of the function.
  public var name: [UInt8]
  /// The arguments: the UTF-8 text of one JSON object, as the record writes it.
  public var arguments: [UInt8]
  /// Whether the record has them as an object or as a string.
  public var form: ToolArguments
  /// The JSON pointer of the call in the record.
  public var field: String

  public init(
    id: [UInt8]? = nil, name: [UInt8], arguments: [UInt8], form: ToolArguments = .object, field: String = ""
  ) {
    self.id = id
    self.name = name
    self.arguments = arguments
    self.form = form
    self.field = field
  }
}
