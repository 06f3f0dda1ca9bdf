import Diagnostics
import Prompting
import StrictJSON

/// `{"question": "…", "options": {"A": "…", …}, "answer": "…", "answer_idx": "D"}`, with an optional explanation; or the
/// same with a list of options, or a field for each option (A, B, C … or option_a, option_b …), as tables have them.
///
/// Where the records have no `answer_idx`, the `answer` is a letter or an option's text. Either may be a number (`label`,
/// too, where there is nothing else), which counts from 0 or from 1 as the data say.
///
/// Source: MedQA-USMLE (Jin et al., 2020), in the fields of the four-option release and of bigbio/med_qa; MMLU and SWAG for
/// numbers.
public struct MedQAFormat: LaidOutFormat {
  /// By which fields records name the right option.
  struct AnswerFields: Hashable, Sendable {
    /// The field that names it by its letter or number; `nil` where `answer` alone does.
    var letter: String? = "answer_idx"
    var hasText = true
  }

  public let name: String
  public let summary: String
  public let shape = FormatShape(
    [
      FieldRequirement("question", .string),
      FieldRequirement("options", .object, .array).or(allOf: OptionColumns.firstPairs),
      FieldRequirement(oneOf: ["answer_idx", "answer", "label"], .string, .number),
    ], foreign: ["cop"], cells: ["options": .structure])
  public let fieldNames =
    ["question", "options", "answer", "answer_idx", "label"] + MultipleChoice.explanationRole.keys
    + OptionColumns.mapNames
  public let furtherFieldNames = OptionColumns.families.flatMap { $0 }
  public var recordLayout: ConversationLayout
  /// `nil` until the data have told, and where they name no option by a number.
  public var base: MedMCQAFormat.Base?
  var answerFields = AnswerFields()
  /// What stands beside the question; `nil` until the data have told.
  var fields: QuestionFields?
  private var isAdapted = false

  public static let vocabulary = MultipleChoice.vocabulary
  public static let shippedLayouts = MultipleChoice.shippedLayouts

  /// - Parameter base: The number that the options count from, where records name one by its number; `nil` to learn it.
  public init(base: MedMCQAFormat.Base? = nil) throws {
    self.base = base
    name = base.map { "medqa-\($0.rawValue)" } ?? "medqa"
    summary =
      base.map { "medqa, answers by number counting from \($0.rawValue)" }
      ?? "question, options: {letter: text} or a list, or A, B, … or option_a, option_b, …; answer, answer_idx; optional "
      + "explanation"
    recordLayout = try Self.layout(.standard, formatName: "medqa")
  }

  /// A field that any of the first records has must be in each.
  ///
  /// - Throws: `medqa.unknown-base`.
  public func adapted(to records: [RecordFields]) throws -> any DatasetFormat {
    func has(_ key: String) -> Bool { records.contains { $0.has(key) } }
    var copy = self
    if has("answer_idx") || has("answer") {
      copy.answerFields = AnswerFields(letter: has("answer_idx") ? "answer_idx" : nil, hasText: has("answer"))
    } else if has("label") {
      copy.answerFields = AnswerFields(letter: "label", hasText: false)
    }
    copy.base = try base ?? MedQABase.told(by: records, key: copy.answerFields.letter ?? "answer")
    copy.fields = QuestionFields(in: records, explanation: MultipleChoice.explanationRole)
    copy.isAdapted = true
    return copy
  }

  public var passedOverNames: [String] {
    if !isAdapted { return [] }
    return (fields?.passedOver(MultipleChoice.explanationRole) ?? [])
      + (answerFields.letter == "label" ? [] : ["label"])
  }

  public func content(of record: inout RecordObject) throws -> RecordContent {
    let question = try record.text("question")
    if question.isBlank { throw record.empty(question.pointer, "there is no question") }
    let options = try LetteredOptions(of: record)
    let named = try answerFields.letter.map { try given($0, in: record) }
    // Beside what names the option, the answer is its text.
    let answer =
      try !answerFields.hasText ? nil : named == nil ? given("answer", in: record) : Given(text: record.text("answer"))
    let chosen: LetteredOptions.Option
    var agrees: Bool?
    if let named {
      chosen = try option(namedBy: named, among: options, in: record)
      if let answer {
        agrees = answer.text.utf8 == chosen.text.utf8 || options.option(named: answer.text.utf8) == chosen
      }
    } else if let answer {
      chosen = try option(of: answer, among: options, in: record)
    } else {
      throw record.missing(record.fields.pointer("answer"))
    }
    if agrees == false, let answer {
      record.note(
        .medqaAnswerTextDiffers, "\(answer.text.pointer) is not the text of \(chosen.text.pointer)",
        at: answer.text.pointer)
    }
    let fields = fields ?? QuestionFields(in: [record.fields], explanation: MultipleChoice.explanationRole)
    fields.notePassages(in: &record, layout: recordLayout)
    let item = MultipleChoice(
      question: question, options: options.options.map { ($0.letter, $0.text) },
      answerLetter: letterPart(of: chosen, givenBy: (named ?? answer)?.text), answer: chosen.text,
      explanation: try fields.explanation(of: record, MultipleChoice.explanationRole))
    var content = RecordContent(try item.messages(by: recordLayout, in: &record))
    content.choice = ChosenOption(letter: chosen.letter, optionCount: options.options.count, agrees: agrees)
    return content
  }

  /// A field that names an option.
  private struct Given {
    /// As it is written.
    var text: RecordObject.Text
    /// The number that it is; `nil` for a text.
    var number: JSONValue?
  }

  private func given(_ key: String, in record: RecordObject) throws -> Given {
    guard let value = record.fields.value(key), value.kind == .number else { return Given(text: try record.text(key)) }
    return Given(text: try record.shownText(key), number: value)
  }

  private func option(
    namedBy given: Given, among options: LetteredOptions, in record: RecordObject
  ) throws -> LetteredOptions.Option {
    if let option = options.option(named: given.text.utf8) { return option }
    guard let value = given.number else { throw notAnOption(given.text, options, in: record) }
    let pointer = given.text.pointer
    guard let number = MedMCQABase.number(value) else {
      throw TrainPackError(
        .recordsWrongType, "\(pointer) is \(value.numberText ?? "a number"), not a whole number",
        at: record.place(pointer),
        fix: "write the letter or the number of the right option, or skip such records with --on-bad-record skip")
    }
    let base = try base ?? MedQABase.told(by: isAdapted ? [] : [record.fields], key: answerFields.letter ?? "answer")
    guard let base else { throw record.wrongType(value, at: pointer, expected: .string) }
    if let option = options.option(at: number, from: base) { return option }
    throw TrainPackError(
      .medqaAnswerNotAnOption,
      "\(pointer) is \(number), but the options are \(base.rawValue) to \(options.options.count - 1 + base.rawValue) "
        + "(they count from \(base.rawValue))",
      at: record.place(pointer),
      fix:
        "write the number of the right option, or skip such records with --on-bad-record skip; where the numbers count "
        + "from \(1 - base.rawValue), say --input-format medqa-\(1 - base.rawValue)")
  }

  /// The letter as the answer has it, where the record writes it so.
  private func letterPart(of chosen: LetteredOptions.Option, givenBy text: RecordObject.Text?) -> MessagePart {
    if let text, text.utf8 == chosen.letter { return text.part(.answer) }
    return MessagePart(chosen.letter, purpose: .answer, field: text?.pointer ?? "")
  }

  /// The option that an answer is, by its letter or its text.
  private func option(
    of given: Given, among options: LetteredOptions, in record: RecordObject
  ) throws -> LetteredOptions.Option {
    let answer = given.text
    // A number counts, even where it is the text of an option, too.
    if given.number != nil { return try option(namedBy: given, among: options, in: record) }
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
        + "--on-bad-record skip" + Self.numberFix(letter, options, in: record))
  }

  /// How to read records that name their option by a number.
  private static func numberFix(
    _ number: RecordObject.Text, _ options: LetteredOptions, in record: RecordObject
  ) -> String {
    guard number.utf8.count == 1, (0x30...0x34).contains(number.utf8[0]), options.options.count == 4 else { return "" }
    let sources = [record.fields.pointer("question")] + options.options.map(\.text.pointer) + [number.pointer]
    let names = ["question", "opa", "opb", "opc", "opd", "cop"]
    let map = zip(names, sources).filter { "/\($0)" != $1 }.map { "--map " + ShellWord.quoted("\($0)=\($1)") }
    return "; if all records have numbers, read them as MedMCQA's, by these maps alone: " + map.joined(separator: " ")
  }
}
