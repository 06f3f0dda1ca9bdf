import Diagnostics
import Prompting
import StrictJSON

/// `{"question": "…", "options": {"A": "…", …}, "answer": "…", "answer_idx": "D"}`, with an optional explanation; or the
/// same with a list of options, or a field for each option (A, B, C … or option_a, option_b …), as tables have them.
///
/// Where the records have no `answer_idx`, the `answer` is a letter or an option's text.
///
/// Source: MedQA-USMLE (Jin et al., 2020), in the fields of the four-option release.
public struct MedQAFormat: LaidOutFormat {
  /// By which fields records name the right option.
  struct AnswerFields: Hashable, Sendable {
    var hasLetter = true
    var hasText = true
  }

  public let name = "medqa"
  public let summary =
    "question, options: {letter: text} or a list, or A, B, … or option_a, option_b, …; answer, answer_idx; optional "
    + "explanation"
  public let shape = FormatShape(
    [
      FieldRequirement("question", .string),
      FieldRequirement("options", .object, .array).or(allOf: OptionColumns.firstPairs),
      FieldRequirement(oneOf: ["answer_idx", "answer"], .string),
    ], foreign: ["cop"], cells: ["options": .structure])
  public let fieldNames =
    ["question", "options", "answer", "answer_idx"] + MultipleChoice.explanationKeys + OptionColumns.mapNames
  public let furtherFieldNames = OptionColumns.families.flatMap { $0 }
  public var recordLayout: ConversationLayout
  var answerFields = AnswerFields()

  public static let vocabulary = MultipleChoice.vocabulary
  public static let shippedLayouts = MultipleChoice.shippedLayouts

  public init() throws { recordLayout = try Self.layout(.standard, formatName: "medqa") }

  /// A field that any of the first records has must be in each.
  public func adapted(to records: [RecordFields]) throws -> any DatasetFormat {
    let found = AnswerFields(
      hasLetter: records.contains { $0.has("answer_idx") }, hasText: records.contains { $0.has("answer") })
    var copy = self
    if found.hasLetter || found.hasText { copy.answerFields = found }
    return copy
  }

  public func content(of record: inout RecordObject) throws -> RecordContent {
    let question = try record.text("question")
    if question.isBlank { throw record.empty(question.pointer, "there is no question") }
    let options = try LetteredOptions(of: record)
    let answer = try answerFields.hasText ? record.text("answer") : nil
    let given = try answerFields.hasLetter ? record.text("answer_idx") : nil
    let chosen: LetteredOptions.Option
    var agrees: Bool?
    if let given {
      guard let option = options.option(named: given.utf8) else { throw notAnOption(given, options, in: record) }
      chosen = option
      if let answer { agrees = answer.utf8 == option.text.utf8 || options.option(named: answer.utf8) == option }
    } else if let answer {
      chosen = try option(of: answer, among: options, in: record)
    } else {
      throw record.missing(record.fields.pointer("answer"))
    }
    if agrees == false, let answer {
      record.note(
        .medqaAnswerTextDiffers, "\(answer.pointer) is not the text of \(chosen.text.pointer)", at: answer.pointer)
    }
    let item = MultipleChoice(
      question: question, options: options.options.map { ($0.letter, $0.text) },
      answerLetter: letterPart(of: chosen, givenBy: given ?? answer), answer: chosen.text,
      explanation: try record.firstText(of: MultipleChoice.explanationKeys))
    var content = RecordContent(try item.messages(by: recordLayout, in: &record))
    content.choice = ChosenOption(letter: chosen.letter, optionCount: options.options.count, agrees: agrees)
    return content
  }

  /// The letter as the answer has it, where the record writes it so.
  private func letterPart(of chosen: LetteredOptions.Option, givenBy text: RecordObject.Text?) -> MessagePart {
    if let text, text.utf8 == chosen.letter { return text.part(.answer) }
    return MessagePart(chosen.letter, purpose: .answer, field: text?.pointer ?? "")
  }

  /// The option that an answer is, by its letter or its text.
  private func option(
    of answer: RecordObject.Text, among options: LetteredOptions, in record: RecordObject
  ) throws -> LetteredOptions.Option {
    if answer.isBlank { throw record.empty(answer.pointer, "there is no answer to learn") }
    let byText = options.options.filter { $0.text.utf8 == answer.utf8 }
    let found = byText + [options.option(named: answer.utf8)].compactMap { $0 }
    guard let first = found.first else { throw notAnOption(answer, options, in: record) }
    if found.allSatisfy({ $0 == first }) { return first }
    let named = found.map { String(decoding: $0.letter, as: UTF8.self) }.joined(separator: " and ")
    throw TrainPackError(
      .medqaAnswerNotAnOption,
      "\(answer.pointer) is \"\(VisibleBytes.text(answer.utf8.prefix(40)))\", which names more than one option",
      at: record.place(answer.pointer), details: ["by letter and by text it is: \(named)"],
      fix: "write the letter of the right option into answer_idx, or skip such records with --on-bad-record skip")
  }

  private func notAnOption(
    _ letter: RecordObject.Text, _ options: LetteredOptions, in record: RecordObject
  ) -> TrainPackError {
    TrainPackError(
      .medqaAnswerNotAnOption,
      "\(letter.pointer) is \"\(VisibleBytes.text(letter.utf8.prefix(40)))\", which is not an option",
      at: record.place(letter.pointer), details: ["options: \(options.letters)"],
      fix: "write the \(options.hasImpliedLetters ? "letter" : "key") of the right option, or skip such records with "
        + "--on-bad-record skip" + Self.numberFix(letter, options))
  }

  /// How to read records that name their option by a number.
  private static func numberFix(_ number: RecordObject.Text, _ options: LetteredOptions) -> String {
    guard number.utf8.count == 1, (0x30...0x34).contains(number.utf8[0]), options.options.count == 4 else { return "" }
    let sources = options.options.map(\.text.pointer) + [number.pointer]
    let map = zip(["opa", "opb", "opc", "opd", "cop"], sources).map { "--map " + ShellWord.quoted("\($0)=\($1)") }
    return "; if all records have numbers, read them as MedMCQA's: " + map.joined(separator: " ")
  }
}
