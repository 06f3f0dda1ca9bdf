/// A moment in UTC, printed as C's `strftime` does in the C locale.
struct DateText {
  private let seconds: Int
  private let year: Int
  private let month: Int
  private let day: Int
  private let dayOfYear: Int
  private let weekday: Int

  /// - Returns: `nil` for years outside 1 to 9999.
  init?(secondsSince1970 seconds: Int) {
    guard seconds >= -62_135_596_800, seconds <= 253_402_300_799 else { return nil }
    self.seconds = seconds
    let days = Self.floorDivide(seconds, 86_400)
    (year, month, day) = Self.civil(days)
    let januaryFirst = Self.days(year: year, month: 1, day: 1)
    dayOfYear = days - januaryFirst
    weekday = ((days + 4) % 7 + 7) % 7
  }

  private static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }

  /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivide(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  private var hour: Int { Self.floorDivide(seconds, 3600) - Self.floorDivide(seconds, 86_400) * 24 }
  private var minute: Int { Self.floorDivide(seconds, 60) - Self.floorDivide(seconds, 3600) * 60 }
  private var second: Int { seconds - Self.floorDivide(seconds, 60) * 60 }
  private var hourOfTwelve: Int { hour % 12 == 0 ? 12 : hour % 12 }

  /// The week of the year and the year that it belongs to, after ISO 8601.
  private var isoWeek: (year: Int, week: Int) {
    let isoWeekday = weekday == 0 ? 7 : weekday
    let week = (dayOfYear + 1 - isoWeekday + 10) / 7
    if week < 1 { return (year - 1, Self.weekCount(year - 1)) }
    return week > Self.weekCount(year) ? (year + 1, 1) : (year, week)
  }

  private static func weekCount(_ year: Int) -> Int {
    func lastWeekday(_ year: Int) -> Int { (year + year / 4 - year / 100 + year / 400) % 7 }
    return lastWeekday(year) == 4 || lastWeekday(year - 1) == 3 ? 53 : 52
  }

  /// The moment in a format.
  func text(_ format: [UInt8]) throws -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < format.count {
      guard format[index] == UInt8(ascii: "%") else {
        result.append(format[index])
        index += 1
        continue
      }
      index += 1
      var flag: UInt8?
      while index < format.count, "-_0^#".utf8.contains(format[index]) {
        flag = format[index]
        index += 1
      }
      guard index < format.count else {
        result.append(UInt8(ascii: "%"))
        break
      }
      result += Array(try field(format[index], flag).utf8)
      index += 1
    }
    return result
  }

  private func number(_ value: Int, _ width: Int, _ flag: UInt8?, pad: String = "0") -> String {
    let digits = String(value)
    let fill = flag == UInt8(ascii: "-") ? "" : flag == UInt8(ascii: "_") ? " " : flag == UInt8(ascii: "0") ? "0" : pad
    return String(repeating: fill, count: max(width - digits.utf8.count, 0)) + digits
  }

  private func name(_ text: String, _ flag: UInt8?) -> String {
    flag == UInt8(ascii: "^") || flag == UInt8(ascii: "#") ? text.uppercased() : text
  }

  private func field(_ letter: UInt8, _ flag: UInt8?) throws -> String {
    switch letter {
    case UInt8(ascii: "%"): return "%"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "a"): return name(String(Self.weekdays[weekday].prefix(3)), flag)
    case UInt8(ascii: "A"): return name(Self.weekdays[weekday], flag)
    case UInt8(ascii: "b"), UInt8(ascii: "h"): return name(String(Self.months[month - 1].prefix(3)), flag)
    case UInt8(ascii: "B"): return name(Self.months[month - 1], flag)
    case UInt8(ascii: "p"):
      let half = hour < 12 ? "AM" : "PM"
      return flag == UInt8(ascii: "#") ? half.lowercased() : half
    case UInt8(ascii: "P"): return hour < 12 ? "am" : "pm"
    case UInt8(ascii: "Z"): return ""
    case UInt8(ascii: "z"): return ""
    case UInt8(ascii: "f"): return "000000"
    case UInt8(ascii: "s"): return String(seconds)
    default: return try numeric(letter, flag) ?? composed(letter)
    }
  }

  private func numeric(_ letter: UInt8, _ flag: UInt8?) throws -> String? {
    switch letter {
    case UInt8(ascii: "d"): number(day, 2, flag)
    case UInt8(ascii: "e"): number(day, 2, flag, pad: " ")
    case UInt8(ascii: "m"): number(month, 2, flag)
    case UInt8(ascii: "y"): number(year % 100, 2, flag)
    case UInt8(ascii: "Y"): number(year, 1, flag)
    case UInt8(ascii: "C"): number(year / 100, 2, flag)
    case UInt8(ascii: "H"): number(hour, 2, flag)
    case UInt8(ascii: "k"): number(hour, 2, flag, pad: " ")
    case UInt8(ascii: "I"): number(hourOfTwelve, 2, flag)
    case UInt8(ascii: "l"): number(hourOfTwelve, 2, flag, pad: " ")
    case UInt8(ascii: "M"): number(minute, 2, flag)
    case UInt8(ascii: "S"): number(second, 2, flag)
    case UInt8(ascii: "j"): number(dayOfYear + 1, 3, flag)
    case UInt8(ascii: "u"): number(weekday == 0 ? 7 : weekday, 1, flag)
    case UInt8(ascii: "w"): number(weekday, 1, flag)
    case UInt8(ascii: "U"): number((dayOfYear + 7 - weekday) / 7, 2, flag)
    case UInt8(ascii: "W"): number((dayOfYear + 7 - (weekday + 6) % 7) / 7, 2, flag)
    case UInt8(ascii: "V"): number(isoWeek.week, 2, flag)
    case UInt8(ascii: "G"): number(isoWeek.year, 1, flag)
    case UInt8(ascii: "g"): number(isoWeek.year % 100, 2, flag)
    default: nil
    }
  }

  private func composed(_ letter: UInt8) throws -> String {
    let format: String
    switch letter {
    case UInt8(ascii: "c"): format = "%a %b %e %H:%M:%S %Y"
    case UInt8(ascii: "x"), UInt8(ascii: "D"): format = "%m/%d/%y"
    case UInt8(ascii: "X"), UInt8(ascii: "T"): format = "%H:%M:%S"
    case UInt8(ascii: "r"): format = "%I:%M:%S %p"
    case UInt8(ascii: "R"): format = "%H:%M"
    case UInt8(ascii: "F"): format = "%Y-%m-%d"
    default:
      throw TemplateFailure.unsupported(
        "strftime_now does not know the format '%\(Character(Unicode.Scalar(letter)))'")
    }
    return String(decoding: try text(Array(format.utf8)), as: UTF8.self)
  }
}
