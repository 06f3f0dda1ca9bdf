/// Merges long pre-tokens by rank: parts in a linked list, and a queue of their joins by rank and then place.
///
/// An entry of the queue is out of date when the part at its place now has another rank; it is dropped when met.
struct BytePairHeap {
  /// Above this many bytes the scratch memory is given back after use.
  private static let maximumKeptLength = 1 << 20

  /// By offset in the pre-token: where the part after the one that starts here begins, where the one before it does.
  private var next: [Int32] = []
  private var previous: [Int32] = []
  /// By offset: the rank of the join of the part that starts here with the next.
  private var ranks: [Int32] = []
  private var joins = JoinQueue()

  /// Appends the tokens of `text[start..<end]` to `tokens`.
  ///
  /// - Complexity: O(*n* log *n*) for *n* bytes.
  mutating func merge(
    _ text: RawSpan, _ start: Int, _ end: Int, ranks table: borrowing BytePairRanks, into tokens: inout [Int32]
  ) {
    let count = end - start
    prepare(text, start, count, table)
    while let (rank, offset) = joins.popFirst() {
      if ranks[offset] != rank { continue }
      let joined = Int(next[offset])
      let after = Int(next[joined])
      next[offset] = Int32(truncatingIfNeeded: after)
      if after < count { previous[after] = Int32(truncatingIfNeeded: offset) }
      ranks[joined] = BytePairRanks.none
      setRank(
        offset, after < count ? table.rank(of: text, start + offset, start + Int(next[after])) : BytePairRanks.none)
      if offset > 0 {
        let before = Int(previous[offset])
        setRank(before, table.rank(of: text, start + before, start + after))
      }
    }
    var offset = 0
    while offset < count {
      let end = Int(next[offset])
      tokens.append(
        end - offset == 1
          ? table.single(text.unsafeLoad(fromByteOffset: start + offset, as: UInt8.self))
          : table.rank(of: text, start + offset, start + end))
      offset = end
    }
    if count > Self.maximumKeptLength { self = BytePairHeap() }
  }

  private mutating func prepare(_ text: RawSpan, _ start: Int, _ count: Int, _ table: borrowing BytePairRanks) {
    next.removeAll(keepingCapacity: true)
    previous.removeAll(keepingCapacity: true)
    ranks.removeAll(keepingCapacity: true)
    joins.removeAll()
    for offset in 0..<count {
      next.append(Int32(truncatingIfNeeded: offset + 1))
      previous.append(Int32(truncatingIfNeeded: offset - 1))
      let rank = offset + 1 < count ? table.rank(of: text, start + offset, start + offset + 2) : BytePairRanks.none
      ranks.append(rank)
      if rank != BytePairRanks.none { joins.insert(rank, offset) }
    }
  }

  private mutating func setRank(_ offset: Int, _ rank: Int32) {
    ranks[offset] = rank
    if rank != BytePairRanks.none { joins.insert(rank, offset) }
  }
}
