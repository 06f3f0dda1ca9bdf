import Prompting
import Tokenization

/// Text without what two versions of the same record most often differ in: case, white space, punctuation and, for a whole
/// conversation, Unicode's normal form.
///
/// Letters are folded to lower case, and each run of white space, control characters and punctuation (the Unicode
/// categories Z, C and P) becomes one space, none at the ends. Symbols such as `<`, `+` and `°` stay, as they carry
/// meaning; a minus sign written as a hyphen is punctuation and goes.
public enum FoldedText {
  /// The folded text of a whole conversation: each message's role, then its folded text.
  public static func folded(_ conversation: Conversation) -> [UInt8] {
    var result: [UInt8] = []
    for message in conversation.messages {
      // Two bytes that folded text never holds set the roles apart from the text.
      result.append(0x1E)
      result += message.role.rawValue.utf8
      result.append(0x1F)
      let text = message.parts.count == 1 ? message.parts[0].utf8 : message.parts.flatMap { $0.utf8 }
      // A letter and its accent may be one character or two.
      result += folded(TextNormalization.composed(text))
    }
    return result
  }

  /// The folded text of some UTF-8; bytes that are not UTF-8 count as U+FFFD.
  ///
  /// - Complexity: O(*n*).
  public static func folded(_ utf8: [UInt8]) -> [UInt8] {
    // In lower case a character takes at most half as many bytes more, and U+FFFD three for one.
    let capacity = utf8.reduce(0) { $0 &+ ($1 < 0x80 ? 1 : 3) }
    return [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
      utf8.withUnsafeBufferPointer { text in
        count = ascii.withUnsafeBufferPointer { write(text, to: target, ascii: $0) }
      }
    }
  }

  /// For each byte of ASCII what it is folded to; 0 for a separator.
  private static let ascii: [UInt8] = (UInt8(0)..<0x80).map { byte in
    switch byte {
    case 0x41...0x5A: byte | 0x20
    case 0x30...0x39, 0x61...0x7A: byte
    // Symbols: $ + < = > ^ ` | ~
    case 0x24, 0x2B, 0x3C...0x3E, 0x5E, 0x60, 0x7C, 0x7E: byte
    default: 0
    }
  }

  /// Writes the folded text, for which there is room; returns its length.
  private static func write(
    _ text: UnsafeBufferPointer<UInt8>, to target: UnsafeMutableBufferPointer<UInt8>,
    ascii: UnsafeBufferPointer<UInt8>
  ) -> Int {
    var words = FoldedWords(target: target)
    var position = 0
    while position < text.count {
      let byte = text[position]
      if byte < 0x80 {
        words.append(ascii: ascii[Int(byte)])
        position &+= 1
      } else if let scalar = scalarOfThree(at: position, of: text), hasNoCase(scalar) {
        words.append(UnsafeBufferPointer(rebasing: text[position..<position &+ 3]))
        position &+= 3
      } else {
        let end = endOfOthers(from: position, of: text)
        for scalar in String(decoding: text[position..<end], as: UTF8.self).unicodeScalars {
          if isSeparator(scalar) { words.separate() } else { words.append(scalar.properties.lowercaseMapping.utf8) }
        }
        position = end
      }
    }
    return words.finish()
  }

  /// The scalar at `position` where it is one of three bytes, from U+3000 to U+D7FF.
  @inline(__always)
  private static func scalarOfThree(at position: Int, of text: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard (0xE3...0xED).contains(text[position]), position &+ 2 < text.count else { return nil }
    let (second, third) = (text[position &+ 1], text[position &+ 2])
    guard second & 0xC0 == 0x80, third & 0xC0 == 0x80 else { return nil }
    return UInt32(text[position] & 0xF) &<< 12 | UInt32(second & 0x3F) &<< 6 | UInt32(third & 0x3F)
  }

  /// The end of a run of characters that are neither of ASCII nor, but for the first, begin as those of three bytes do.
  private static func endOfOthers(from position: Int, of text: UnsafeBufferPointer<UInt8>) -> Int {
    var end = position + 1
    while end < text.count, text[end] >= 0x80, !(0xE3...0xED).contains(text[end]) { end += 1 }
    return end
  }

  /// Whether it is a letter without case, of the scripts that are most of what is written without: Han, kana, Hangul.
  @inline(__always)
  private static func hasNoCase(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x3041...0x3096, 0x30A1...0x30FA, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: true
    default: false
    }
  }

  /// Whether it is a separator: by a table for the marks that stand in texts of Han.
  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3000...0x303F: marks[Int(scalar.value - 0x3000)]
    case 0xFF00...0xFFEF: fullWidth[Int(scalar.value - 0xFF00)]
    default: isSeparatorCategory(scalar.properties.generalCategory)
    }
  }

  private static let marks = separators(0x3000...0x303F)
  private static let fullWidth = separators(0xFF00...0xFFEF)

  private static func separators(_ scalars: ClosedRange<UInt32>) -> [Bool] {
    scalars.map { Unicode.Scalar($0).map { isSeparatorCategory($0.properties.generalCategory) } ?? false }
  }

  private static func isSeparatorCategory(_ category: Unicode.GeneralCategory) -> Bool {
    switch category {
    case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control, .format, .surrogate, .privateUse, .unassigned,
      .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }
}

/// Folded text as it is written: a space between what separators part, none at the ends.
private struct FoldedWords {
  let target: UnsafeMutableBufferPointer<UInt8>
  private var count = 0
  /// 1 behind a separator, whose space is written already, and at the start; else 0.
  private var separated = 1

  init(target: UnsafeMutableBufferPointer<UInt8>) { self.target = target }

  /// - Parameter byte: A folded byte; 0 for a separator. Nothing branches on which it is, as words are short.
  @inline(__always)
  mutating func append(ascii byte: UInt8) {
    let isSeparator = byte == 0 ? 1 : 0
    target[count] = byte | UInt8(truncatingIfNeeded: isSeparator &<< 5)
    count &+= 1 &- (isSeparator & separated)
    separated = isSeparator
  }

  @inline(__always)
  mutating func separate() { append(ascii: 0) }

  @inline(__always)
  mutating func append(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      target[count] = byte
      count &+= 1
    }
    separated = 0
  }

  /// Takes the last space away; returns how many bytes there are.
  mutating func finish() -> Int {
    if separated == 1, count > 0 { count &-= 1 }
    return count
  }
}
