/// Finding text in text, in linear time whatever the two hold.
extension PythonText {
  /// Needles up to this length are compared place by place; longer ones go through their failure table.
  static let shortNeedle = 4

  /// The first place of `needle` in `bytes` within `range`; an empty needle is found at once.
  ///
  /// - Complexity: O(*n* + *m*), *n* as far as it is found.
  static func find(_ needle: [UInt8], in bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard let first = needle.first else { return range.lowerBound }
    if needle.count > range.count { return nil }
    if needle.count > shortNeedle { return findLong(needle, in: bytes, range, .fromStart) }
    let last = range.upperBound - needle.count
    var index = range.lowerBound
    while index <= last {
      if bytes[index] == first && equal(bytes, index, needle) { return index }
      index += 1
    }
    return nil
  }

  /// The last place of `needle` in `bytes` within `range`; an empty needle is found at the end.
  ///
  /// - Complexity: O(*n* + *m*), *n* back to where it is found.
  static func findLast(_ needle: [UInt8], in bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard let first = needle.first else { return range.upperBound }
    if needle.count > range.count { return nil }
    if needle.count > shortNeedle { return findLong(needle, in: bytes, range, .fromEnd) }
    var index = range.upperBound - needle.count
    while index >= range.lowerBound {
      if bytes[index] == first && equal(bytes, index, needle) { return index }
      index -= 1
    }
    return nil
  }

  private static func equal(_ bytes: [UInt8], _ start: Int, _ needle: [UInt8]) -> Bool {
    for offset in needle.indices where bytes[start + offset] != needle[offset] { return false }
    return true
  }

  private enum Direction { case fromStart, fromEnd }

  /// The first place in one of the two directions.
  ///
  /// - Source: Knuth, Morris and Pratt, "Fast Pattern Matching in Strings" (1977).
  private static func findLong(
    _ needle: [UInt8], in bytes: [UInt8], _ range: Range<Int>, _ direction: Direction
  ) -> Int? {
    let needle = direction == .fromStart ? needle : needle.reversed()
    let failure = failureTable(of: needle)
    var place = direction == .fromStart ? range.lowerBound : range.upperBound - 1
    let step = direction == .fromStart ? 1 : -1
    var matched = 0
    for _ in range {
      while matched > 0 && bytes[place] != needle[matched] { matched = failure[matched - 1] }
      if bytes[place] == needle[matched] { matched += 1 }
      if matched == needle.count { return direction == .fromStart ? place + 1 - needle.count : place }
      place += step
    }
    return nil
  }

  /// For each beginning of `needle` how long its longest own beginning is that it also ends in.
  private static func failureTable(of needle: [UInt8]) -> [Int] {
    var failure = [Int](repeating: 0, count: needle.count)
    var matched = 0
    for index in needle.indices.dropFirst() {
      while matched > 0 && needle[index] != needle[matched] { matched = failure[matched - 1] }
      if needle[index] == needle[matched] { matched += 1 }
      failure[index] = matched
    }
    return failure
  }
}
