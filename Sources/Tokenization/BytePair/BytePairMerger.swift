/// Merges the bytes of one pre-token: always the two neighbours whose join has the lowest rank, the leftmost of equals,
/// until no join is a token.
///
/// - Source: `_byte_pair_merge` of tiktoken's `src/lib.rs`.
struct BytePairMerger {
  private let row = MergeRow()
  private let parts = MergeParts()
  private var chain = MergeChain()

  /// Appends the tokens of `text[start..<end]` to `tokens`.
  ///
  /// - Complexity: O(*n* log *n*) for *n* bytes.
  mutating func merge(
    _ text: RawSpan, _ start: Int, _ end: Int, ranks table: borrowing BytePairRanks, into tokens: inout [Int32]
  ) {
    if end &- start > MergeRow.capacity {
      mergeChain(text, start, end, table, into: &tokens)
      return
    }
    let ids = parts.ids
    var starts = mergeRow(text, start, end, table)
    while starts != 0 {
      tokens.append(ids[starts.trailingZeroBitCount])
      starts &= starts &- 1
    }
  }

  /// How many tokens `text[start..<end]` has.
  mutating func count(_ text: RawSpan, _ start: Int, _ end: Int, ranks table: borrowing BytePairRanks) -> Int {
    if end &- start <= MergeRow.capacity { return mergeRow(text, start, end, table).nonzeroBitCount }
    var tokens: [Int32] = []
    mergeChain(text, start, end, table, into: &tokens)
    return tokens.count
  }

  /// Makes the parts those of `text[start..<end]`; returns their places.
  private func mergeRow(_ text: RawSpan, _ start: Int, _ end: Int, _ table: borrowing BytePairRanks) -> UInt64 {
    let row = self.row
    let ids = parts.ids
    let count = end &- start
    var previous = text.unsafeLoad(fromByteOffset: start, as: UInt8.self)
    ids[0] = table.single(previous)
    for place in 1..<count {
      let byte = text.unsafeLoad(fromByteOffset: start &+ place, as: UInt8.self)
      ids[place] = table.single(byte)
      row.setRank(UInt32(bitPattern: table.pair(previous, byte)), at: place &- 1)
      previous = byte
    }
    return row.merge(count) { merged in
      ids[merged.place] = Int32(bitPattern: merged.rank)
      return Self.ranks(merged, text, start, table)
    }
  }

  private mutating func mergeChain(
    _ text: RawSpan, _ start: Int, _ end: Int, _ table: borrowing BytePairRanks, into tokens: inout [Int32]
  ) {
    chain.begin(end &- start)
    chain.addPart(at: 0)
    for place in 1..<end &- start {
      chain.addPart(at: place)
      let rank = table.rank(of: text, start &+ place &- 1, start &+ place &+ 1)
      chain.setRank(UInt32(bitPattern: rank), at: place &- 1)
    }
    chain.merge { Self.ranks($0, text, start, table) }
    chain.forEachPart { place, end in
      tokens.append(
        end &- place == 1
          ? table.single(text.unsafeLoad(fromByteOffset: start &+ place, as: UInt8.self))
          : table.rank(of: text, start &+ place, start &+ end))
    }
  }

  @inline(__always)
  private static func ranks(
    _ merged: MergeRow.Merged, _ text: RawSpan, _ start: Int, _ table: borrowing BytePairRanks
  ) -> (left: UInt32, right: UInt32) {
    let (left, right) = table.ranks(
      of: text, start &+ merged.before, start &+ merged.place, start &+ merged.next, start &+ merged.after)
    return (UInt32(bitPattern: left), UInt32(bitPattern: right))
  }
}
