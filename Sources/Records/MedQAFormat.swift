import Diagnostics
import Prompting
import StrictJSON

/// `{"question": "…", "options": {"A": "…", …}, "answer": "…", "answer_idx": "D"}`, with an optional explanation.
///
/// The question is laid out as the case (vignette), the question proper (stem: the last sentence), and the options; the
/// answer names its letter and repeats its text. The space between vignette and stem belongs to the vignette, so that
/// removing its last sentences leaves natural text.
///
/// Source: MedQA-USMLE (Jin et al., 2020), in the fields of the four-option release.
public struct MedQAFormat: DatasetFormat {
  public let name = "medqa"
  public let summary = "question, options: {letter: text}, answer, answer_idx; optional explanation"
  public let requirements = [
    FieldRequirement("question", .string), FieldRequirement("options", .object), FieldRequirement("answer", .string),
    FieldRequirement("answer_idx", .string),
  ]

  /// The layout of the user's message.
  public static let questionLayoutText = """
    {vignette}{stem}

    Options:{#options}
    {letter}. {option}{/options}
    """

  /// The layout of the assistant's message.
  public static let answerLayoutText = """
    The correct answer is {letter}: {answer}{#explanation}

    {explanation}{/explanation}
    """

  /// Where an explanation may stand; the first that is there and not blank is used.
  public static let explanationKeys = ["explanation", "exp", "rationale"]

  public let questionLayout: RecordLayout
  public let answerLayout: RecordLayout

  /// - Parameters:
  ///   - questionLayout: A text with the placeholders `{vignette}`, `{stem}` and, in `{#options}…{/options}`, `{letter}` and
  ///     `{option}`.
  ///   - answerLayout: A text with the placeholders `{letter}`, `{answer}` and, in `{#explanation}…{/explanation}`,
  ///     `{explanation}`.
  /// - Throws: `records.invalid-layout`.
  public init(
    questionLayout: String = MedQAFormat.questionLayoutText, answerLayout: String = MedQAFormat.answerLayoutText
  ) throws {
    self.questionLayout = try RecordLayout(
      questionLayout, placeholders: ["vignette", "stem"], sections: ["options": ["letter", "option"]])
    self.answerLayout = try RecordLayout(
      answerLayout, placeholders: ["letter", "answer"], sections: ["explanation": ["explanation"]])
  }

  public func messages(from record: inout RecordObject) throws -> [Message] {
    let question = try record.text("question")
    if question.isBlank { throw record.empty(question.pointer, "there is no question") }
    let options = try record.value("options", .object)
    let answer = try record.text("answer")
    let letter = try record.text("answer_idx")
    var optionValues: [RecordLayout.Values] = []
    var chosen: RecordObject.Text?
    for member in options.members {
      let key = Array(member.key.utf8 ?? [])
      let option = try record.text(member.value, at: "/options" + JSONPointer.escaped(key: key))
      optionValues.append(
        RecordLayout.Values([
          "letter": [MessagePart(key, purpose: .layout)], "option": [option.part(.option)],
        ]))
      if key == letter.utf8 { chosen = option }
    }
    guard let chosen else { throw notAnOption(letter, options, in: record) }
    if chosen.isBlank { throw record.empty(chosen.pointer, "it is the answer to learn") }
    if chosen.utf8 != answer.utf8 {
      record.note(.medqaAnswerTextDiffers, "/answer is not the text of \(chosen.pointer)", at: answer.pointer)
    }
    var answerValues = RecordLayout.Values(["letter": [letter.part(.answer)], "answer": [chosen.part(.answer)]])
    if let explanation = try explanation(of: record) {
      answerValues.sections["explanation"] = [
        RecordLayout.Values(["explanation": [explanation.part(.explanation)]])
      ]
    }
    var questionValues = RecordLayout.Values(Self.parts(of: question))
    questionValues.sections["options"] = optionValues
    return [
      Message(role: .user, parts: questionLayout.parts(questionValues)),
      Message(role: .assistant, parts: answerLayout.parts(answerValues)),
    ]
  }

  /// The question's vignette and stem; together they are the field's bytes exactly.
  static func parts(of question: RecordObject.Text) -> [String: [MessagePart]] {
    let text = question.utf8
    let stemStart = SentenceSplitter.ranges(in: text).last?.lowerBound ?? 0
    func part(_ range: Range<Int>, _ purpose: MessagePart.Purpose) -> [MessagePart] {
      range.isEmpty
        ? [] : [MessagePart(Array(text[range]), purpose: purpose, field: question.pointer, fieldRange: range)]
    }
    return ["vignette": part(0..<stemStart, .vignette), "stem": part(stemStart..<text.count, .stem)]
  }

  private func explanation(of record: RecordObject) throws -> RecordObject.Text? {
    for key in Self.explanationKeys {
      if let text = try record.optionalText(key), !text.isBlank { return text }
    }
    return nil
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
