/// The joins of a very long pre-token: the one of the lowest rank comes first, of equals the leftmost.
///
/// The places of each rank stand in a list of their own. Nearly all are added in their order, at the start or while a
/// neighbouring rank is merged from left to right, so that to take one is to read the next; those that are not go into a
/// heap beside the list. A heap of all joins would be walked through at every step, far beyond the processor's caches.
struct RankedJoins {
  private struct Places {
    /// Ascending; those before `first` are taken.
    var ordered: [Int32] = []
    var first = 0
    /// Those that were added behind a larger one.
    var late = SmallestFirst<Int32>()

    var isEmpty: Bool { first == ordered.count && late.isEmpty }

    mutating func insert(_ place: Int32) {
      if first == ordered.count {
        ordered.removeAll(keepingCapacity: true)
        first = 0
      }
      if let last = ordered.last, place < last { late.insert(place) } else { ordered.append(place) }
    }

    mutating func popFirst() -> Int32 {
      if first < ordered.count, late.first.map({ ordered[first] <= $0 }) ?? true {
        first += 1
        return ordered[first - 1]
      }
      return late.popFirst() ?? 0
    }
  }

  /// By rank the index of its list; -1 for a rank that was not met.
  private var indices: [Int32] = []
  private var lists: [Places] = []
  /// The rank of each list.
  private var ranks: [Int32] = []
  /// The ranks whose lists hold something.
  private var waiting = SmallestFirst<Int32>()
  /// The list that is taken from.
  private var current = -1

  mutating func insert(_ rank: Int32, _ place: Int) {
    if Int(rank) >= indices.count {
      let count = max(Int(rank) &+ 1, indices.count &* 2)
      indices.append(contentsOf: repeatElement(-1, count: count &- indices.count))
    }
    var index = Int(indices[Int(rank)])
    if index < 0 {
      index = lists.count
      indices[Int(rank)] = Int32(truncatingIfNeeded: index)
      lists.append(Places())
      ranks.append(rank)
    }
    if lists[index].isEmpty, index != current { waiting.insert(rank) }
    lists[index].insert(Int32(truncatingIfNeeded: place))
  }

  mutating func popFirst() -> (rank: Int32, offset: Int)? {
    if current >= 0 {
      let isEmpty = lists[current].isEmpty
      let isFirst = waiting.first.map { ranks[current] < $0 } ?? true
      if isEmpty || !isFirst {
        if !isEmpty { waiting.insert(ranks[current]) }
        current = -1
      }
    }
    if current < 0 {
      guard let rank = waiting.popFirst() else { return nil }
      current = Int(indices[Int(rank)])
    }
    return (ranks[current], Int(lists[current].popFirst()))
  }
}
