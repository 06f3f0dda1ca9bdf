import Diagnostics
import Prompting
import StrictJSON

/// `{"instruction": "…", "input": "…", "output": "…"}`, with an optional system prompt and earlier turns.
///
/// The question is the instruction, and the input on a new line where there is one; the line break is layout.
///
/// Source: the Stanford Alpaca data; ms-swift's and LLaMA-Factory's "alpaca" format for `system` and `history`.
public struct AlpacaFormat: DatasetFormat {
  public let name = "alpaca"
  public let summary = "instruction, output; optional input, system, history: a list of [question, answer]"
  public let shape = FormatShape(
    [FieldRequirement("instruction", .string), FieldRequirement("output", .string)],
    foreign: ["chosen", "rejected", "messages", "conversations"], cells: ["history": .structure])
  public let fieldNames = ["instruction", "input", "output", "history"] + SystemPromptField.keys

  public init() {}

  public func content(of record: inout RecordObject) throws -> RecordContent {
    let output = try record.text("output")
    if output.isBlank { throw record.empty(output.pointer, "there is no answer to learn") }
    var messages = try record.prependingSystem(to: History.messages(of: &record))
    messages.append(try InstructionAndInput.question(of: &record))
    messages.append(Message(role: .assistant, parts: [output.part(.answer)]))
    return RecordContent(messages)
  }
}

/// An instruction, and its input on a new line; the line break is layout.
enum InstructionAndInput {
  static func question(of record: inout RecordObject) throws -> Message {
    let instruction = try record.text("instruction")
    let input = try record.optionalText("input")
    if instruction.isBlank && input?.isBlank != false {
      record.note(.recordsEmptyTurn, "the question is empty, as /input is empty too", at: instruction.pointer)
    }
    return Message(role: .user, parts: parts(instruction, input))
  }

  static func parts(_ instruction: RecordObject.Text, _ input: RecordObject.Text?) -> [MessagePart] {
    guard let input, !input.utf8.isEmpty else { return [instruction.part(.text)] }
    if instruction.utf8.isEmpty { return [input.part(.text)] }
    return [instruction.part(.text), MessagePart(layout: "\n"), input.part(.text)]
  }
}

/// Earlier turns: a list of [question, answer]. Their answers are trained too.
///
/// Source: LLaMA-Factory's and ms-swift's `history`.
enum History {
  static func messages(of record: inout RecordObject) throws -> [Message] {
    guard let field = record.fields["history"] else { return [] }
    if field.value.kind != .array { throw record.wrongType(field.value, at: field.pointer, expected: .array) }
    var messages: [Message] = []
    for (index, turn) in field.value.elements.enumerated() {
      let pointer = "\(field.pointer)/\(index)"
      if turn.kind != .array { throw record.wrongType(turn, at: pointer, expected: .array) }
      if turn.count != 2 {
        throw TrainPackError(
          .recordsWrongType, "\(pointer) has \(turn.count) elements, not a question and an answer",
          at: record.place(pointer), fix: "write [question, answer], or skip such records with --on-bad-record skip")
      }
      let question = try record.text(turn.element(at: 0), at: "\(pointer)/0")
      let answer = try record.text(turn.element(at: 1), at: "\(pointer)/1")
      if answer.isBlank { throw record.empty(answer.pointer, "an assistant turn must say something") }
      for var message in [
        Message(role: .user, parts: [question.part(.text)]), Message(role: .assistant, parts: [answer.part(.answer)]),
      ] {
        message.element = pointer
        messages.append(message)
      }
    }
    return messages
  }
}
