import Diagnostics
import Prompting
import StrictJSON

/// `{"messages": [{"role": "user", "content": "…"}, …]}`, as OpenAI and TRL write it.
///
/// Source: TRL's "conversational" dataset format; OpenAI's fine-tuning file format.
public struct MessagesFormat: DatasetFormat {
  public let name = "messages"
  public let summary = "messages: a list of {role, content}; optional tools"
  public let shape = FormatShape(
    [FieldRequirement("messages", .array)], foreign: ["chosen", "rejected"], cells: ["messages": .structure])
  public let fieldNames = ["messages", "tools"] + SystemPromptField.keys

  public init() {}

  public func content(of record: inout RecordObject) throws -> RecordContent {
    try MessageList(speakers: .roles).content("messages", of: &record)
  }
}

/// `{"conversations": [{"from": "human", "value": "…"}, …], "system": "…", "tools": "…"}`.
///
/// Source: ShareGPT's export; FastChat's and LLaMA-Factory's format of that name.
public struct ShareGPTFormat: DatasetFormat {
  public let name = "sharegpt"
  public let summary = "conversations: a list of {from, value}; optional system, tools"
  public let shape = FormatShape(
    [FieldRequirement("conversations", .array)], foreign: ["chosen", "rejected"], cells: ["conversations": .structure])
  public let fieldNames = ["conversations", "tools"] + SystemPromptField.keys

  public init() {}

  public func content(of record: inout RecordObject) throws -> RecordContent {
    try MessageList(speakers: .shareGPT).content("conversations", of: &record)
  }
}
