import Diagnostics
import StrictJSON

/// Tells from records whether a number that names the right option counts from 0 or from 1.
///
/// A 0 occurs only in the one and the number of options only in the other; where the record gives the answer's text, too,
/// the option that is that text says it.
enum MedQABase {
  /// - Parameter key: The field that names the option.
  /// - Returns: `nil` where most records name their option in another way; a number is then an error of its record.
  /// - Throws: `medqa.unknown-base`, with where the numbers are.
  static func told(by records: [RecordFields], key: String) throws -> MedMCQAFormat.Base? {
    let values = records.compactMap { $0.value(key) }.filter(\.isFilled)
    if values.count(where: { $0.kind == .number }) * 2 < values.count { return nil }
    var first: RecordFields?
    var places: [MedMCQAFormat.Base: RecordFields] = [:]
    for fields in records {
      guard let value = fields.value(key), value.kind == .number, let number = MedMCQABase.number(value) else {
        continue
      }
      let record = RecordObject(fields: fields, location: place(of: fields))
      guard let options = try? LetteredOptions(of: record), options.option(named: written(value)) == nil else {
        continue
      }
      first = first ?? fields
      let text = key == "answer" ? nil : fields.value("answer")?.utf8
      guard let base = base(of: number, among: options, text: text) else { continue }
      places[base] = places[base] ?? fields
    }
    guard let first else { return nil }
    switch (places[.zero], places[.one]) {
    case (.some, nil): return .zero
    case (nil, .some): return .one
    case (.some(let zero), .some(let one)):
      throw TrainPackError(
        .medqaUnknownBase, "\(first.pointer(key)) counts the options from 0 in some records and from 1 in others",
        at: place(of: one), details: ["from 0: \(place(of: zero))", "from 1: \(place(of: one))"],
        fix: fix + ", to have the records with other numbers told as bad, one by one")
    case (nil, nil):
      throw TrainPackError(
        .medqaUnknownBase,
        "\(first.pointer(key)) is neither 0 nor the number of the options in any of the first \(records.count) records, so "
          + "they do not say whether it counts from 0 or from 1",
        at: place(of: first), fix: fix)
    }
  }

  private static let fix = "say it: --input-format medqa-0 where 0 is the first option, medqa-1 where 1 is"

  private static func base(
    of number: Int, among options: LetteredOptions, text: ArraySlice<UInt8>?
  ) -> MedMCQAFormat.Base? {
    if number == 0 { return .zero }
    if number == options.options.count { return .one }
    guard let text, options.options.indices.contains(number - 1), options.options.indices.contains(number) else {
      return nil
    }
    let isZero = options.options[number].text.utf8.elementsEqual(text)
    let isOne = options.options[number - 1].text.utf8.elementsEqual(text)
    return isZero == isOne ? nil : isZero ? .zero : .one
  }

  /// A number as the record writes it.
  static func written(_ value: JSONValue) -> [UInt8] { Array((value.numberText ?? "").utf8) }

  private static func place(of fields: RecordFields) -> InputLocation {
    InputLocation(source: fields.root.location.source, line: fields.root.location.line)
  }
}
