/// A value with the meaning that its faces need.
public enum ReportValue: Hashable, Sendable {
  /// A whole number: `1,273`.
  case count(Int)
  /// Whole numbers from one to another: `50 to 100`, or the one number where they are equal; an object in JSON.
  case range(ClosedRange<Int>)
  /// A number shown with a fixed number of fraction digits.
  case number(Double, fractionDigits: Int)
  /// A number shown in a unit that its column names, with a fixed number of fraction digits; JSON has it as it is.
  case scaled(Double, unit: Double, fractionDigits: Int)
  /// A share of a whole, in 0...1, shown as a percentage: `97.3 %`.
  case share(Double, fractionDigits: Int)
  case text(String)
  /// Several texts, with commas between them; an array in JSON.
  case list([String])
  /// What is known by its sum: the names with the first digits of each; an array of objects with all digits in JSON.
  case sums([NamedSum])
  case flag(Flag)
  /// Nothing is known.
  case none

  /// The sha256 of something, in hexadecimal digits.
  public struct NamedSum: Hashable, Sendable {
    public var name: String
    public var sha256: String

    public init(_ name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  public enum Flag: String, Hashable, Sendable {
    case yes, no
  }

  /// The value for people.
  var text: String {
    switch self {
    case .count(let value): NumberText.count(value)
    case .range(let range):
      range.count == 1
        ? NumberText.count(range.lowerBound)
        : "\(NumberText.count(range.lowerBound)) to \(NumberText.count(range.upperBound))"
    case .number(let value, let digits): NumberText.decimal(value, fractionDigits: digits)
    case .scaled(let value, let unit, let digits): NumberText.decimal(value / unit, fractionDigits: digits)
    case .share(let value, let digits): NumberText.decimal(value * 100, fractionDigits: digits) + " %"
    case .text(let value): value
    case .list(let values): values.isEmpty ? "-" : values.joined(separator: ", ")
    case .sums(let values):
      values.isEmpty ? "-" : values.map { "\($0.name) (sha256 \($0.sha256.prefix(12)))" }.joined(separator: ", ")
    case .flag(let value): value.rawValue
    case .none: "-"
    }
  }

  /// Whether the value is more than nothing, zero or no.
  var isTelling: Bool {
    switch self {
    case .count(let value): value != 0
    case .number(let value, _), .scaled(let value, _, _), .share(let value, _): value != 0
    case .text(let value): !value.isEmpty
    case .list(let values): !values.isEmpty
    case .sums(let values): !values.isEmpty
    case .flag(let value): value == .yes
    case .range: true
    case .none: false
    }
  }

  /// Whether faces set the value flush right.
  var isNumber: Bool {
    switch self {
    case .count, .range, .number, .scaled, .share: true
    case .text, .list, .sums, .flag, .none: false
    }
  }
}
