/// Merges the bytes of one pre-token: always the two neighbours whose join has the lowest rank, the leftmost of equals,
/// until no join is a token.
///
/// - Source: `_byte_pair_merge` of tiktoken's `src/lib.rs`.
struct BytePairMerger {
  private let row = MergeRow()
  private var heap = BytePairHeap()

  /// Appends the tokens of `text[start..<end]` to `tokens`.
  ///
  /// - Complexity: O(*n* log *n*) for *n* bytes.
  mutating func merge(
    _ text: RawSpan, _ start: Int, _ end: Int, ranks table: borrowing BytePairRanks, into tokens: inout [Int32]
  ) {
    if end &- start > MergeRow.capacity {
      heap.merge(text, start, end, ranks: table, into: &tokens)
      return
    }
    var starts = mergeRow(text, start, end, table)
    while starts != 0 {
      tokens.append(row.parts[starts.trailingZeroBitCount])
      starts &= starts &- 1
    }
  }

  /// How many tokens `text[start..<end]` has.
  mutating func count(_ text: RawSpan, _ start: Int, _ end: Int, ranks table: borrowing BytePairRanks) -> Int {
    if end &- start <= MergeRow.capacity { return mergeRow(text, start, end, table).nonzeroBitCount }
    var tokens: [Int32] = []
    heap.merge(text, start, end, ranks: table, into: &tokens)
    return tokens.count
  }

  /// Makes the row's parts those of `text[start..<end]`; returns their places.
  private func mergeRow(_ text: RawSpan, _ start: Int, _ end: Int, _ table: borrowing BytePairRanks) -> UInt64 {
    let row = self.row
    let count = end &- start
    var previous = text.unsafeLoad(fromByteOffset: start, as: UInt8.self)
    row.parts[0] = table.single(previous)
    for place in 1..<count {
      let byte = text.unsafeLoad(fromByteOffset: start &+ place, as: UInt8.self)
      row.parts[place] = table.single(byte)
      row.setRank(UInt32(bitPattern: table.pair(previous, byte)), at: place &- 1)
      previous = byte
    }
    return row.merge(count) { merged in
      row.parts[merged.place] = Int32(bitPattern: merged.rank)
      let (left, right) = table.ranks(
        of: text, start &+ merged.before, start &+ merged.place, start &+ merged.next, start &+ merged.after)
      return (UInt32(bitPattern: left), UInt32(bitPattern: right))
    }
  }
}
