/// The places of joins by rank: the lowest rank comes first, of equals the leftmost.
///
/// Places of a rank mostly come from left to right, so they stand in a list; those that do not are in a heap beside it. So
/// a run of one character costs in proportion to its length.
struct RankedPlaces {
  private struct Places {
    /// From left to right; those before `head` are done.
    var list: [Int32] = []
    var head = 0
    /// A binary heap: no place is left of its parent.
    var late: [Int32] = []

    var isEmpty: Bool { head == list.count && late.isEmpty }
  }

  private var places: [Places]
  /// A binary heap of the ranks that have places.
  private var ranks: [Int32] = []

  /// - Parameter rankCount: Ranks are below this.
  init(rankCount: Int) { places = [Places](repeating: Places(), count: rankCount) }

  /// - Complexity: O(log *n*), O(1) for a place right of those of its rank.
  mutating func insert(_ place: Int32, rank: Int) {
    if places[rank].isEmpty { Self.push(Int32(truncatingIfNeeded: rank), to: &ranks) }
    if let last = places[rank].list.last, place < last {
      Self.push(place, to: &places[rank].late)
    } else {
      places[rank].list.append(place)
    }
  }

  /// - Complexity: O(log *n*).
  mutating func popFirst() -> (rank: Int, place: Int)? {
    guard let first = ranks.first else { return nil }
    let rank = Int(first)
    let place = popFirst(of: rank)
    if places[rank].isEmpty {
      places[rank].list.removeAll(keepingCapacity: places[rank].list.count < 256)
      places[rank].head = 0
      Self.popFirst(of: &ranks)
    }
    return (rank, Int(place))
  }

  private mutating func popFirst(of rank: Int) -> Int32 {
    let head = places[rank].head
    if head < places[rank].list.count {
      let place = places[rank].list[head]
      guard let late = places[rank].late.first, late < place else {
        places[rank].head = head + 1
        return place
      }
    }
    return Self.popFirst(of: &places[rank].late)
  }

  private static func push(_ value: Int32, to heap: inout [Int32]) {
    heap.append(value)
    var index = heap.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      if heap[parent] <= value { break }
      heap[index] = heap[parent]
      index = parent
    }
    heap[index] = value
  }

  /// Takes the least value off a heap that is not empty.
  @discardableResult
  private static func popFirst(of heap: inout [Int32]) -> Int32 {
    let first = heap[0]
    let value = heap.removeLast()
    if heap.isEmpty { return first }
    var index = 0
    while true {
      var child = index * 2 + 1
      if child >= heap.count { break }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      if heap[child] >= value { break }
      heap[index] = heap[child]
      index = child
    }
    heap[index] = value
    return first
  }
}
