/// Numbers and strings in tags.
extension Lexer {
  private static let underscore = UInt8(ascii: "_")

  /// The end of digits that single underscores may part; `nil` where no digit stands.
  private func digitsEnd(from start: Int, _ isDigit: (UInt8) -> Bool) -> Int? {
    guard let first = byte(start), isDigit(first) else { return nil }
    var index = start + 1
    while let next = byte(index) {
      if isDigit(next) {
        index += 1
      } else if next == Self.underscore, let after = byte(index + 1), isDigit(after) {
        index += 2
      } else {
        break
      }
    }
    return index
  }

  private func isDecimal(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  mutating func number() throws {
    let start = position
    if let end = floatEnd(from: start) {
      let text = source[start..<end].filter { $0 != Self.underscore }
      guard let value = Double(String(decoding: text, as: UTF8.self)) else {
        throw SyntaxFailure("invalid number", at: place(at: start))
      }
      position = end
      tokens.append(Token(kind: .float(value), place: place(at: start)))
      return
    }
    let (end, digits, radix) = integerRange(from: start)
    let text = source[digits..<end].filter { $0 != Self.underscore }
    guard let value = Int(String(decoding: text, as: UTF8.self), radix: radix) else {
      throw SyntaxFailure(.integerOverflow("a number in the template"), at: place(at: start))
    }
    position = end
    tokens.append(Token(kind: .integer(value), place: place(at: start)))
  }

  private func floatEnd(from start: Int) -> Int? {
    if byte(start - 1) == UInt8(ascii: ".") { return nil }
    guard var end = digitsEnd(from: start, isDecimal) else { return nil }
    var isFloat = false
    if byte(end) == UInt8(ascii: "."), let fraction = digitsEnd(from: end + 1, isDecimal) {
      end = fraction
      isFloat = true
    }
    if let mark = byte(end), mark | 0x20 == UInt8(ascii: "e") {
      var digits = end + 1
      if let sign = byte(digits), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { digits += 1 }
      if let exponent = digitsEnd(from: digits, isDecimal) {
        end = exponent
        isFloat = true
      }
    }
    return isFloat ? end : nil
  }

  private func integerRange(from start: Int) -> (end: Int, digits: Int, radix: Int) {
    if source[start] != UInt8(ascii: "0") {
      return (digitsEnd(from: start, isDecimal) ?? start + 1, start, 10)
    }
    let radix: Int
    switch byte(start + 1).map({ $0 | 0x20 }) {
    case UInt8(ascii: "b"): radix = 2
    case UInt8(ascii: "o"): radix = 8
    case UInt8(ascii: "x"): radix = 16
    default: return (digitsEnd(from: start) { $0 == UInt8(ascii: "0") } ?? start + 1, start, 10)
    }
    let digits = byte(start + 2) == Self.underscore ? start + 3 : start + 2
    let end = digitsEnd(from: digits) { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) < radix
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): radix == 16
      default: false
      }
    }
    guard let end else { return (start + 1, start, 10) }
    return (end, digits, radix)
  }

  mutating func string(quote: UInt8) throws {
    let start = position
    var index = start + 1
    while let next = byte(index), next != quote {
      index += next == UInt8(ascii: "\\") ? 2 : 1
    }
    guard index < source.count else {
      throw SyntaxFailure(
        "unexpected character '\(Character(Unicode.Scalar(quote)))': the string is not closed", at: place(at: start))
    }
    position = index + 1
    let place = place(at: start)
    let value = try StringLiteral.decode(source[(start + 1)..<index], place: place)
    tokens.append(Token(kind: .string(value), place: place))
  }
}
