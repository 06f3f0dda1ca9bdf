/// Merges neighbours as `MergeRow` does, any number of them: their joins wait in a queue by rank and then place.
///
/// An entry of the queue is out of date when the part at its place has another rank now; it is dropped when met. Which
/// places have a part is one bit each, so that a text of megabytes takes little memory beside the ranks.
struct MergeChain {
  /// Above this many places the scratch memory is given back after use.
  static let maximumKeptCount = 1 << 20

  private var count = 0
  private var starts: [UInt64] = []
  /// By place: the rank of the join of the part here with the next.
  private var ranks: [UInt32] = []
  private var joins = JoinQueue()

  /// Makes room for `count` places, none of which has a part yet.
  mutating func begin(_ count: Int) {
    if self.count > Self.maximumKeptCount { self = MergeChain() }
    self.count = count
    starts.removeAll(keepingCapacity: true)
    starts.append(contentsOf: repeatElement(0, count: count &>> 6 &+ 1))
    ranks.removeAll(keepingCapacity: true)
    ranks.append(contentsOf: repeatElement(MergeRow.none, count: count))
    joins.removeAll()
  }

  /// Says that a part begins at `place`.
  @inline(__always)
  mutating func addPart(at place: Int) { starts[place &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: place & 63) }

  /// Says the rank of the join of the part at `place` and the next; all ranks are below 2³¹ - 1 but `MergeRow.none`.
  @inline(__always)
  mutating func setRank(_ rank: UInt32, at place: Int) {
    ranks[place] = rank
    if rank < MergeRow.none { joins.insert(Int32(bitPattern: rank), place) }
  }

  /// Merges; `ranks` is that of `MergeRow.merge`.
  ///
  /// - Complexity: O(*n* log *n*) for *n* places.
  @inline(__always)
  mutating func merge(ranks ranksOf: (MergeRow.Merged) -> (left: UInt32, right: UInt32)) {
    while let (found, place) = joins.popFirst() {
      let rank = UInt32(bitPattern: found)
      if ranks[place] != rank { continue }
      let taken = part(after: place)
      let next = part(after: taken)
      let after = next < count ? part(after: next) : count
      let before = part(before: place)
      starts[taken &>> 6] ^= 1 &<< UInt64(truncatingIfNeeded: taken & 63)
      ranks[taken] = MergeRow.none
      ranks[place] = MergeRow.none
      let (left, right) = ranksOf(
        MergeRow.Merged(rank: rank, place: place, before: before ?? place, next: next, after: after))
      if let before { setRank(left, at: before) }
      if next < count { setRank(right, at: place) }
    }
  }

  /// Calls `body` with the place of each part and where it ends.
  @inline(__always)
  func forEachPart(_ body: (_ place: Int, _ end: Int) -> Void) {
    if count == 0 { return }
    var place = 0
    while place < count {
      let next = part(after: place)
      body(place, next)
      place = next
    }
  }

  /// Where the part after the one at `place` begins; the count for none.
  @inline(__always)
  private func part(after place: Int) -> Int {
    var index = place &>> 6
    var word = starts[index] & ~1 &<< UInt64(truncatingIfNeeded: place & 63)
    while word == 0 {
      index &+= 1
      if index == starts.count { return count }
      word = starts[index]
    }
    return index &<< 6 &+ word.trailingZeroBitCount
  }

  /// Where the part before the one at `place` begins.
  @inline(__always)
  private func part(before place: Int) -> Int? {
    var index = place &>> 6
    var word = starts[index] & ~(UInt64.max &<< UInt64(truncatingIfNeeded: place & 63))
    while word == 0 {
      if index == 0 { return nil }
      index &-= 1
      word = starts[index]
    }
    return index &<< 6 &+ 63 &- word.leadingZeroBitCount
  }
}
