/// The numbers of a JSON file as the reference reads them, which is not always the nearest: digits are gathered in 64 bits
/// and scaled by one power of ten.
///
/// Two segmentations whose scores are all but equal are decided by the last bit.
///
/// - Source: `parse_integer`, `parse_decimal`, `parse_exponent` and `f64_from_parts` of serde_json's `de.rs`, without the
///   feature `float_roundtrip`.
enum ScoreText {
  /// Reads a number that is well-formed JSON; `nil` when it is beyond the largest.
  static func double(_ text: ArraySlice<UInt8>) -> Double? {
    var digits = text[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    var parts = Parts()
    parts.readInteger(&digits)
    if digits.first == UInt8(ascii: ".") {
      digits = digits.dropFirst()
      parts.readFraction(&digits)
    }
    if let mark = digits.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      parts.readExponent(digits.dropFirst())
    }
    return parts.value.map { isNegative ? -$0 : $0 }
  }

  private struct Parts {
    private var significand: UInt64 = 0
    private var exponent = 0

    mutating func readInteger(_ digits: inout ArraySlice<UInt8>) {
      var isFull = false
      while let digit = Self.digit(&digits) {
        if isFull || !append(digit) {
          isFull = true
          exponent += 1
        }
      }
    }

    mutating func readFraction(_ digits: inout ArraySlice<UInt8>) {
      var isFull = false
      while let digit = Self.digit(&digits) {
        if !isFull, append(digit) { exponent -= 1 } else { isFull = true }
      }
    }

    mutating func readExponent(_ text: ArraySlice<UInt8>) {
      var digits = text
      let isNegative = digits.first == UInt8(ascii: "-")
      if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
      var power = 0
      while let digit = Self.digit(&digits) { power = min(power * 10 + Int(digit), 1 << 31) }
      exponent += isNegative ? -power : power
    }

    /// Whether the digit had room.
    private mutating func append(_ digit: UInt64) -> Bool {
      let (tens, overflow) = significand.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(digit)
      if overflow || carry { return false }
      significand = sum
      return true
    }

    private static func digit(_ digits: inout ArraySlice<UInt8>) -> UInt64? {
      guard let digit = digits.first, (0x30...0x39).contains(digit) else { return nil }
      digits = digits.dropFirst()
      return UInt64(digit - 0x30)
    }

    var value: Double? {
      var value = Double(significand)
      var exponent = exponent
      if value == 0 { return 0 }
      while exponent < -308 {
        value /= ScoreText.powers[308]
        exponent += 308
        if value == 0 { return 0 }
      }
      if exponent > 308 { return nil }
      value = exponent < 0 ? value / ScoreText.powers[-exponent] : value * ScoreText.powers[exponent]
      return value.isInfinite ? nil : value
    }
  }

  /// The powers of ten, each the nearest number.
  private static let powers: [Double] = (0...308).map { Double("1e\($0)") ?? .infinity }
}
