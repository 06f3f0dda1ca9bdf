/// Merges the bytes of one pre-token by a list of merges: always the two neighbours whose pair stands first in the list,
/// the leftmost of equals, until no pair is in it.
///
/// - Source: `merge_all` of Hugging Face tokenizers' `models/bpe/word.rs`.
struct MergeEncoding: PreTokenEncoding {
  /// Up to this many bytes all neighbours are looked through for each merge; above, a heap finds the first.
  static let maximumLinearLength = 96

  private let table: MergeTable
  private var parts: [Int32] = []
  private var merges: [MergeTable.Merge] = []
  private var chain = MergeChain()

  var cuts: SegmentCuts? { table.cuts }

  init(table: MergeTable) {
    self.table = table
  }

  @inline(__always)
  func length(of token: Int32) -> Int32 { table.table.lengths[Int(token)] }

  mutating func encode(_ text: RawSpan, _ start: Int, _ end: Int, isWhole: Bool, into tokens: inout [Int32]) {
    if isWhole, table.takesWholeTokens {
      let whole = table.table.id(of: text, start: start, length: end &- start)
      if whole >= 0 {
        tokens.append(whole)
        return
      }
    }
    parts.removeAll(keepingCapacity: true)
    for position in start..<end {
      parts.append(table.singles[Int(text.unsafeLoad(fromByteOffset: position, as: UInt8.self))])
    }
    if parts.count <= Self.maximumLinearLength {
      mergeLinear()
      tokens += parts
    } else {
      chain.merge(parts, by: table, into: &tokens)
    }
  }

  private mutating func mergeLinear() {
    merges.removeAll(keepingCapacity: true)
    for place in 1..<max(1, parts.count) { merges.append(table.merge(parts[place &- 1], parts[place])) }
    while true {
      var best = -1
      var rank = MergeTable.Merge.none
      for place in 0..<merges.count where merges[place].rank < rank {
        rank = merges[place].rank
        best = place
      }
      if best < 0 { return }
      parts[best] = merges[best].id
      parts.remove(at: best &+ 1)
      merges.remove(at: best)
      if best > 0 { merges[best &- 1] = table.merge(parts[best &- 1], parts[best]) }
      if best < merges.count { merges[best] = table.merge(parts[best], parts[best &+ 1]) }
    }
  }
}
