/// Numbers for people, the same in every locale.
public enum NumberText {
  /// A whole number with a comma between groups of three digits: `1,273`.
  public static func count(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A share of a whole as a percentage with one digit after the point: `97.3 %`.
  static func percentage(_ part: Int, of whole: Int) -> String {
    decimal(Double(part) / Double(whole) * 100, fractionDigits: 1) + " %"
  }

  /// A number with exactly `fractionDigits` (0 to 9) digits after the point, rounded half away from zero; `-` when it is
  /// not finite.
  public static func decimal(_ value: Double, fractionDigits: Int) -> String {
    if !value.isFinite { return "-" }
    let digits = min(max(fractionDigits, 0), 9)
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = (value.magnitude * Double(scale)).rounded(.toNearestOrAwayFromZero)
    // Beyond 2^53 a Double has no fraction to show.
    guard scaled < 0x1p53, let whole = Int(exactly: scaled) else { return String(value) }
    let sign = value < 0 && whole > 0 ? "-" : ""
    if digits == 0 { return sign + count(whole) }
    let fraction = String(whole % scale)
    return sign + count(whole / scale) + "." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
