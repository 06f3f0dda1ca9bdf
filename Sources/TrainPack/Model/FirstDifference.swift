/// Where two sequences first differ.
enum FirstDifference {
  /// The difference in words; `nil` when there is none.
  ///
  /// - Parameters:
  ///   - unit: What the elements are.
  ///   - expectedBy: Who has `expected`.
  static func words<Element: Equatable>(
    _ unit: String, _ found: [Element], _ expected: [Element], expectedBy: String
  ) -> String? {
    if found == expected { return nil }
    let position = zip(found, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(found.count, expected.count)
    let item = { (items: [Element]) in position < items.count ? "\(items[position])" : "nothing" }
    return "\(unit) \(position) is \(item(found)), \(expectedBy) has \(item(expected)) "
      + "(\(found.count) and \(expected.count) in all)"
  }
}
