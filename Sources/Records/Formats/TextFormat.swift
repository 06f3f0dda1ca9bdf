import Diagnostics
import Prompting
import StrictJSON

/// `{"text": "…"}`: a plain text, without turns.
///
/// Source: TRL's language modelling format.
public struct TextFormat: DatasetFormat {
  public let name = "text"
  public let summary = "text: a plain text, trained as a whole"
  public let shape = FormatShape(
    [FieldRequirement("text", .string)],
    foreign: [
      "messages", "conversations", "chosen", "rejected", "instruction", "prompt", "query", "question", "completion",
      "response", "output", "answer", "dialogue", "input_ids",
    ])
  public let fieldNames = ["text"]

  public init() {}

  public func content(of record: inout RecordObject) throws -> RecordContent {
    let text = try record.text("text")
    if text.isBlank { throw record.empty(text.pointer, "there is no text to learn") }
    return RecordContent([Message(role: .assistant, parts: [text.part(.text)])], kind: .text)
  }
}
