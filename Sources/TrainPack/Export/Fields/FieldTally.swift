import ShardExport

/// Counts the values of the fields that the card names, example by example, until it is known who is in which split.
///
/// A field whose values are texts, or different in nearly every record, names no source and no subject, and is left out.
///
/// Memory: four bytes an example for each field that the records have, and its values once.
struct FieldTally {
  /// The most values of a field.
  static let maximumValueCount = 1_000

  private struct Field {
    /// For each value its number, in the order in which they were met.
    var numbers: [[UInt8]: Int32] = [:]
    var values: [[UInt8]] = []
    /// For each example up to the last that has the field the number of its value; -1 where it has none.
    var examples: [Int32] = []
    var isLabel = true

    mutating func add(_ value: [UInt8]?, of example: Int) {
      guard isLabel else { return }
      guard let value, numbers[value] != nil || values.count < FieldTally.maximumValueCount else {
        self = Field(isLabel: false)
        return
      }
      let number = numbers[value] ?? Int32(values.count)
      if numbers.updateValue(number, forKey: value) == nil { values.append(value) }
      examples += repeatElement(-1, count: example - examples.count)
      examples.append(number)
    }
  }

  private var fields: [Int: Field] = [:]
  private var exampleCount = 0

  /// Takes the labels of the next example.
  mutating func add(_ labels: [FieldLabel]) {
    for label in labels { fields[label.field, default: Field()].add(label.value, of: exampleCount) }
    exampleCount += 1
  }

  /// The tables of the fields, in the order of the roles.
  ///
  /// - Parameter members: For each split its examples.
  func tables(_ members: [[Int]]) -> [FieldTable] {
    FieldRole.allFields.enumerated().compactMap { index, field in
      fields[index].flatMap { Self.table($0, field.role, field.name, members) }
    }
  }

  private static func table(_ field: Field, _ role: FieldRole, _ name: String, _ members: [[Int]]) -> FieldTable? {
    guard field.isLabel else { return nil }
    var counts = field.values.map { _ in [Int](repeating: 0, count: members.count) }
    var missing = [Int](repeating: 0, count: members.count)
    for (split, examples) in members.enumerated() {
      for example in examples {
        let number = field.examples.indices.contains(example) ? Int(field.examples[example]) : -1
        if number < 0 { missing[split] += 1 } else { counts[number][split] += 1 }
      }
    }
    let totals = counts.map { $0.reduce(0, +) }
    let labelled = totals.reduce(0, +)
    let most = FieldTable.maximumValueCount
    if field.values.count > most, field.values.count > labelled / 2 { return nil }
    let order = field.values.indices.sorted { left, right in
      if totals[left] != totals[right] { return totals[left] > totals[right] }
      return field.values[left].lexicographicallyPrecedes(field.values[right])
    }
    var others = [Int](repeating: 0, count: members.count)
    for index in order.dropFirst(most) {
      for split in members.indices { others[split] += counts[index][split] }
    }
    return FieldTable(
      role: role, field: name,
      values: order.prefix(most).map { FieldTable.Value(value: field.values[$0], counts: counts[$0]) },
      otherValueCount: max(0, field.values.count - most), otherCounts: others, missingCounts: missing)
  }
}
