import Diagnostics
import Prompting
import StrictJSON

/// `{"question": "…", "opa": "…", "opb": "…", "opc": "…", "opd": "…", "cop": 2, "exp": "…"}`.
///
/// `cop` counts the options from 0 in the release on the Hub and from 1 in the original one. Which it is, the data say: a 0
/// occurs only in the one, a 4 only in the other.
///
/// Source: MedMCQA (Pal et al., 2022); its dataset card on the Hub, where `cop` is a class label of four names.
public struct MedMCQAFormat: LaidOutFormat {
  /// From which number `cop` counts.
  public enum Base: Int, Hashable, Sendable {
    case zero = 0
    case one = 1
  }

  public let name: String
  public let summary: String
  public let shape = FormatShape([
    FieldRequirement("question", .string), FieldRequirement("opa", .string), FieldRequirement("opb", .string),
    FieldRequirement("opc", .string), FieldRequirement("opd", .string), FieldRequirement("cop", .number, .string),
  ])
  public let fieldNames =
    ["question"] + Self.optionKeys + ["cop"] + Self.explanationRole.keys + ["choice_type"]
  public var recordLayout: ConversationLayout
  /// `nil` until the data have told.
  public var base: Base?

  public static let vocabulary = MultipleChoice.vocabulary
  public static let shippedLayouts = MultipleChoice.shippedLayouts

  /// What stands beside the question; `nil` until the data have told.
  var fields: QuestionFields?

  static let explanationRole = FieldRole("the explanation", ["exp", "explanation", "rationale"])
  static let optionKeys = ["opa", "opb", "opc", "opd"]
  private static let letters = ["A", "B", "C", "D"].map { Array($0.utf8) }

  /// - Parameter base: The base that `cop` counts from; `nil` to learn it from the data.
  public init(base: Base? = nil) throws {
    self.base = base
    name = base.map { "medmcqa-\($0.rawValue)" } ?? "medmcqa"
    summary =
      base.map { "medmcqa, cop counting from \($0.rawValue)" }
      ?? "question, opa, opb, opc, opd, cop: the right option, counted from 0 or from 1; optional exp"
    recordLayout = try Self.layout(.standard, formatName: "medmcqa")
  }

  public func adapted(to records: [RecordFields]) throws -> any DatasetFormat {
    var copy = self
    copy.base = try base ?? MedMCQABase.told(by: records)
    copy.fields = QuestionFields(in: records, explanation: Self.explanationRole)
    return copy
  }

  public var passedOverNames: [String] { fields?.passedOver(Self.explanationRole) ?? [] }

  public func content(of record: inout RecordObject) throws -> RecordContent {
    let options = try Self.optionKeys.map { try record.text($0) }
    let index = try answerIndex(in: record)
    let place = record.fields.pointer("cop")
    let fields = fields ?? QuestionFields(in: [record.fields], explanation: Self.explanationRole)
    fields.notePassages(in: &record, layout: recordLayout)
    let item = MultipleChoice(
      question: try record.text("question"), options: Array(zip(Self.letters, options)),
      answerLetter: MessagePart(Self.letters[index], purpose: .answer, field: place), answer: options[index],
      explanation: try fields.explanation(of: record, Self.explanationRole))
    var content = RecordContent(try item.messages(by: recordLayout, in: &record))
    content.choice = ChosenOption(letter: Self.letters[index], optionCount: options.count)
    return content
  }

  private func answerIndex(in record: RecordObject) throws -> Int {
    let pointer = record.fields.pointer("cop")
    guard let value = record.fields.value("cop") else { throw record.missing(pointer) }
    guard let number = MedMCQABase.number(value) else { throw notANumber(value, at: pointer, in: record) }
    let base = base ?? .zero
    if (base.rawValue..<base.rawValue + Self.letters.count).contains(number) { return number - base.rawValue }
    // With the other base the number would be an option: perhaps that is the true one.
    let other = number == 0 ? Base.zero : number == 4 ? .one : nil
    throw TrainPackError(
      .recordsAnswerNotAnOption,
      "\(pointer) is \(number), but the options are \(base.rawValue) to \(base.rawValue + 3) (cop counts from "
        + "\(base.rawValue))" + (number == -1 ? "; -1 stands for an answer that was kept back" : ""),
      at: record.place(pointer),
      fix: "write the number of the right option, or skip such records with --on-bad-record skip"
        + (other.map { "; if cop counts from \($0.rawValue), say --input-format medmcqa-\($0.rawValue)" } ?? ""))
  }

  private func notANumber(_ value: JSONValue, at pointer: String, in record: RecordObject) -> TrainPackError {
    if value.isNull || value.utf8?.isEmpty == true {
      return TrainPackError(
        .recordsMissingField, "\(pointer) is \(value.isNull ? "null" : "empty"): the record names no right option",
        at: record.place(pointer),
        fix: "write the number of the right option, or skip such records with --on-bad-record skip")
    }
    var error = record.wrongType(value, at: pointer, expected: .number)
    if let written = value.numberText {
      error.message = "\(pointer) is \(written), not a whole number"
      error.fix = "write the number of the right option there, or skip such records with --on-bad-record skip"
    }
    if let text = value.utf8 {
      error.message = "\(pointer) is \"\(VisibleBytes.text(text.prefix(40)))\", not a number"
      if text.count == 1 { error.fix = "where all records have letters, say --map answer_idx=cop; else " + error.fix }
    }
    return error
  }
}
