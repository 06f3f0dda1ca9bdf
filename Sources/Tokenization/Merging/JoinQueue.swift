/// Joins that wait to be merged: the one of the lowest rank comes first, of equals the leftmost.
///
/// A few stand in a heap. Of many there is a list for each rank: a heap of all of them would be walked through at every
/// step, far beyond the processor's caches.
struct JoinQueue {
  /// Up to this many joins stand in the heap.
  private static let maximumHeapCount = 1 << 14

  /// Rank in the upper half, offset in the lower.
  private var heap = SmallestFirst<UInt64>()
  /// All joins, once they were too many for the heap.
  private var lists: RankedJoins?

  /// Forgets all joins.
  mutating func removeAll() {
    heap.removeAll()
    lists = nil
  }

  /// Adds a join.
  ///
  /// - Parameters:
  ///   - rank: Not negative; memory is kept for all ranks up to the largest.
  ///   - offset: Not negative, below 2³¹.
  /// - Complexity: O(log *n*) at worst.
  @inline(__always)
  mutating func insert(_ rank: Int32, _ offset: Int) {
    if lists == nil, heap.count < Self.maximumHeapCount {
      heap.insert(UInt64(UInt32(bitPattern: rank)) &<< 32 | UInt64(UInt32(truncatingIfNeeded: offset)))
    } else {
      insertIntoList(rank, offset)
    }
  }

  private mutating func insertIntoList(_ rank: Int32, _ offset: Int) {
    if lists == nil {
      var ranked = RankedJoins()
      while let (rank, offset) = popFirst() { ranked.insert(rank, offset) }
      lists = ranked
    }
    lists?.insert(rank, offset)
  }

  /// Takes out the first join.
  ///
  /// - Complexity: O(log *n*) at worst.
  @inline(__always)
  mutating func popFirst() -> (rank: Int32, offset: Int)? {
    if lists != nil { return lists?.popFirst() }
    return heap.popFirst().map { (Int32(truncatingIfNeeded: $0 &>> 32), Int($0 & 0xFFFF_FFFF)) }
  }
}
