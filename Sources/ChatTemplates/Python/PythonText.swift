/// What Python knows about characters, over UTF-8 bytes.
enum PythonText {
  static func isASCIIWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  static func isASCIISpace(_ byte: UInt8) -> Bool { (byte >= 9 && byte <= 13) || (byte >= 0x1C && byte <= 0x20) }

  /// `str.isspace` of one character; also what `\s` matches in a pattern.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9...13, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// The character that begins at `index` and its width in bytes; `nil` where the bytes are not UTF-8.
  static func scalar(_ bytes: [UInt8], at index: Int) -> (scalar: Unicode.Scalar, width: Int)? {
    guard index >= 0, index < bytes.count else { return nil }
    let first = bytes[index]
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let width = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, index + width <= bytes.count else { return nil }
    var value = UInt32(first) & (width == 2 ? 0x1F : width == 3 ? 0x0F : 0x07)
    for offset in 1..<width {
      let byte = bytes[index + offset]
      guard isContinuation(byte) else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    return Unicode.Scalar(value).map { ($0, width) }
  }

  /// The character that ends just before `end` and its width; `nil` where the bytes are not UTF-8.
  static func scalar(_ bytes: [UInt8], before end: Int, from start: Int) -> (scalar: Unicode.Scalar, width: Int)? {
    var index = end - 1
    while index > start && end - index < 4 && isContinuation(bytes[index]) { index -= 1 }
    guard index >= start, let found = scalar(bytes, at: index), index + found.width == end else { return nil }
    return found
  }

  /// The end of `range` once Python's white space is stripped from its right.
  static func endStrippingSpaces(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound {
      let byte = bytes[end - 1]
      if byte < 0x80 {
        if !isASCIISpace(byte) { break }
        end -= 1
      } else {
        guard let (scalar, width) = scalar(bytes, before: end, from: range.lowerBound), isSpace(scalar) else { break }
        end -= width
      }
    }
    return end
  }

  /// The start of `range` once Python's white space is stripped from its left.
  static func startSkippingSpaces(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var start = range.lowerBound
    while start < range.upperBound {
      let byte = bytes[start]
      if byte < 0x80 {
        if !isASCIISpace(byte) { break }
        start += 1
      } else {
        guard let (scalar, width) = scalar(bytes, at: start), isSpace(scalar) else { break }
        start += width
      }
    }
    return start
  }

  static func isASCII(_ bytes: [UInt8]) -> Bool {
    var seen: UInt8 = 0
    for byte in bytes { seen |= byte }
    return seen < 0x80
  }

  /// The length in characters.
  static func length(_ bytes: [UInt8]) -> Int {
    var count = 0
    for byte in bytes where !isContinuation(byte) { count += 1 }
    return count
  }

  /// The offsets at which the characters begin, and the end.
  static func boundaries(_ bytes: [UInt8]) -> [Int] {
    var offsets: [Int] = []
    offsets.reserveCapacity(bytes.count + 1)
    for index in bytes.indices where !isContinuation(bytes[index]) { offsets.append(index) }
    offsets.append(bytes.count)
    return offsets
  }

  /// The characters of valid text, with their byte ranges.
  static func scalars(_ bytes: [UInt8]) -> [(scalar: Unicode.Scalar, range: Range<Int>)] {
    var result: [(scalar: Unicode.Scalar, range: Range<Int>)] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let (scalar, width) = scalar(bytes, at: index) ?? ("\u{FFFD}", 1)
      result.append((scalar, index..<(index + width)))
      index += width
    }
    return result
  }

  /// A character as Python's escape: `\xe9`, `\u20ac`, `\U0001f600`.
  static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    let (mark, width) = scalar.value < 0x100 ? ("\\x", 2) : scalar.value < 0x10000 ? ("\\u", 4) : ("\\U", 8)
    return mark + String(repeating: "0", count: max(width - digits.count, 0)) + digits
  }
}
