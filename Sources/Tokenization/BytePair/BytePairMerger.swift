/// Merges the bytes of one pre-token: always the two neighbours whose join has the lowest rank, the leftmost of equals,
/// until no join is a token.
///
/// - Source: `_byte_pair_merge` of tiktoken's `src/lib.rs`.
struct BytePairMerger {
  /// Up to this many bytes all neighbours are looked through for each merge; above, a heap finds the lowest.
  static let maximumLinearLength = 128

  /// Where the parts begin; the last entry is the end of the pre-token.
  private var starts: [Int32] = []
  /// For each part the rank of its join with the next.
  private var ranks: [Int32] = []
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
    starts.removeAll(keepingCapacity: true)
    ranks.removeAll(keepingCapacity: true)
    var previous = text.unsafeLoad(fromByteOffset: start, as: UInt8.self)
    for position in start &+ 1..<end {
      let byte = text.unsafeLoad(fromByteOffset: position, as: UInt8.self)
      starts.append(Int32(truncatingIfNeeded: position &- 1))
      ranks.append(table.pair(previous, byte))
      previous = byte
    }
    starts.append(Int32(truncatingIfNeeded: end &- 1))
    ranks.append(BytePairRanks.none)
    starts.append(Int32(truncatingIfNeeded: end))

    var partCount = ranks.count
    while true {
      var lowest = BytePairRanks.none
      var index = 0
      for part in 0..<partCount where ranks[part] < lowest {
        lowest = ranks[part]
        index = part
      }
      if lowest == BytePairRanks.none { break }
      // Part `index` takes in part `index + 1`.
      for part in index &+ 1..<partCount &- 1 {
        starts[part] = starts[part &+ 1]
        ranks[part] = ranks[part &+ 1]
      }
      partCount &-= 1
      starts[partCount] = Int32(truncatingIfNeeded: end)
      ranks[index] =
        index &+ 1 < partCount
        ? table.rank(of: text, Int(starts[index]), Int(starts[index &+ 2])) : BytePairRanks.none
      if index > 0 {
        ranks[index &- 1] = table.rank(of: text, Int(starts[index &- 1]), Int(starts[index &+ 1]))
      }
    }
    for part in 0..<partCount {
      let from = Int(starts[part])
      let to = Int(starts[part &+ 1])
      tokens.append(
        to &- from == 1
          ? table.single(text.unsafeLoad(fromByteOffset: from, as: UInt8.self)) : table.rank(of: text, from, to))
    }
  }
}
