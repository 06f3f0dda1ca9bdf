/// Merges long pre-tokens: parts in a linked list, and a binary heap of their joins by rank and then place.
///
/// An entry of the heap is out of date when the part at its place now has another rank; it is dropped when met.
struct BytePairHeap {
  /// Above this many bytes the scratch memory is given back after use.
  private static let maximumKeptLength = 1 << 20

  /// By offset in the pre-token: where the part after the one that starts here begins, where the one before it does.
  private var next: [Int32] = []
  private var previous: [Int32] = []
  /// By offset: the rank of the join of the part that starts here with the next.
  private var ranks: [Int32] = []
  /// Rank in the upper half, offset in the lower; no entry is less than its parent.
  private var entries: [UInt64] = []

  /// Appends the tokens of `text[start..<end]` to `tokens`.
  ///
  /// - Complexity: O(*n* log *n*) for *n* bytes.
  mutating func merge(
    _ text: RawSpan, _ start: Int, _ end: Int, ranks table: borrowing BytePairRanks, into tokens: inout [Int32]
  ) {
    let count = end - start
    prepare(text, start, count, table)
    while let entry = popLowest() {
      let offset = Int(entry & 0xFFFF_FFFF)
      if ranks[offset] != Int32(truncatingIfNeeded: entry >> 32) { continue }
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
    entries.removeAll(keepingCapacity: true)
    for offset in 0..<count {
      next.append(Int32(truncatingIfNeeded: offset + 1))
      previous.append(Int32(truncatingIfNeeded: offset - 1))
      let rank = offset + 1 < count ? table.rank(of: text, start + offset, start + offset + 2) : BytePairRanks.none
      ranks.append(rank)
      if rank != BytePairRanks.none { entries.append(Self.entry(rank, offset)) }
    }
    for index in stride(from: entries.count / 2 - 1, through: 0, by: -1) { siftDown(from: index) }
  }

  private static func entry(_ rank: Int32, _ offset: Int) -> UInt64 {
    UInt64(UInt32(bitPattern: rank)) << 32 | UInt64(UInt32(truncatingIfNeeded: offset))
  }

  private mutating func setRank(_ offset: Int, _ rank: Int32) {
    ranks[offset] = rank
    if rank == BytePairRanks.none { return }
    entries.append(Self.entry(rank, offset))
    var index = entries.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      if entries[parent] <= entries[index] { break }
      entries.swapAt(parent, index)
      index = parent
    }
  }

  private mutating func popLowest() -> UInt64? {
    guard let lowest = entries.first, let last = entries.popLast() else { return nil }
    if !entries.isEmpty {
      entries[0] = last
      siftDown(from: 0)
    }
    return lowest
  }

  private mutating func siftDown(from start: Int) {
    var index = start
    let value = entries[index]
    while true {
      var child = index * 2 + 1
      if child >= entries.count { break }
      if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
      if entries[child] >= value { break }
      entries[index] = entries[child]
      index = child
    }
    entries[index] = value
  }
}
