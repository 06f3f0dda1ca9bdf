/// Merges long pre-tokens by a list of merges: parts in a linked list, and a queue of their joins by rank and then place.
///
/// An entry of the queue is out of date when the part at its place now has another rank; it is dropped when met.
struct MergeChain {
  /// Above this many parts the scratch memory is given back after use.
  private static let maximumKeptCount = 1 << 20

  private var ids: [Int32] = []
  /// By place: the part after this one, the one before it; the count and -1 at the ends.
  private var next: [Int32] = []
  private var previous: [Int32] = []
  /// By place: what this part and the next make.
  private var merges: [MergeTable.Merge] = []
  private var joins = JoinQueue()

  /// Appends what `parts` are merged to, to `tokens`.
  ///
  /// - Complexity: O(*n* log *n*).
  mutating func merge(_ parts: [Int32], by table: borrowing MergeTable, into tokens: inout [Int32]) {
    let count = parts.count
    prepare(parts, table)
    while let (rank, place) = joins.popFirst() {
      if merges[place].rank != rank { continue }
      let joined = Int(next[place])
      let after = Int(next[joined])
      ids[place] = merges[place].id
      next[place] = Int32(truncatingIfNeeded: after)
      if after < count { previous[after] = Int32(truncatingIfNeeded: place) }
      merges[joined] = Self.none
      set(place, after < count ? table.merge(ids[place], ids[after]) : Self.none)
      if place > 0 {
        let before = Int(previous[place])
        set(before, table.merge(ids[before], ids[place]))
      }
    }
    var place = 0
    while place < count {
      tokens.append(ids[place])
      place = Int(next[place])
    }
    if count > Self.maximumKeptCount { self = MergeChain() }
  }

  private static let none = MergeTable.Merge(rank: MergeTable.Merge.none, id: -1)

  private mutating func prepare(_ parts: [Int32], _ table: borrowing MergeTable) {
    ids = parts
    next.removeAll(keepingCapacity: true)
    previous.removeAll(keepingCapacity: true)
    merges.removeAll(keepingCapacity: true)
    joins.removeAll()
    for place in parts.indices {
      next.append(Int32(truncatingIfNeeded: place + 1))
      previous.append(Int32(truncatingIfNeeded: place - 1))
      let merge = place + 1 < parts.count ? table.merge(parts[place], parts[place + 1]) : Self.none
      merges.append(merge)
      if merge.rank != MergeTable.Merge.none { joins.insert(merge.rank, place) }
    }
  }

  private mutating func set(_ place: Int, _ merge: MergeTable.Merge) {
    merges[place] = merge
    if merge.rank != MergeTable.Merge.none { joins.insert(merge.rank, place) }
  }
}
