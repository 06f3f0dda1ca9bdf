/// The escapes of a string in a template, which are Python's.
enum StringLiteral {
  /// The text that the inside of a string stands for.
  ///
  /// Source: Jinja 3.1 `lexer.py`, which encodes to ASCII with `backslashreplace` and decodes as `unicode-escape`; hence
  /// a backslash before a character beyond ASCII gives that character's escape, spelled out.
  static func decode(_ text: ArraySlice<UInt8>, place: Place) throws -> [UInt8] {
    guard text.contains(UInt8(ascii: "\\")) else { return Array(text) }
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      index += 1
      if byte != UInt8(ascii: "\\") {
        result.append(byte)
        continue
      }
      guard index < text.endIndex else { throw SyntaxFailure("a string ends in a backslash", at: place) }
      let mark = text[index]
      index += 1
      switch mark {
      case UInt8(ascii: "\n"): break
      case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): result.append(mark)
      case UInt8(ascii: "a"): result.append(7)
      case UInt8(ascii: "b"): result.append(8)
      case UInt8(ascii: "f"): result.append(12)
      case UInt8(ascii: "n"): result.append(10)
      case UInt8(ascii: "r"): result.append(13)
      case UInt8(ascii: "t"): result.append(9)
      case UInt8(ascii: "v"): result.append(11)
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        index -= 1
        try append(number(text, &index, digits: 1...3, radix: 8, place), to: &result, place)
      case UInt8(ascii: "x"): try append(number(text, &index, digits: 2...2, radix: 16, place), to: &result, place)
      case UInt8(ascii: "u"): try append(number(text, &index, digits: 4...4, radix: 16, place), to: &result, place)
      case UInt8(ascii: "U"): try append(number(text, &index, digits: 8...8, radix: 16, place), to: &result, place)
      case UInt8(ascii: "N"):
        throw SyntaxFailure(.unsupported("characters by name (\\N{…}) are not supported"), at: place)
      case 0x80...0xFF:
        index -= 1
        guard let (scalar, width) = PythonText.scalar(Array(text[index...].prefix(4)), at: 0) else {
          throw SyntaxFailure("a string is not valid UTF-8", at: place)
        }
        index += width
        result += Array(PythonText.escape(scalar).utf8)
      default:
        result.append(UInt8(ascii: "\\"))
        result.append(mark)
      }
    }
    return result
  }

  private static func number(
    _ text: ArraySlice<UInt8>, _ index: inout Int, digits: ClosedRange<Int>, radix: UInt32, _ place: Place
  ) throws -> UInt32 {
    var value: UInt32 = 0
    var count = 0
    while count < digits.upperBound, index < text.endIndex,
      let digit = Character(Unicode.Scalar(text[index])).hexDigitValue, UInt32(digit) < radix
    {
      value = value &* radix &+ UInt32(digit)
      index += 1
      count += 1
    }
    if count < digits.lowerBound { throw SyntaxFailure("truncated escape in a string", at: place) }
    return value
  }

  private static func append(_ value: UInt32, to result: inout [UInt8], _ place: Place) throws {
    guard let scalar = Unicode.Scalar(value) else {
      throw SyntaxFailure(
        .unsupported("the escape U+\(String(value, radix: 16, uppercase: true)) in a string is not a character"),
        at: place)
    }
    result += Array(String(Character(scalar)).utf8)
  }
}
