/// Counts words: what stands between white space, as Python's `str.split()` and `wc -w` have it.
///
/// Text of scripts that put no spaces between words has few of them.
struct WordScan {
  private(set) var count = 0
  private var isInWord = false

  /// Reads on; a word goes on from one run of bytes to the next.
  mutating func read(_ utf8: [UInt8]) {
    var index = 0
    while index < utf8.count {
      let length = Self.whiteSpaceLength(utf8, at: index)
      if length > 0 {
        isInWord = false
        index += length
      } else {
        if !isInWord { count += 1 }
        isInWord = true
        index += 1
      }
    }
  }

  /// Ends the word that the last run left open.
  mutating func end() { isInWord = false }

  /// How many bytes of white space begin at `index`; 0 where none does.
  ///
  /// - Source: the characters of bidirectional type WS, B or S, or of category Zs, which Python calls white space.
  private static func whiteSpaceLength(_ utf8: [UInt8], at index: Int) -> Int {
    let byte = utf8[index]
    if byte < 0x80 { return byte == 0x20 || (0x09...0x0D).contains(byte) || (0x1C...0x1F).contains(byte) ? 1 : 0 }
    guard index + 1 < utf8.count else { return 0 }
    let second = utf8[index + 1]
    if byte == 0xC2 { return second == 0x85 || second == 0xA0 ? 2 : 0 }
    guard index + 2 < utf8.count else { return 0 }
    switch (byte, second, utf8[index + 2]) {
    case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF),
      (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
      return 3
    default: return 0
    }
  }
}
