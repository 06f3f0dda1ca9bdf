/// Merges the bytes of one pre-token: always the two neighbours whose join has the lowest rank, the leftmost of equals,
/// until no join is a token.
///
/// - Source: `_byte_pair_merge` of tiktoken's `src/lib.rs`.
struct BytePairMerger {
  /// Up to this many bytes all neighbours are looked through for each merge; above, a heap finds the lowest.
  static let maximumLinearLength = 128

  /// For each part the rank of its join with the next in the upper half, its offset in the pre-token in the lower: the
  /// least is the next to be merged. Behind the last part stands the end of the pre-token.
  private var parts = [UInt64](repeating: 0, count: maximumLinearLength + 1)
  private var heap = BytePairHeap()

  /// Appends the tokens of `text[start..<end]` to `tokens`.
  ///
  /// - Complexity: O(*n* log *n*) for *n* bytes.
  mutating func merge(
    _ text: RawSpan, _ start: Int, _ end: Int, ranks table: borrowing BytePairRanks, into tokens: inout [Int32]
  ) {
    if end &- start <= Self.maximumLinearLength {
      mergeLinear(text, start, end, table, into: &tokens)
    } else {
      heap.merge(text, start, end, ranks: table, into: &tokens)
    }
  }

  private mutating func mergeLinear(
    _ text: RawSpan, _ start: Int, _ end: Int, _ table: borrowing BytePairRanks, into tokens: inout [Int32]
  ) {
    var parts = parts.mutableSpan
    var count = end &- start
    var previous = text.unsafeLoad(fromByteOffset: start, as: UInt8.self)
    for offset in 1..<count {
      let byte = text.unsafeLoad(fromByteOffset: start &+ offset, as: UInt8.self)
      parts[offset &- 1] = Self.part(table.pair(previous, byte), offset &- 1)
      previous = byte
    }
    parts[count &- 1] = Self.part(BytePairRanks.none, count &- 1)
    parts[count] = Self.part(BytePairRanks.none, count)

    while true {
      var least = UInt64.max
      var index = 0
      for position in 0..<count {
        let part = parts[position]
        index = part < least ? position : index
        least = min(part, least)
      }
      if Self.rank(least) == BytePairRanks.none { break }
      // Part `index` takes in part `index + 1`.
      for position in index &+ 1..<count { parts[position] = parts[position &+ 1] }
      count &-= 1
      let here = Self.offset(least)
      let middle = start &+ Self.offset(parts[index &+ 1])
      let hasNext = index &+ 1 < count
      let next = hasNext ? start &+ Self.offset(parts[index &+ 2]) : middle
      let hasBefore = index > 0
      let before = hasBefore ? Self.offset(parts[index &- 1]) : here
      let (left, right) = table.ranks(of: text, start &+ before, start &+ here, middle, next)
      if hasBefore { parts[index &- 1] = Self.part(left, before) }
      parts[index] = Self.part(hasNext ? right : BytePairRanks.none, here)
    }
    for position in 0..<count {
      let from = start &+ Self.offset(parts[position])
      let to = start &+ Self.offset(parts[position &+ 1])
      tokens.append(
        to &- from == 1
          ? table.single(text.unsafeLoad(fromByteOffset: from, as: UInt8.self)) : table.rank(of: text, from, to))
    }
  }

  @inline(__always)
  private static func part(_ rank: Int32, _ offset: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: rank) &<< 32 | UInt64(truncatingIfNeeded: offset)
  }

  @inline(__always)
  private static func rank(_ part: UInt64) -> Int32 { Int32(truncatingIfNeeded: part &>> 32) }

  @inline(__always)
  private static func offset(_ part: UInt64) -> Int { Int(truncatingIfNeeded: part & 0xFFFF_FFFF) }
}
