/// The pairs of characters that stand side by side in some piece of a vocabulary.
///
/// Between two characters that are no such pair, no piece and so no merge can reach across: the text on both sides is
/// encoded the same whether they are joined or not.
struct AdjacentCharacters: Sendable {
  /// For each two characters of ASCII 0 where they are a pair, else 1; the first in the upper seven bits of the index.
  private(set) var asciiCuts = [UInt8](repeating: 1, count: 1 << 14)
  /// The other pairs, both code points in one word, by open addressing; 0 is a free place.
  private var others: [UInt64]
  private var otherCount = 0

  init() {
    others = [UInt64](repeating: 0, count: 1 << 12)
  }

  /// The same pairs in memory of their own, for one worker.
  var copied: AdjacentCharacters {
    var copy = self
    copy.asciiCuts = asciiCuts.copied
    copy.others = others.copied
    return copy
  }

  /// Adds the pairs of one piece, which is well-formed UTF-8.
  mutating func insert(_ piece: Span<UInt8>) {
    var previous: UInt32?
    var position = 0
    while position < piece.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: piece)
      if let previous { insert(previous, scalar) }
      previous = scalar
      position += length
    }
  }

  private mutating func insert(_ first: UInt32, _ second: UInt32) {
    if first < 0x80, second < 0x80 {
      asciiCuts[Int(first << 7 | second)] = 0
      return
    }
    if contains(first, second) { return }
    if otherCount * 2 >= others.count { grow() }
    place(Self.word(first, second))
    otherCount += 1
  }

  /// Whether some piece holds `first` and then `second`.
  @inline(__always)
  func contains(_ first: UInt32, _ second: UInt32) -> Bool {
    if first | second < 0x80 { return asciiCuts[Int(first &<< 7 | second)] == 0 }
    let word = Self.word(first, second)
    var index = place(of: word)
    while others[index] != 0 {
      if others[index] == word { return true }
      index = (index &+ 1) & (others.count &- 1)
    }
    return false
  }

  @inline(__always)
  private static func word(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(first) &<< 32 | UInt64(second) }

  @inline(__always)
  private func place(of word: UInt64) -> Int {
    let product = word.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: product.high ^ product.low) & (others.count &- 1)
  }

  private mutating func place(_ word: UInt64) {
    var index = place(of: word)
    while others[index] != 0 { index = (index + 1) & (others.count - 1) }
    others[index] = word
  }

  private mutating func grow() {
    let old = others
    others = [UInt64](repeating: 0, count: old.count * 2)
    for word in old where word != 0 { place(word) }
  }
}
