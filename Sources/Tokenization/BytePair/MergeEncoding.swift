/// Merges the bytes of one pre-token by a list of merges: always the two neighbours whose pair stands first in the list,
/// the leftmost of equals, until no pair is in it.
///
/// - Source: `merge_all` of Hugging Face tokenizers' `models/bpe/word.rs`.
struct MergeEncoding: PreTokenEncoding {
  private let table: MergeTable
  private let row = MergeRow()
  private var chain = MergeChain()
  private var parts: [Int32] = []

  var cuts: SegmentCuts? { table.cuts }

  init(table: MergeTable) {
    self.table = table
  }

  @inline(__always)
  func length(of token: Int32) -> Int32 { table.table.lengths[Int(token)] }

  mutating func encode(_ text: RawSpan, _ start: Int, _ end: Int, isWhole: Bool, into tokens: inout [Int32]) {
    let whole = isWhole ? wholeToken(text, start, end) : -1
    if whole >= 0 {
      tokens.append(whole)
    } else if end &- start > MergeRow.capacity {
      mergeChain(text, start, end, into: &tokens)
    } else {
      var starts = mergeRow(text, start, end)
      while starts != 0 {
        tokens.append(row.parts[starts.trailingZeroBitCount])
        starts &= starts &- 1
      }
    }
  }

  mutating func count(_ text: RawSpan, _ start: Int, _ end: Int, isWhole: Bool) -> Int {
    if isWhole, wholeToken(text, start, end) >= 0 { return 1 }
    if end &- start <= MergeRow.capacity { return mergeRow(text, start, end).nonzeroBitCount }
    var tokens: [Int32] = []
    mergeChain(text, start, end, into: &tokens)
    return tokens.count
  }

  /// The token that a whole pre-token is taken as, or -1.
  private func wholeToken(_ text: RawSpan, _ start: Int, _ end: Int) -> Int32 {
    table.takesWholeTokens ? table.table.id(of: text, start: start, length: end &- start) : -1
  }

  private mutating func mergeChain(_ text: RawSpan, _ start: Int, _ end: Int, into tokens: inout [Int32]) {
    parts.removeAll(keepingCapacity: true)
    for position in start..<end { parts.append(single(text, position)) }
    chain.merge(parts, by: table, into: &tokens)
  }

  /// Makes the row's parts those of `text[start..<end]`; returns their places.
  private func mergeRow(_ text: RawSpan, _ start: Int, _ end: Int) -> UInt64 {
    let row = self.row
    let count = end &- start
    row.parts[0] = single(text, start)
    for place in 1..<count {
      row.parts[place] = single(text, start &+ place)
      row.setRank(merge(row, place &- 1, place), at: place &- 1)
    }
    return row.merge(count) { merged in
      row.parts[merged.place] = row.made[merged.place]
      let left = merged.before < merged.place ? merge(row, merged.before, merged.place) : MergeRow.none
      let right = merged.next < count ? merge(row, merged.place, merged.next) : MergeRow.none
      return (left, right)
    }
  }

  @inline(__always)
  private func single(_ text: RawSpan, _ position: Int) -> Int32 {
    table.singles[Int(text.unsafeLoad(fromByteOffset: position, as: UInt8.self))]
  }

  /// Keeps what the parts at two places make; returns its rank.
  @inline(__always)
  private func merge(_ row: MergeRow, _ left: Int, _ right: Int) -> UInt32 {
    let merge = table.merge(row.parts[left], row.parts[right])
    row.made[left] = merge.id
    return UInt32(bitPattern: merge.rank)
  }
}
