/// The fewest rows that any packing of these lengths could need, as far as it can be told without packing them.
///
/// Each way below gives lengths a weight such that no row holds more than a weight of one; the examples' weights in all
/// are then a bound. The largest of the bounds counts.
///
/// - Source: S. Martello and P. Toth, "Lower bounds and reduction procedures for the bin packing problem" (1990);
///   S. P. Fekete and J. Schepers, "New classes of fast lower bounds for bin packing problems" (2001).
enum RowLowerBound {
  /// How many parts of a row are tried as the unit to which lengths are rounded.
  private static let maximumParts = 64

  static func rows(for counts: LengthCounts, rules: PackingRules) -> Int {
    if counts.exampleCount == 0 { return 0 }
    if rules.strategy == .none { return counts.exampleCount }
    let row = rules.contextLength
    var bound = max(quotient(counts.tokenCount, row), quotient(counts.exampleCount, rules.segmentLimit))
    for parts in 1...maximumParts { bound = max(bound, byParts(parts, counts, row)) }
    return max(bound, byLongAndShort(counts, row))
  }

  /// A length above *k* parts of a row cut into `parts + 1` weighs *k* of `parts`; one of whole parts its own share.
  private static func byParts(_ parts: Int, _ counts: LengthCounts, _ row: Int) -> Int {
    // In units of a row times `parts`.
    var weight = 0
    for (length, count) in counts.entries {
      let (share, rest) = ((parts + 1) * length).quotientAndRemainder(dividingBy: row)
      weight += count * (rest == 0 ? length * parts : share * row)
    }
    return quotient(weight, row * parts)
  }

  /// Lengths above half a row need a row each; what is left of those rows is room for shorter ones, as far as one of the
  /// least length that is looked at still goes in. What has no place there needs further rows.
  private static func byLongAndShort(_ counts: LengthCounts, _ row: Int) -> Int {
    let half = row / 2
    let long = counts.entries.filter { $0.length > half }
    let short = counts.entries.filter { $0.length <= half }
    let longCount = long.reduce(0) { $0 + $1.count }
    var bound = longCount
    var tokens = 0
    var room = 0
    var roomy = long.startIndex
    for (least, count) in short.reversed() {
      tokens += least * count
      while roomy < long.endIndex, long[roomy].length <= row - least {
        room += (row - long[roomy].length) * long[roomy].count
        roomy += 1
      }
      bound = max(bound, longCount + quotient(max(0, tokens - room), row))
    }
    return bound
  }

  private static func quotient(_ dividend: Int, _ divisor: Int) -> Int {
    dividend / divisor + (dividend % divisor == 0 ? 0 : 1)
  }
}
