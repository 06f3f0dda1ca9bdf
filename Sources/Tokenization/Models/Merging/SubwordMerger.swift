/// Merges the symbols of one pre-token: always the two neighbours whose merge stands first in the list, the leftmost of
/// equals, until none merge.
///
/// - Source: `merge_all` of Hugging Face tokenizers' `models/bpe/word.rs`.
struct SubwordMerger {
  /// Up to this many symbols all neighbours are looked through for each merge; above, a heap finds the first.
  static let maximumLinearCount = 48

  private var joins: [SubwordMerges.Merge] = []
  private var chain = SubwordChain()

  /// Merges `symbols`; those that were taken in by others have the length 0 or are gone.
  ///
  /// - Complexity: O(*n* log *n*).
  mutating func merge(_ symbols: inout SubwordSymbolList, by merges: borrowing SubwordMerges) {
    if symbols.count < 2 { return }
    if symbols.count <= Self.maximumLinearCount, merges.alwaysLengthen {
      mergeLinear(&symbols, merges)
    } else {
      chain.merge(&symbols, by: merges)
    }
  }

  private mutating func mergeLinear(_ symbols: inout SubwordSymbolList, _ merges: borrowing SubwordMerges) {
    joins.removeAll(keepingCapacity: true)
    for place in 1..<symbols.count { joins.append(merges.merge(symbols.ids[place &- 1], symbols.ids[place])) }
    while true {
      var best = -1
      var rank = SubwordMerges.none
      for place in 0..<joins.count where joins[place].rank < rank {
        rank = joins[place].rank
        best = place
      }
      if best < 0 { return }
      symbols.ids[best] = joins[best].id
      symbols.lengths[best] &+= symbols.lengths[best &+ 1]
      symbols.ids.remove(at: best &+ 1)
      symbols.lengths.remove(at: best &+ 1)
      joins.remove(at: best)
      if best > 0 { joins[best &- 1] = merges.merge(symbols.ids[best &- 1], symbols.ids[best]) }
      if best < joins.count { joins[best] = merges.merge(symbols.ids[best], symbols.ids[best &+ 1]) }
    }
  }
}
