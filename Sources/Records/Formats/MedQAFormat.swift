import Diagnostics
import Prompting
import StrictJSON

/// `{"question": "…", "options": {"A": "…", …}, "answer": "…", "answer_idx": "D"}`, with an optional explanation.
///
/// Source: MedQA-USMLE (Jin et al., 2020), in the fields of the four-option release.
public struct MedQAFormat: LaidOutFormat {
  public let name = "medqa"
  public let summary = "question, options: {letter: text}, answer, answer_idx; optional explanation"
  public let shape = FormatShape([
    FieldRequirement("question", .string), FieldRequirement("options", .object), FieldRequirement("answer", .string),
    FieldRequirement("answer_idx", .string),
  ])
  public let fieldNames = ["question", "options", "answer", "answer_idx"] + MultipleChoice.explanationKeys
  public var recordLayout: ConversationLayout

  public static let vocabulary = MultipleChoice.vocabulary
  public static let shippedLayouts = MultipleChoice.shippedLayouts

  public init() throws { recordLayout = try Self.layout(.standard, formatName: "medqa") }

  public func content(of record: inout RecordObject) throws -> RecordContent {
    let question = try record.text("question")
    if question.isBlank { throw record.empty(question.pointer, "there is no question") }
    let options = try record.value("options", .object)
    let answer = try record.text("answer")
    let letter = try record.text("answer_idx")
    var lettered: [(letter: [UInt8], text: RecordObject.Text)] = []
    for member in options.members {
      let key = Array(member.key.utf8 ?? [])
      lettered.append(
        (key, try record.text(member.value, at: record.fields.pointer("options") + JSONPointer.escaped(key: key))))
    }
    guard let chosen = lettered.first(where: { $0.letter == letter.utf8 })?.text else {
      throw notAnOption(letter, options, in: record)
    }
    let agrees = chosen.utf8 == answer.utf8
    if !agrees {
      record.note(.medqaAnswerTextDiffers, "\(answer.pointer) is not the text of \(chosen.pointer)", at: answer.pointer)
    }
    let item = MultipleChoice(
      question: question, options: lettered, answerLetter: letter.part(.answer), answer: chosen,
      explanation: try record.firstText(of: MultipleChoice.explanationKeys))
    var content = RecordContent(try item.messages(by: recordLayout, in: &record))
    content.choice = ChosenOption(letter: letter.utf8, optionCount: lettered.count, agrees: agrees)
    return content
  }

  private func notAnOption(
    _ letter: RecordObject.Text, _ options: JSONValue, in record: RecordObject
  ) -> TrainPackError {
    let letters = options.members.map { $0.key.string ?? "" }
    return TrainPackError(
      .medqaAnswerNotAnOption,
      "\(letter.pointer) is \"\(String(decoding: letter.utf8.prefix(40), as: UTF8.self))\", which is not an option",
      at: record.place(letter.pointer),
      details: ["options: \(letters.isEmpty ? "none" : letters.joined(separator: ", "))"],
      fix: "write the key of the right option, or skip such records with --on-bad-record skip")
  }
}
