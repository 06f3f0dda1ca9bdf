import ArgumentParser

/// A time in UTC as ISO 8601 writes it: `2026-11-21T00:00:00Z`, or a date alone for its midnight.
struct Timestamp: ExpressibleByArgument, Hashable, Sendable {
  let secondsSince1970: Int

  init?(argument: String) {
    var text = Substring(argument)
    if text.hasSuffix("Z") { text = text.dropLast() }
    let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    let date = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard date.count == 3, let year = date[0], let month = date[1], let day = date[2], (1...9999).contains(year),
      (1...12).contains(month), (1...Self.daysIn(month: month, year: year)).contains(day)
    else { return nil }
    var seconds = 0
    if halves.count == 2 {
      let time = halves[1].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
      guard time.count == 3, let hour = time[0], let minute = time[1], let second = time[2], (0...23).contains(hour),
        (0...59).contains(minute), (0...59).contains(second)
      else { return nil }
      seconds = hour * 3600 + minute * 60 + second
    }
    secondsSince1970 = Self.daysSince1970(year: year, month: month, day: day) * 86_400 + seconds
  }

  private static func daysIn(month: Int, year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days from 1970-01-01 in the Gregorian calendar, years beginning in March so that leap days come last.
  private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month <= 2 ? year - 1 : year
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return 365 * marchYear + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
  }
}
