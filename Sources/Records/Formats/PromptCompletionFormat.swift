import Diagnostics
import Prompting
import StrictJSON

/// `{"prompt": …, "completion": …}`: both texts, or both lists of messages.
///
/// The prompt is the user's and the completion the assistant's: a chat template is put around them. A record with a label,
/// as unpaired preference data has it, is used only where the label says that the completion is good.
///
/// Source: TRL's prompt-completion and unpaired preference formats.
public struct PromptCompletionFormat: DatasetFormat {
  public let name = "prompt-completion"
  public let summary = "prompt, completion: texts or lists of {role, content}; optional system, tools"
  public let shape = FormatShape(
    [FieldRequirement("prompt", .string, .array), FieldRequirement("completion", .string, .array, .object)],
    foreign: ["chosen", "rejected", "messages", "conversations"],
    cells: ["prompt": .messages, "completion": .messages])
  public let fieldNames = ["prompt", "completion", "tools", "label"] + SystemPromptField.keys

  public init() {}

  /// Whether a label calls the completion bad: false or 0, or a text that says so, as tables have it.
  private static func isBad(_ label: JSONValue) -> Bool {
    if let text = label.string { return ["false", "0", "0.0"].contains(text.lowercased()) }
    return label.bool == false || label.double == 0
  }

  public func content(of record: inout RecordObject) throws -> RecordContent {
    if let label = record.fields["label"], Self.isBad(label.value) {
      throw record.unsupported(
        "a label that calls the completion bad", at: label.pointer,
        fix: "skip such records with --on-bad-record skip: a model would learn the bad completion")
    }
    let list = MessageList(speakers: .roles)
    let prompt = try list.read(textOr: "prompt", as: .user, of: &record)
    let completion = try list.read(textOr: "completion", as: .assistant, of: &record)
    guard completion.contains(where: { $0.role == .assistant }) else {
      throw record.empty(record.fields.pointer("completion"), "it has no assistant turn")
    }
    TurnOrder.check(prompt + completion, at: record.fields.pointer("prompt"), in: &record)
    // A prompt's own assistant turns are given to the model, not learnt.
    let given = prompt.map { message in
      var copy = message
      if copy.role == .assistant { copy.isTrained = false }
      return copy
    }
    var content = RecordContent(try record.prependingSystem(to: given + completion))
    content.tools = try ToolDefinitions.read(of: record)
    return content
  }
}
