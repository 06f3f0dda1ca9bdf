/// Merges long pre-tokens: symbols in a linked list, and a queue of their joins by rank and then place.
///
/// An entry of the queue is out of date when the symbols at its place now make another token; it is dropped when met.
/// Where they make the same token by another merge, the reference takes the entry for good, and so does this.
///
/// - Source: `merge_all` of Hugging Face tokenizers' `models/bpe/word.rs`.
struct SubwordChain {
  /// Above this many symbols the scratch memory is given back after use.
  private static let maximumKeptCount = 1 << 20

  /// By place: the symbol after this one, the one before it; the count and -1 at the ends.
  private var next: [Int32] = []
  private var previous: [Int32] = []
  private var joins = JoinQueue()

  /// Merges `symbols`; those that were taken in by others keep their place with the length 0.
  mutating func merge(_ symbols: inout SubwordSymbolList, by merges: borrowing SubwordMerges) {
    let count = symbols.count
    prepare(symbols, merges)
    while let (rank, place) = joins.popFirst() {
      let joined = Int(next[place])
      // The last symbol has no neighbour, and a symbol that was taken in is none any more.
      if joined >= count || symbols.lengths[place] == 0 { continue }
      let merge = merges.merge(symbols.ids[place], symbols.ids[joined])
      if merge.rank == SubwordMerges.none || merge.id != merges.results[Int(rank)] { continue }
      symbols.ids[place] = merge.id
      symbols.lengths[place] &+= symbols.lengths[joined]
      symbols.lengths[joined] = 0
      let after = Int(next[joined])
      next[place] = Int32(truncatingIfNeeded: after)
      if after < count {
        previous[after] = Int32(truncatingIfNeeded: place)
        insert(merges.merge(merge.id, symbols.ids[after]), at: place)
      }
      let before = Int(previous[place])
      if before >= 0 { insert(merges.merge(symbols.ids[before], merge.id), at: before) }
    }
    if count > Self.maximumKeptCount { self = SubwordChain() }
  }

  private mutating func prepare(_ symbols: SubwordSymbolList, _ merges: borrowing SubwordMerges) {
    next.removeAll(keepingCapacity: true)
    previous.removeAll(keepingCapacity: true)
    joins.removeAll()
    for place in 0..<symbols.count {
      next.append(Int32(truncatingIfNeeded: place &+ 1))
      previous.append(Int32(truncatingIfNeeded: place &- 1))
      if place + 1 == symbols.count { break }
      let merge = merges.merge(symbols.ids[place], symbols.ids[place + 1])
      if merge.rank != SubwordMerges.none { joins.insert(merge.rank, place) }
    }
  }

  @inline(__always)
  private mutating func insert(_ merge: SubwordMerges.Merge, at place: Int) {
    if merge.rank != SubwordMerges.none { joins.insert(merge.rank, place) }
  }
}
