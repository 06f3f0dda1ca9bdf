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
    ["question"] + Self.optionKeys + ["cop", "exp", "explanation", "rationale", "choice_type"]
  public var recordLayout: ConversationLayout
  /// `nil` until the data have told.
  public var base: Base?

  public static let vocabulary = MultipleChoice.vocabulary
  public static let shippedLayouts = MultipleChoice.shippedLayouts

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
    if base != nil { return self }
    let numbers = records.compactMap { fields in fields["cop"].flatMap { Self.number($0.value) } }
    let hasZero = numbers.contains(0)
    let hasFour = numbers.contains(4)
    guard hasZero != hasFour else {
      throw TrainPackError(
        .medmcqaUnknownBase,
        hasZero
          ? "cop is 0 in some records and 4 in others, so it counts neither from 0 nor from 1"
          : "cop is neither 0 nor 4 in any of the first \(records.count) records, so they do not say where it begins",
        fix: "say it: --input-format medmcqa-0 where 0 is the first option (the Hub's release), medmcqa-1 where 1 is")
    }
    var copy = self
    copy.base = hasZero ? .zero : .one
    return copy
  }

  public func content(of record: inout RecordObject) throws -> RecordContent {
    let options = try Self.optionKeys.map { try record.text($0) }
    let index = try answerIndex(in: record)
    let place = record.fields.pointer("cop")
    let item = MultipleChoice(
      question: try record.text("question"), options: Array(zip(Self.letters, options)),
      answerLetter: MessagePart(Self.letters[index], purpose: .answer, field: place), answer: options[index],
      explanation: try record.firstText(of: MultipleChoice.explanationKeys))
    var content = RecordContent(try item.messages(by: recordLayout, in: &record))
    content.choice = ChosenOption(letter: Self.letters[index], optionCount: options.count)
    return content
  }

  private func answerIndex(in record: RecordObject) throws -> Int {
    let pointer = record.fields.pointer("cop")
    guard let field = record.fields["cop"] else { throw record.missing(pointer) }
    guard let number = Self.number(field.value) else {
      throw record.wrongType(field.value, at: pointer, expected: .number)
    }
    let base = base ?? .zero
    let index = number - base.rawValue
    if Self.letters.indices.contains(index) { return index }
    throw TrainPackError(
      .recordsAnswerNotAnOption,
      "\(pointer) is \(number), which is not an option: the options count from \(base.rawValue) to \(base.rawValue + 3)"
        + (number == -1 ? "; -1 stands for an answer that was kept back" : ""),
      at: record.place(pointer),
      fix: "skip such records with --on-bad-record skip; or say where cop begins, with --input-format medmcqa-0 or -1")
  }

  /// The whole number of a JSON number, or of a text as tables have it.
  private static func number(_ value: JSONValue) -> Int? {
    if let int = value.int { return int }
    if let text = value.string, let int = Int(text) { return int }
    guard let double = value.double, double == double.rounded(), abs(double) < 100 else { return nil }
    return Int(double)
  }
}
