/// Checks the table of character replacements of a SentencePiece model. The library follows its offsets unchecked, so a
/// damaged table would make it read outside of it.
///
/// The table is a length in bytes, a double-array trie of that length, and the replacements, each ended by a NUL.
///
/// - Source: `Normalizer::DecodePrecompiledCharsMap` and `NormalizePrefix`; the double array of Darts-clone.
enum CharacterMapCheck {
  /// What is wrong with the table in `range` of `bytes`, or `nil` when every lookup stays inside it.
  ///
  /// - Complexity: O(*n*) for *n* units of the trie, 256 steps each.
  static func flaw(of bytes: Span<UInt8>, in range: Range<Int>) -> String? {
    guard range.count > 4 else { return "it is too short" }
    let trieSize = word(bytes, range.lowerBound)
    guard trieSize % 4 == 0, trieSize >= 4, trieSize < range.count - 4 else { return "its trie does not fit" }
    let trie = range.lowerBound + 4..<range.lowerBound + 4 + trieSize
    let replacements = bytes.extracting(trie.upperBound..<range.upperBound)
    guard replacements[replacements.count - 1] == 0 else { return "its last replacement does not end" }
    if case .invalid = UTF8Text.check(replacements) { return "a replacement is not UTF-8" }
    var length = 0
    for index in 0..<replacements.count {
      length = replacements[index] == 0 ? 0 : length + 1
      if length > maximumReplacementLength { return "a replacement has more than \(maximumReplacementLength) bytes" }
    }
    return flaw(ofTrie: trie, bytes, replacements)
  }

  /// The longest of Unicode's own has 33 bytes.
  private static let maximumReplacementLength = 4_096

  /// Visits every node that some text can reach.
  private static func flaw(ofTrie trie: Range<Int>, _ bytes: Span<UInt8>, _ replacements: Span<UInt8>) -> String? {
    let unitCount = trie.count / 4
    var isVisited = [Bool](repeating: false, count: unitCount)
    var pending = [0]
    isVisited[0] = true
    while let node = pending.popLast() {
      let unit = UInt32(truncatingIfNeeded: word(bytes, trie.lowerBound + node * 4))
      let base = node ^ offset(of: unit)
      // The library reads the unit at `base ^ byte` for any byte, and the one at `base` for a value.
      guard base | 0xFF < unitCount else { return "a node leads outside of the trie" }
      if unit >> 8 & 1 == 1 {
        let value = word(bytes, trie.lowerBound + base * 4) & 0x7FFF_FFFF
        guard value < replacements.count else { return "a node leads outside of the replacements" }
        if UTF8Text.isContinuation(replacements[value]) { return "a node leads into a character" }
      }
      // Plain counting: in a debug build a range's iterator would take most of the time.
      var byte = 0
      while byte < 256 {
        let child = base ^ byte
        if word(bytes, trie.lowerBound &+ child &* 4) & 0x8000_00FF == byte, !isVisited[child] {
          isVisited[child] = true
          pending.append(child)
        }
        byte &+= 1
      }
    }
    return nil
  }

  /// The offset that a unit of the double array holds.
  private static func offset(of unit: UInt32) -> Int {
    Int(unit >> 10) << Int((unit & (1 << 9)) >> 6)
  }

  private static func word(_ bytes: Span<UInt8>, _ offset: Int) -> Int {
    Int(UInt32(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }
}
