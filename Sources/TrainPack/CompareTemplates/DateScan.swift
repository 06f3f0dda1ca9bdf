/// Finds dates in a template's words: `26 Jul 2024`, `July 26, 2024`, `2024-07-26`.
enum DateScan {
  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ].map { Array($0.utf8) }

  /// The text with one byte, which no UTF-8 has, in place of each date; `nil` where it has none.
  static func withoutDates(_ utf8: some Collection<UInt8>) -> [UInt8]? {
    let bytes = Array(utf8)
    var result: [UInt8] = []
    var found = false
    var index = 0
    while index < bytes.count {
      if isWordStart(bytes, index), let end = dateEnd(bytes, from: index) {
        result.append(0xFF)
        index = end
        found = true
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return found ? result : nil
  }

  private static func isWordStart(_ bytes: [UInt8], _ index: Int) -> Bool {
    index == 0 || !isWordByte(bytes[index - 1])
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte >= 0x80
  }

  private static func dateEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    let end = yearFirst(bytes, start) ?? dayFirst(bytes, start) ?? monthFirst(bytes, start)
    guard let end, end == bytes.count || !isWordByte(bytes[end]) else { return nil }
    return end
  }

  private static func yearFirst(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard let year = digits(bytes, start, 4...4), year < bytes.count, "-/.".utf8.contains(bytes[year]),
      let month = digits(bytes, year + 1, 1...2), month < bytes.count, bytes[month] == bytes[year]
    else { return nil }
    return digits(bytes, month + 1, 1...2)
  }

  private static func dayFirst(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard let day = digits(bytes, start, 1...2), let name = separated(bytes, day), let month = month(bytes, name),
      let year = separated(bytes, month)
    else { return nil }
    return digits(bytes, year, 4...4)
  }

  private static func monthFirst(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard let month = month(bytes, start), let day = separated(bytes, month), let end = digits(bytes, day, 1...2),
      let year = separated(bytes, end)
    else { return nil }
    return digits(bytes, year, 4...4)
  }

  /// The end of a run of digits as long as `counts` allows.
  private static func digits(_ bytes: [UInt8], _ start: Int, _ counts: ClosedRange<Int>) -> Int? {
    var end = start
    while end < bytes.count, (0x30...0x39).contains(bytes[end]) { end += 1 }
    return counts.contains(end - start) ? end : nil
  }

  /// The end of the name of a month, whole or its first three letters.
  private static func month(_ bytes: [UInt8], _ start: Int) -> Int? {
    var end = start
    while end < bytes.count, (0x41...0x5A).contains(bytes[end] & 0xDF) { end += 1 }
    let name = bytes[start..<end].map { $0 | 0x20 }
    return months.contains { $0 == name || (name.count == 3 && $0.starts(with: name)) } ? end : nil
  }

  /// Behind a space, a hyphen, or a comma and a space.
  private static func separated(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    if bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "-") { return start + 1 }
    guard bytes[start] == UInt8(ascii: ","), start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: " ") else {
      return nil
    }
    return start + 2
  }
}
