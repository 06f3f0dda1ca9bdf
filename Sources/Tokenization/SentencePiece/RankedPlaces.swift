/// The places of joins by rank: the lowest rank comes first, of equals the leftmost.
///
/// Places of a rank mostly come from left to right, so they stand in a list; those that do not are in a heap beside it. So
/// a run of one character costs in proportion to its length.
struct RankedPlaces {
  private struct Places {
    /// From left to right; those before `head` are done.
    var list: [Int32] = []
    var head = 0
    var late = SmallestFirst<Int32>()

    var isEmpty: Bool { head == list.count && late.isEmpty }
  }

  private var places: [Places]
  /// The ranks that have places.
  private var ranks = SmallestFirst<Int32>()

  /// - Parameter rankCount: Ranks are below this.
  init(rankCount: Int) { places = [Places](repeating: Places(), count: rankCount) }

  /// - Complexity: O(log *n*), O(1) for a place right of those of its rank.
  mutating func insert(_ place: Int32, rank: Int) {
    if places[rank].isEmpty { ranks.insert(Int32(truncatingIfNeeded: rank)) }
    if let last = places[rank].list.last, place < last {
      places[rank].late.insert(place)
    } else {
      places[rank].list.append(place)
    }
  }

  /// - Complexity: O(log *n*).
  mutating func popFirst() -> (rank: Int, place: Int)? {
    guard let first = ranks.first else { return nil }
    let rank = Int(first)
    guard let place = popFirst(of: rank) else { return nil }
    if places[rank].isEmpty {
      places[rank].list.removeAll(keepingCapacity: places[rank].list.count < 256)
      places[rank].head = 0
      _ = ranks.popFirst()
    }
    return (rank, Int(place))
  }

  private mutating func popFirst(of rank: Int) -> Int32? {
    let head = places[rank].head
    if head < places[rank].list.count {
      let place = places[rank].list[head]
      guard let late = places[rank].late.first, late < place else {
        places[rank].head = head + 1
        return place
      }
    }
    return places[rank].late.popFirst()
  }
}
