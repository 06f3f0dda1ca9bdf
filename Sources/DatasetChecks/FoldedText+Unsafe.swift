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
      result += Array(message.role.rawValue.utf8)
      result.append(0x1F)
      // A letter and its accent may be one character or two.
      result += folded(TextNormalization.composed(message.parts.flatMap(\.utf8)))
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
        let folded = ascii[Int(byte)]
        if folded == 0 { words.separate() } else { words.append(folded) }
        position += 1
        continue
      }
      let end = text[position...].firstIndex { $0 < 0x80 } ?? text.count
      for scalar in String(decoding: text[position..<end], as: UTF8.self).unicodeScalars {
        if isSeparator(scalar) {
          words.separate()
        } else if hasNoCase(scalar) {
          words.append(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        } else {
          words.append(scalar.properties.lowercaseMapping.utf8)
        }
      }
      position = end
    }
    return words.count
  }

  /// Whether it is a letter without case, of the scripts that are most of what is written without: Han, kana, Hangul.
  @inline(__always)
  private static func hasNoCase(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3041...0x3096, 0x30A1...0x30FA, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: true
    default: false
    }
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    !hasNoCase(scalar) && isSeparatorCategory(scalar.properties.generalCategory)
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
  private(set) var count = 0
  private var isSpacePending = false

  init(target: UnsafeMutableBufferPointer<UInt8>) { self.target = target }

  @inline(__always)
  mutating func separate() { isSpacePending = count > 0 }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    if isSpacePending {
      target[count] = 0x20
      count &+= 1
      isSpacePending = false
    }
    target[count] = byte
    count &+= 1
  }

  @inline(__always)
  mutating func append(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { append(byte) }
  }
}
