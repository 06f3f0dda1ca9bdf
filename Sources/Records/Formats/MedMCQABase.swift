import Diagnostics
import StrictJSON

/// Tells from records whether `cop` counts the options from 0 or from 1: a 0 occurs only in the one, a 4 only in the other.
enum MedMCQABase {
  /// - Throws: `medmcqa.unknown-base`, with the values that were met and where.
  static func told(by records: [RecordFields]) throws -> MedMCQAFormat.Base {
    let zero = records.first { number(of: $0) == 0 }
    let four = records.first { number(of: $0) == 4 }
    switch (zero, four) {
    case (.some, nil): return .zero
    case (nil, .some): return .one
    case (.some(let zero), .some(let four)):
      throw TrainPackError(
        .medmcqaUnknownBase, "cop is 0 in some records and 4 in others, so it counts neither from 0 nor from 1",
        at: place(of: later(zero, four)),
        details: ["the first 0: \(place(of: zero))", "the first 4: \(place(of: four))"],
        fix: fix + ", to have the records with the other number told as bad, one by one")
    case (nil, nil):
      let met = values(of: records)
      if !records.isEmpty, records.allSatisfy({ number(of: $0) == nil }) {
        throw TrainPackError(
          .medmcqaUnknownBase, "cop is a number in none of the first records", at: records.first.map(place),
          details: [met],
          fix: "where it is the option's letter, say --map answer_idx=cop; else write the option's number")
      }
      if !records.isEmpty, records.allSatisfy({ (number(of: $0) ?? 0) < 0 }) {
        throw TrainPackError(
          .medmcqaUnknownBase, "cop is negative in each of the first records: their answers were kept back",
          at: records.first.map(place), details: [met],
          fix: "use the training or the validation file; the test file has no answers")
      }
      throw TrainPackError(
        .medmcqaUnknownBase,
        "cop is neither 0 nor 4 in any of the first \(records.count) records, so they do not say where it begins",
        at: records.first.map(place), details: [met], fix: fix)
    }
  }

  private static let fix =
    "say it: --input-format medmcqa-0 where 0 is the first option (the Hub's release), medmcqa-1 where 1 is"

  /// The whole number of a JSON number, or of a text as tables have it; pandas writes 2.0 in a column with empty cells.
  static func number(_ value: JSONValue) -> Int? {
    if let int = value.int { return int }
    if let text = value.string {
      return Int(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }
    guard let double = value.double, double == double.rounded(), abs(double) < 100 else { return nil }
    return Int(double)
  }

  private static func number(of fields: RecordFields) -> Int? { fields.value("cop").flatMap(number) }

  private static func place(of fields: RecordFields) -> InputLocation {
    InputLocation(source: fields.root.location.source, line: fields.root.location.line)
  }

  private static func later(_ first: RecordFields, _ second: RecordFields) -> RecordFields {
    (place(of: first).line ?? 0) < (place(of: second).line ?? 0) ? second : first
  }

  /// The values of the records, the most frequent first: "cop is 2 (5×), 1 (3×), null (1×)".
  private static func values(of records: [RecordFields]) -> String {
    var counts: [(shown: String, count: Int)] = []
    for fields in records {
      let shown = shown(fields.value("cop"))
      if let index = counts.firstIndex(where: { $0.shown.utf8.elementsEqual(shown.utf8) }) {
        counts[index].count += 1
      } else if counts.count < 100 {
        counts.append((shown, 1))
      }
    }
    counts.sort { ($1.count, $0.shown) < ($0.count, $1.shown) }
    return "cop is " + counts.prefix(6).map { "\($0.shown) (\($0.count)×)" }.joined(separator: ", ")
  }

  private static func shown(_ value: JSONValue?) -> String {
    guard let value else { return "missing" }
    if let number = value.numberText { return number }
    if let text = value.utf8 { return "\"\(VisibleBytes.text(text.prefix(20)))\"" }
    return value.kind.name
  }
}
