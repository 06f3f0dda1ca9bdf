import CTextScan

/// Pre-tokens that are told from 16 bytes at once: a word of ASCII letters, perhaps with one character before it.
enum ShortWord {
  /// The bytes of ASCII that may stand before a word, a bit for each.
  struct Prefixes {
    private let low: UInt64
    private let high: UInt64

    /// - Parameter allowed: Bytes of ASCII, none of them letters.
    init(_ isAllowed: (UInt8) -> Bool) {
      var (low, high): (UInt64, UInt64) = (0, 0)
      for byte in UInt8(0)..<64 where isAllowed(byte) { low |= 1 << UInt64(byte) }
      for byte in UInt8(64)..<128 where isAllowed(byte) { high |= 1 << UInt64(byte - 64) }
      (self.low, self.high) = (low, high)
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
      let word = byte & 64 == 0 ? low : high
      return byte < 0x80 && word &>> UInt64(byte & 63) & 1 != 0
    }

    /// A space.
    static let space = Prefixes { $0 == 0x20 }
    /// All but letters, digits and line breaks.
    static let other = Prefixes { !isLetter($0) && !isDigit($0) && !isLineBreak($0) }
    /// As `other`, without the apostrophe, with which a contraction may begin.
    static let otherThanApostrophe = Prefixes {
      !isLetter($0) && !isDigit($0) && !isLineBreak($0) && $0 != UInt8(ascii: "'")
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
  }

  /// The length of a run of letters with a character of `prefixes` before it or none, where it ends within 15 bytes and
  /// before a character of ASCII; otherwise 0.
  ///
  /// - Parameter text: 16 bytes can be read there.
  @inline(__always)
  static func length(at text: UnsafePointer<UInt8>, prefixes: Prefixes) -> Int {
    let masks = ctextscan_letters(text)
    let skipped = masks.letters & 1 ^ 1
    let letters = masks.letters &>> skipped
    let end = skipped &+ UInt32(truncatingIfNeeded: (~letters).trailingZeroBitCount)
    let isWord = letters & 1 != 0 && end < 16 && masks.others &>> end & 1 == 0
    return isWord && (skipped == 0 || prefixes.contains(text[0])) ? Int(end) : 0
  }

  /// As `length`, for words that end where the case changes: one letter of any case and then small letters. A word of one
  /// capital, one before an apostrophe and one that goes on in capitals only is left to the scanner.
  @inline(__always)
  static func lengthWithinCase(at text: UnsafePointer<UInt8>, prefixes: Prefixes) -> Int {
    let masks = ctextscan_letters(text)
    let skipped = masks.letters & 1 ^ 1
    let letters = masks.letters &>> skipped
    let small = ctextscan_small_letters(text) &>> skipped
    let run = UInt32(truncatingIfNeeded: (~(small | 1)).trailingZeroBitCount)
    let end = skipped &+ run
    let isWord = letters & 1 != 0 && end < 16 && (run > 1 || small & 1 != 0) && masks.others &>> end & 1 == 0
    guard isWord, skipped == 0 || prefixes.contains(text[0]), text[Int(end)] != UInt8(ascii: "'") else { return 0 }
    return Int(end)
  }
}
