/// A binary heap of joins: the one of the lowest rank comes first, of equals the leftmost.
struct JoinHeap {
  /// Rank in the upper half, offset in the lower; no entry is less than its parent.
  private var entries: [UInt64] = []

  mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

  /// Adds a join without keeping the order; `order` brings it back.
  ///
  /// - Parameters:
  ///   - rank: Not negative.
  ///   - offset: Not negative, below 2³².
  mutating func append(_ rank: Int32, _ offset: Int) { entries.append(Self.entry(rank, offset)) }

  /// - Complexity: O(*n*).
  mutating func order() {
    for index in stride(from: entries.count / 2 - 1, through: 0, by: -1) { siftDown(from: index) }
  }

  /// - Complexity: O(log *n*).
  mutating func insert(_ rank: Int32, _ offset: Int) {
    append(rank, offset)
    var index = entries.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      if entries[parent] <= entries[index] { break }
      entries.swapAt(parent, index)
      index = parent
    }
  }

  /// - Complexity: O(log *n*).
  mutating func popFirst() -> (rank: Int32, offset: Int)? {
    guard let first = entries.first, let last = entries.popLast() else { return nil }
    if !entries.isEmpty {
      entries[0] = last
      siftDown(from: 0)
    }
    return (Int32(truncatingIfNeeded: first >> 32), Int(first & 0xFFFF_FFFF))
  }

  private static func entry(_ rank: Int32, _ offset: Int) -> UInt64 {
    UInt64(UInt32(bitPattern: rank)) << 32 | UInt64(UInt32(truncatingIfNeeded: offset))
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
