/// The keys that every message of a dataset has beside `role` and `content`, as Arrow needs one type a column: those that
/// any message has. A message that lacks one has null there.
public struct MessageKeys: Hashable, Sendable {
  /// Whether messages have `tool_calls`, and these an `id`.
  public enum ToolCalls: Int, Comparable, Sendable, CaseIterable {
    case absent, withoutID, withID

    public static func < (left: ToolCalls, right: ToolCalls) -> Bool { left.rawValue < right.rawValue }
  }

  public var toolCalls = ToolCalls.absent
  public var toolCallID = false
  public var name = false
  public var reasoning = false
  /// Whether rows have a column `tools` beside their messages.
  public var tools = false

  public init() {}

  /// Every key there is.
  static let most: MessageKeys = {
    var keys = MessageKeys()
    keys.toolCalls = .withID
    keys.toolCallID = true
    keys.name = true
    keys.reasoning = true
    keys.tools = true
    return keys
  }()

  /// The keys of both.
  func union(_ other: MessageKeys) -> MessageKeys {
    var keys = self
    keys.toolCalls = max(toolCalls, other.toolCalls)
    keys.toolCallID = toolCallID || other.toolCallID
    keys.name = name || other.name
    keys.reasoning = reasoning || other.reasoning
    keys.tools = tools || other.tools
    return keys
  }

  static let all: [MessageKeys] = ToolCalls.allCases.flatMap { calls in
    (0..<16).map { bits in
      var keys = MessageKeys()
      keys.toolCalls = calls
      keys.toolCallID = bits & 1 != 0
      keys.name = bits & 2 != 0
      keys.reasoning = bits & 4 != 0
      keys.tools = bits & 8 != 0
      return keys
    }
  }

  var toolColumns: [RowColumn] { tools ? [.tools] : [] }

  /// Whether a message or row can have null somewhere.
  var hasNulls: Bool { self != MessageKeys() }

  /// The fields of a message, in order.
  var fields: [ColumnField] {
    var fields = [ColumnField("role", .string), ColumnField("content", .string)]
    if toolCalls > .absent {
      let function = ColumnType.structure([ColumnField("name", .string), ColumnField("arguments", .string)])
      let id = toolCalls == .withID ? [ColumnField("id", .string)] : []
      fields.append(
        ColumnField(
          "tool_calls", .structures(id + [ColumnField("type", .string), ColumnField("function", function)])))
    }
    if toolCallID { fields.append(ColumnField("tool_call_id", .string)) }
    if name { fields.append(ColumnField("name", .string)) }
    if reasoning { fields.append(ColumnField("reasoning_content", .string)) }
    return fields
  }
}
