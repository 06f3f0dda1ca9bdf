/// Steps over UTF-8 text at the few places where the sentence splitter has something to decide.
package enum TextScan {
  /// A run of white space: where it ends, and how many line breaks it holds (CRLF is one).
  package struct Whitespace {
    package var end: Int
    package var lineBreaks: Int
  }

  static func isASCIILetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= 0x61 && lower <= 0x7A
  }

  /// The scalar at `index` and its length in bytes; a byte that begins no valid scalar is a scalar of its own value's
  /// private stand-in, U+FFFD, of length 1.
  static func scalar(in text: Span<UInt8>, at index: Int) -> (value: UInt32, length: Int) {
    let first = text[index]
    if first < 0x80 { return (UInt32(first), 1) }
    let length = first >= 0xF0 && first < 0xF8 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
    if length == 1 || first >= 0xF8 || index + length > text.count { return (0xFFFD, 1) }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for offset in 1..<length {
      let byte = text[index + offset]
      if byte & 0xC0 != 0x80 { return (0xFFFD, 1) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    return (value, length)
  }

  /// The scalar that ends before `end`, as `scalar(in:at:)` gives it; `nil` at the start of the text.
  static func lastScalar(in text: Span<UInt8>, before end: Int) -> (value: UInt32, length: Int)? {
    if end <= 0 { return nil }
    for length in 1...min(4, end) where text[end - length] & 0xC0 != 0x80 {
      let last = scalar(in: text, at: end - length)
      return last.length == length ? last : (0xFFFD, 1)
    }
    return (0xFFFD, 1)
  }

  static func isWhitespace(_ value: UInt32) -> Bool {
    switch value {
    case 0x20, 0x09...0x0D, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  static func isLineBreak(_ value: UInt32) -> Bool {
    switch value {
    case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Where the line break after `start` begins, or the first scalar from `limit` on.
  package static func endOfLine(in text: Span<UInt8>, from start: Int, upTo limit: Int) -> Int {
    var end = start
    while end < min(limit, text.count) {
      let scalar = scalar(in: text, at: end)
      if isLineBreak(scalar.value) { break }
      end += scalar.length
    }
    return end
  }

  package static func endOfWhitespace(in text: Span<UInt8>, from start: Int) -> Whitespace {
    var result = Whitespace(end: start, lineBreaks: 0)
    while result.end < text.count {
      let scalar = scalar(in: text, at: result.end)
      if !isWhitespace(scalar.value) { break }
      switch scalar.value {
      case 0x0A:
        if !(result.end > start && text[result.end - 1] == 0x0D) { result.lineBreaks += 1 }
      case 0x0B, 0x0C, 0x0D, 0x85, 0x2028: result.lineBreaks += 1
      case 0x2029: result.lineBreaks += 2
      default: break
      }
      result.end += scalar.length
    }
    return result
  }

  /// The start of the white space that ends at `index`.
  package static func startOfWhitespace(in text: Span<UInt8>, before index: Int) -> Int {
    var start = index
    while let last = lastScalar(in: text, before: start), isWhitespace(last.value) { start -= last.length }
    return start
  }

  /// Whether it closes a quote, brackets, or emphasis.
  static func isCloser(_ value: UInt32) -> Bool {
    switch value {
    case 0x22, 0x27, 0x29, 0x5D, 0x7D, 0x201D, 0x2019, 0xBB, 0x203A, 0x300D, 0x300F, 0xFF09, 0x3011, 0x300B, 0x3009,
      0x2A, 0x5F:
      true
    default: false
    }
  }

  static func endOfClosers(in text: Span<UInt8>, from start: Int) -> Int {
    var end = start
    while end < text.count {
      let scalar = scalar(in: text, at: end)
      if !isCloser(scalar.value) { break }
      end += scalar.length
    }
    return end
  }

  static func endOfOpeners(in text: Span<UInt8>, from start: Int) -> Int {
    var end = start
    while end < text.count {
      let scalar = scalar(in: text, at: end)
      switch scalar.value {
      case 0x22, 0x27, 0x28, 0x5B, 0x7B, 0x201C, 0x2018, 0xAB, 0x2039, 0x300C, 0x300E, 0xFF08, 0x3010, 0x300A, 0x3008,
        0xBF, 0xA1, 0x2A, 0x5F:
        end += scalar.length
      default: return end
      }
    }
    return end
  }

  /// The end of the run of bytes other than the ASCII space from `start`.
  static func endOfASCIIWord(in text: Span<UInt8>, from start: Int) -> Int {
    var end = start
    while end < text.count && text[end] > 0x20 { end += 1 }
    return end
  }

  /// The longest word that is looked at before a full stop, in bytes; a longer one is no abbreviation.
  private static let maximumWordBytes = 24

  /// The word that ends at `end`, without opening quotes and brackets; empty when white space stands there or the word
  /// is too long to be an abbreviation and is cut.
  static func word(in text: Span<UInt8>, endingAt end: Int, notBefore limit: Int) -> Range<Int> {
    var start = end
    let floor = max(limit, end - maximumWordBytes)
    while start > floor {
      let byte = text[start - 1]
      if byte <= 0x20 { break }
      switch byte {
      case 0x22, 0x25, 0x27, 0x28, 0x5B, 0x7B, 0x2C, 0x3B: return start..<end
      default: start -= 1
      }
    }
    return start..<end
  }

  /// The word before the white space before `start`.
  static func previousWord(in text: Span<UInt8>, before start: Int, notBefore limit: Int) -> Range<Int> {
    var end = start
    while end > limit && text[end - 1] <= 0x20 { end -= 1 }
    return word(in: text, endingAt: end, notBefore: limit)
  }

  /// Whether the word is the number or letter of a list item: up to three digits.
  static func isListNumber(_ text: Span<UInt8>, in range: Range<Int>) -> Bool {
    if range.isEmpty || range.count > 3 { return false }
    for index in range where text[index] < 0x30 || text[index] > 0x39 { return false }
    return true
  }
}
