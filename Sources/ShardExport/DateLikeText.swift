/// Texts that the JSON reader of Arrow takes for points in time.
///
/// Source: `ParseTimestampISO8601` of Apache Arrow (`cpp/src/arrow/util/value_parsing.h`), as its JSON reader applies it
/// in whole seconds: tried with pyarrow 26 on some 60 forms.
enum DateLikeText {
  /// Whether `text` is `YYYY-MM-DD`, with or without `Thh`, `Thh:mm` or `Thh:mm:ss` (or a space for the `T`), and these
  /// with or without `Z` or an offset.
  static func matches(_ text: [UInt8]) -> Bool {
    guard (10...25).contains(text.count), text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      let year = number(text, 0..<4), let month = number(text, 5..<7), let day = number(text, 8..<10),
      (1...12).contains(month), day >= 1, day <= dayCount(month, year)
    else { return false }
    if text.count == 10 { return true }
    guard text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " ") else { return false }
    return isTime(text[11...])
  }

  private static func isTime(_ text: ArraySlice<UInt8>) -> Bool {
    let zone = text.firstIndex { $0 == UInt8(ascii: "Z") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    let clock = Array(text[..<(zone ?? text.endIndex)])
    guard isClock(clock, lengths: [2, 5, 8]) else { return false }
    guard let zone else { return true }
    let offset = Array(text[(zone + 1)...])
    if text[zone] == UInt8(ascii: "Z") { return offset.isEmpty }
    if offset.count == 4 { return isClock(Array(offset[..<2] + [UInt8(ascii: ":")] + offset[2...]), lengths: [5]) }
    return isClock(offset, lengths: [2, 5])
  }

  private static func isClock(_ text: [UInt8], lengths: [Int]) -> Bool {
    guard lengths.contains(text.count), let hour = number(text, 0..<2), hour < 24 else { return false }
    for start in stride(from: 3, to: text.count, by: 3) {
      guard text[start - 1] == UInt8(ascii: ":"), let part = number(text, start..<start + 2), part < 60 else {
        return false
      }
    }
    return true
  }

  private static func number(_ text: [UInt8], _ range: Range<Int>) -> Int? {
    var value = 0
    for index in range {
      let digit = Int(text[index]) - 0x30
      guard (0...9).contains(digit) else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  private static func dayCount(_ month: Int, _ year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return switch month {
    case 2: isLeap ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
