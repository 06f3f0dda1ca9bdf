/// Where a text was cut: a bit for each place, set where a pre-token ends.
struct TextCuts {
  private var words: [UInt64]
  /// The parts of the text that pre-tokens cover; what lies between them is lost, as the reference has it.
  private(set) var parts: [Range<Int>]

  /// One pre-token, the whole text of `count` bytes.
  init(count: Int) {
    words = [UInt64](repeating: 0, count: count / 64 + 1)
    words[count / 64] = 1 << UInt64(count % 64)
    parts = count > 0 ? [0..<count] : []
  }

  /// Cuts at `offset`, which is at most the text's count.
  @inline(__always)
  mutating func insert(_ offset: Int) {
    words[offset &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: offset & 63)
  }

  /// Leaves only these parts, whose ends are cuts.
  mutating func keep(_ parts: [Range<Int>]) { self.parts = parts }

  /// The first cut behind `offset`, which is less than the text's count.
  @inline(__always)
  func next(after offset: Int) -> Int {
    var index = (offset &+ 1) &>> 6
    var word = words[index] & (UInt64.max &<< UInt64(truncatingIfNeeded: (offset &+ 1) & 63))
    while word == 0 {
      index &+= 1
      word = words[index]
    }
    return index &<< 6 | word.trailingZeroBitCount
  }
}

/// Hands out the pre-tokens of a text that was cut before.
struct TextCutScanner: PreTokenScanner {
  private let cuts: TextCuts
  /// Where the text that is scanned starts in the one that was cut.
  private let offset: Int

  init(_ cuts: TextCuts, offset: Int) {
    self.cuts = cuts
    self.offset = offset
  }

  @inline(__always)
  func end(from start: Int, in text: Span<UInt8>) -> Int { cuts.next(after: start &+ offset) &- offset }
}
