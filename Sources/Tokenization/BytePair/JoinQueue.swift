/// Joins that wait to be merged: the one of the lowest rank comes first, of equals the leftmost.
///
/// Joins stand in a list for each rank. A list is put in order when its rank is the lowest; as joins are mostly found from
/// left to right it mostly is, so a long text is merged in a few sweeps over memory, where a heap of all joins would
/// jump about in it.
struct JoinQueue {
  /// The list of each rank: its first and last entry, or -1.
  private var first: [Int32] = []
  private var last: [Int32] = []
  /// By entry: the offset, and the entry after it in its list.
  private var offsets: [UInt32] = []
  private var next: [Int32] = []
  /// The ranks whose lists are not empty: a binary heap.
  private var ranks: [Int32] = []
  /// The joins of the rank at hand, in order, and how many of them were handed out.
  private var current: [UInt32] = []
  private var currentRank: Int32 = -1
  private var handedOut = 0

  /// Above this many entries the memory is given back after use.
  private static let maximumKeptCount = 1 << 20

  /// Forgets all joins.
  mutating func removeAll() {
    for rank in ranks { first[Int(rank)] = -1 }
    if offsets.capacity > Self.maximumKeptCount { self = JoinQueue() }
    offsets.removeAll(keepingCapacity: true)
    next.removeAll(keepingCapacity: true)
    ranks.removeAll(keepingCapacity: true)
    current.removeAll(keepingCapacity: true)
    currentRank = -1
    handedOut = 0
  }

  /// Adds a join.
  ///
  /// - Parameters:
  ///   - rank: Not negative; memory is kept for all ranks up to the largest.
  ///   - offset: Not negative, below 2³².
  /// - Complexity: O(1), and O(log *m*) for one of *m* ranks that has no join yet.
  mutating func insert(_ rank: Int32, _ offset: Int) {
    let list = Int(rank)
    if list >= first.count {
      let count = max(list &+ 1, first.count &* 2)
      first.append(contentsOf: repeatElement(-1, count: count &- first.count))
      last.append(contentsOf: repeatElement(-1, count: count &- last.count))
    }
    let entry = Int32(truncatingIfNeeded: offsets.count)
    offsets.append(UInt32(truncatingIfNeeded: offset))
    next.append(-1)
    if first[list] < 0 {
      first[list] = entry
      pushRank(rank)
    } else {
      next[Int(last[list])] = entry
    }
    last[list] = entry
  }

  /// Takes out the first join.
  mutating func popFirst() -> (rank: Int32, offset: Int)? {
    while true {
      if handedOut < current.count {
        // Joins of this rank or a lower one may have come since.
        if let least = ranks.first, least <= currentRank {
          putBack()
          continue
        }
        let offset = Int(current[handedOut])
        handedOut &+= 1
        return (currentRank, offset)
      }
      guard let rank = popRank() else { return nil }
      open(rank)
    }
  }

  private mutating func putBack() {
    let rest = current[handedOut...]
    let rank = currentRank
    current = []
    handedOut = 0
    for offset in rest { insert(rank, Int(offset)) }
  }

  private mutating func open(_ rank: Int32) {
    current.removeAll(keepingCapacity: true)
    handedOut = 0
    currentRank = rank
    var entry = first[Int(rank)]
    first[Int(rank)] = -1
    var isOrdered = true
    var before: UInt32 = 0
    while entry >= 0 {
      let offset = offsets[Int(entry)]
      if offset < before { isOrdered = false }
      before = offset
      current.append(offset)
      entry = next[Int(entry)]
    }
    if !isOrdered { current.sort() }
  }

  private mutating func pushRank(_ rank: Int32) {
    ranks.append(rank)
    var index = ranks.count &- 1
    while index > 0 {
      let parent = (index &- 1) / 2
      if ranks[parent] <= rank { break }
      ranks[index] = ranks[parent]
      index = parent
    }
    ranks[index] = rank
  }

  private mutating func popRank() -> Int32? {
    guard let least = ranks.first, let moved = ranks.popLast() else { return nil }
    if ranks.isEmpty { return least }
    var index = 0
    while true {
      var child = index &* 2 &+ 1
      if child >= ranks.count { break }
      if child &+ 1 < ranks.count, ranks[child &+ 1] < ranks[child] { child &+= 1 }
      if ranks[child] >= moved { break }
      ranks[index] = ranks[child]
      index = child
    }
    ranks[index] = moved
    return least
  }
}
