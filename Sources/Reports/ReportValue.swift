/// A value with the meaning that its faces need.
public enum ReportValue: Hashable, Sendable {
  /// A whole number: `1,273`.
  case count(Int)
  /// A number shown with a fixed number of fraction digits.
  case number(Double, fractionDigits: Int)
  /// A share of a whole, in 0...1, shown as a percentage: `97.3 %`.
  case share(Double, fractionDigits: Int)
  case text(String)
  /// Several texts, with commas between them; an array in JSON.
  case list([String])
  case flag(Flag)
  /// Nothing is known.
  case none

  public enum Flag: String, Hashable, Sendable {
    case yes, no
  }

  /// The value for people.
  var text: String {
    switch self {
    case .count(let value): NumberText.count(value)
    case .number(let value, let digits): NumberText.decimal(value, fractionDigits: digits)
    case .share(let value, let digits): NumberText.decimal(value * 100, fractionDigits: digits) + " %"
    case .text(let value): value
    case .list(let values): values.isEmpty ? "-" : values.joined(separator: ", ")
    case .flag(let value): value.rawValue
    case .none: "-"
    }
  }

  /// Whether faces set the value flush right.
  var isNumber: Bool {
    switch self {
    case .count, .number, .share: true
    case .text, .list, .flag, .none: false
    }
  }
}
