/// A set of free-space values that finds the smallest member at or above a bound: a bitmap with a bitmap above it for
/// each 64 words, up to a single word.
///
/// - Complexity: every operation O(log₆₄ *capacity*), which is 2 or 3 words for real context lengths.
struct FreeSpaceIndex {
  /// The bitmaps, the values themselves first; bit *b* of a higher one says that word *b* of the one below is not zero.
  private var levels: [[UInt64]]

  /// An empty set for values in `0...capacity`.
  init(capacity: Int) {
    levels = []
    var bitCount = capacity + 1
    repeat {
      let wordCount = (bitCount + 63) / 64
      levels.append([UInt64](repeating: 0, count: wordCount))
      bitCount = wordCount
    } while bitCount > 1
  }

  mutating func insert(_ value: Int) {
    var bit = value
    for level in levels.indices {
      levels[level][bit >> 6] |= 1 << UInt64(bit & 63)
      bit >>= 6
    }
  }

  mutating func remove(_ value: Int) {
    var bit = value
    for level in levels.indices {
      levels[level][bit >> 6] &= ~(1 << UInt64(bit & 63))
      if levels[level][bit >> 6] != 0 { return }
      bit >>= 6
    }
  }

  /// The smallest member that is at least `bound`, or `nil` when there is none.
  func smallest(atLeast bound: Int) -> Int? {
    var level = 0
    var bit = bound
    while level < levels.count {
      let word = bit >> 6
      if word >= levels[level].count { return nil }
      let rest = levels[level][word] & (~0 << UInt64(bit & 63))
      if rest != 0 { return descend(from: level, to: word << 6 | rest.trailingZeroBitCount) }
      bit = word + 1
      level += 1
    }
    return nil
  }

  private func descend(from level: Int, to bit: Int) -> Int {
    var bit = bit
    for lower in levels[..<level].reversed() {
      bit = bit << 6 | lower[bit].trailingZeroBitCount
    }
    return bit
  }
}
