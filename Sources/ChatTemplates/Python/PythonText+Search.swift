/// Finding text in text, in linear time whatever the two hold.
extension PythonText {
  /// Needles up to this length are compared place by place; longer ones go through their failure table.
  private static let shortNeedle = 16

  /// The first place of `needle` in `bytes` within `range`; an empty needle is found at once.
  ///
  /// - Complexity: O(*n* + *m*).
  static func find(_ needle: [UInt8], in bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard let first = needle.first else { return range.lowerBound }
    if needle.count > range.count { return nil }
    if needle.count > shortNeedle { return findLong(needle, in: bytes, range) }
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
  /// - Complexity: O(*n* + *m*).
  static func findLast(_ needle: [UInt8], in bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard let first = needle.first else { return range.upperBound }
    if needle.count > range.count { return nil }
    if needle.count > shortNeedle {
      let mirrored = Array(bytes[range].reversed())
      return findLong(needle.reversed(), in: mirrored, 0..<mirrored.count).map { range.upperBound - $0 - needle.count }
    }
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

  /// Source: Knuth, Morris and Pratt, "Fast Pattern Matching in Strings" (1977).
  private static func findLong(_ needle: [UInt8], in bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var failure = [Int](repeating: 0, count: needle.count)
    var matched = 0
    for index in 1..<needle.count {
      while matched > 0 && needle[index] != needle[matched] { matched = failure[matched - 1] }
      if needle[index] == needle[matched] { matched += 1 }
      failure[index] = matched
    }
    matched = 0
    for index in range {
      while matched > 0 && bytes[index] != needle[matched] { matched = failure[matched - 1] }
      if bytes[index] == needle[matched] { matched += 1 }
      if matched == needle.count { return index + 1 - needle.count }
    }
    return nil
  }
}
