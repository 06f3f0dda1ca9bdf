/// Numbers as Python prints and reads them.
enum PythonNumber {
  /// `repr` of a float.
  static func text(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    if value == 0 { return value.sign == .minus ? "-0.0" : "0.0" }
    let (digits, exponent) = shortest(value.magnitude)
    let sign = value < 0 ? "-" : ""
    // The value is 0.DIGITS times ten to the exponent.
    if exponent > 16 || exponent < -3 {
      let first = String(decoding: digits.prefix(1), as: UTF8.self)
      let rest = String(decoding: digits.dropFirst(), as: UTF8.self)
      let power = exponent - 1
      let magnitude = String(abs(power))
      let padded = magnitude.utf8.count < 2 ? "0" + magnitude : magnitude
      return sign + first + (rest.isEmpty ? "" : "." + rest) + "e" + (power < 0 ? "-" : "+") + padded
    }
    if exponent <= 0 {
      return sign + "0." + String(repeating: "0", count: -exponent) + String(decoding: digits, as: UTF8.self)
    }
    if digits.count <= exponent {
      return sign + String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: exponent - digits.count)
        + ".0"
    }
    return sign + String(decoding: digits.prefix(exponent), as: UTF8.self) + "."
      + String(decoding: digits.dropFirst(exponent), as: UTF8.self)
  }

  /// The fewest decimal digits that give the value back, and the power of ten of the point before them.
  static func shortest(_ value: Double) -> (digits: [UInt8], exponent: Int) {
    var digits: [UInt8] = []
    var exponent = 0
    var sawPoint = false
    let text = Array(value.description.utf8)
    var index = 0
    while index < text.count {
      let byte = text[index]
      index += 1
      if byte == UInt8(ascii: ".") {
        sawPoint = true
      } else if byte | 0x20 == UInt8(ascii: "e") {
        exponent += Int(String(decoding: text[index...], as: UTF8.self)) ?? 0
        break
      } else {
        if digits.isEmpty && byte == UInt8(ascii: "0") {
          if sawPoint { exponent -= 1 }
          continue
        }
        digits.append(byte)
        if !sawPoint { exponent += 1 }
      }
    }
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, exponent)
  }

  /// What Python's `float` reads; `nil` where it raises ValueError.
  static func float(_ bytes: [UInt8]) -> Double? {
    let start = PythonText.startSkippingSpaces(bytes, 0..<bytes.count)
    let end = PythonText.endStrippingSpaces(bytes, start..<bytes.count)
    guard let text = withoutUnderscores(asciiDigits(Array(bytes[start..<end]))), !text.isEmpty else { return nil }
    let lowered = String(decoding: text.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
    switch lowered {
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    case "nan", "+nan", "-nan": return .nan
    default: break
    }
    for byte in lowered.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "e"):
        break
      default: return nil
      }
    }
    return Double(lowered) ?? Double(completed(lowered))
  }

  /// `1.` and `.5` with the digit that Swift wants.
  private static func completed(_ text: String) -> String {
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() {
      let isDigitBefore = index > 0 && bytes[index - 1] >= 0x30 && bytes[index - 1] <= 0x39
      let isDigitAfter = index + 1 < bytes.count && bytes[index + 1] >= 0x30 && bytes[index + 1] <= 0x39
      if byte == UInt8(ascii: ".") && (isDigitBefore || isDigitAfter) {
        if !isDigitBefore { result.append(0x30) }
        result.append(byte)
        if !isDigitAfter { result.append(0x30) }
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// What Python's `int` reads in a base; `.failure` where the number is longer than 64 bits.
  static func integer(_ bytes: [UInt8], base: Int) throws -> Int? {
    let start = PythonText.startSkippingSpaces(bytes, 0..<bytes.count)
    let end = PythonText.endStrippingSpaces(bytes, start..<bytes.count)
    var text = asciiDigits(Array(bytes[start..<end]))
    var isNegative = false
    if let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      isNegative = sign == UInt8(ascii: "-")
      text.removeFirst()
    }
    var radix = base
    if text.count > 2, text[0] == UInt8(ascii: "0") {
      let mark = text[1] | 0x20
      let found = mark == UInt8(ascii: "x") ? 16 : mark == UInt8(ascii: "o") ? 8 : mark == UInt8(ascii: "b") ? 2 : 0
      if found != 0 && (base == 0 || base == found) {
        radix = found
        text.removeFirst(2)
        if text.first == UInt8(ascii: "_") { text.removeFirst() }
      }
    }
    if radix == 0 {
      radix = 10
      if text.first == UInt8(ascii: "0") && text.contains(where: { $0 != UInt8(ascii: "0") && $0 != UInt8(ascii: "_") })
      {
        return nil
      }
    }
    guard radix >= 2, radix <= 36, let digits = withoutUnderscores(text), !digits.isEmpty else { return nil }
    for byte in digits {
      guard byte < 0x80, let digit = digit(byte), digit < radix else { return nil }
    }
    guard let value = Int((isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self), radix: radix) else {
      throw TemplateFailure.integerOverflow("int()")
    }
    return value
  }

  private static func digit(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 0x61 + 10
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 0x41 + 10
    default: nil
    }
  }

  /// The bytes with decimal digits of other scripts written as ASCII, as Python takes them.
  private static func asciiDigits(_ bytes: [UInt8]) -> [UInt8] {
    if PythonText.isASCII(bytes) { return bytes }
    var result: [UInt8] = []
    for (scalar, range) in PythonText.scalars(bytes) {
      if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue, value >= 0, value <= 9 {
        result.append(0x30 + UInt8(value))
      } else {
        result += bytes[range]
      }
    }
    return result
  }

  /// The bytes without the single underscores that may stand between digits; `nil` where one stands elsewhere.
  private static func withoutUnderscores(_ bytes: [UInt8]) -> [UInt8]? {
    let underscore = UInt8(ascii: "_")
    if !bytes.contains(underscore) { return bytes }
    var result: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if byte != underscore {
        result.append(byte)
        continue
      }
      guard index > 0, index + 1 < bytes.count, bytes[index - 1] != underscore, bytes[index + 1] != underscore,
        digit(bytes[index - 1]) != nil, digit(bytes[index + 1]) != nil
      else { return nil }
    }
    return result
  }
}
