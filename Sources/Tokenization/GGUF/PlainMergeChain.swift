/// Merges symbols by a list whose ranks come in any order: here the join of a longer run often ranks before that of its
/// parts, so joins wait in one heap, by rank and then place.
///
/// An entry of the heap is out of date when the symbol at its place now has another rank; it is dropped when met.
struct PlainMergeChain {
  private var ids: [Int32] = []
  /// By place: the symbol after this one, the one before it; the count and -1 at the ends.
  private var next: [Int32] = []
  private var previous: [Int32] = []
  /// By place: what this symbol and the next make.
  private var merges: [MergeTable.Merge] = []
  /// The rank in the upper half, the place in the lower.
  private var joins = SmallestFirst<UInt64>()

  /// Appends what `symbols` are merged to, to `tokens`.
  ///
  /// - Complexity: O(*n* log *n*).
  mutating func merge(_ symbols: [Int32], by table: borrowing MergeTable, into tokens: inout [Int32]) {
    let count = symbols.count
    prepare(symbols, table)
    while let join = joins.popFirst() {
      let place = Int(truncatingIfNeeded: join & 0xFFFF_FFFF)
      if merges[place].rank != Int32(truncatingIfNeeded: join >> 32) { continue }
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
    if count > 1 << 20 { self = PlainMergeChain() }
  }

  private static let none = MergeTable.Merge(rank: MergeTable.Merge.none, id: -1)

  private mutating func prepare(_ symbols: [Int32], _ table: borrowing MergeTable) {
    ids = symbols
    next.removeAll(keepingCapacity: true)
    previous.removeAll(keepingCapacity: true)
    merges.removeAll(keepingCapacity: true)
    joins = SmallestFirst<UInt64>()
    for place in symbols.indices {
      next.append(Int32(truncatingIfNeeded: place + 1))
      previous.append(Int32(truncatingIfNeeded: place - 1))
      merges.append(Self.none)
    }
    for place in symbols.indices.dropLast() { set(place, table.merge(symbols[place], symbols[place + 1])) }
  }

  private mutating func set(_ place: Int, _ merge: MergeTable.Merge) {
    merges[place] = merge
    if merge.rank != MergeTable.Merge.none {
      joins.insert(UInt64(UInt32(bitPattern: merge.rank)) << 32 | UInt64(truncatingIfNeeded: place))
    }
  }
}
