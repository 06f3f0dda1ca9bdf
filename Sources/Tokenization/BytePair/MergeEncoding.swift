/// Merges the bytes of one pre-token by a list of merges: always the two neighbours whose pair stands first in the list,
/// the leftmost of equals, until no pair is in it.
///
/// - Source: `merge_all` of Hugging Face tokenizers' `models/bpe/word.rs`.
struct MergeEncoding: PreTokenEncoding {
  private let table: MergeTable
  private let row = MergeRow()
  private let parts = MergeParts()
  private var chain = MergeChain()

  /// In memory of this worker's own.
  private let cuts: SegmentCuts?

  init(table: MergeTable) {
    self.table = table
    cuts = table.cuts?.copied
  }

  @inline(__always)
  func endOfSegment(from start: Int, to end: Int, in text: Span<UInt8>) -> Int {
    cuts?.endOfSegment(from: start, to: end, in: text) ?? end
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
      let ids = parts.ids
      var starts = mergeRow(text, start, end)
      while starts != 0 {
        tokens.append(ids[starts.trailingZeroBitCount])
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

  /// Makes the parts those of `text[start..<end]`; returns their places.
  private func mergeRow(_ text: RawSpan, _ start: Int, _ end: Int) -> UInt64 {
    let row = self.row
    let (ids, made) = (parts.ids, parts.made)
    let count = end &- start
    ids[0] = single(text, start)
    for place in 1..<count {
      ids[place] = single(text, start &+ place)
      row.setRank(table.join(place &- 1, place, ids, made), at: place &- 1)
    }
    return row.merge(count) { table.ranks($0, ids, made, count) }
  }

  private mutating func mergeChain(_ text: RawSpan, _ start: Int, _ end: Int, into tokens: inout [Int32]) {
    let count = end &- start
    parts.reserve(count)
    let ids = parts.ids
    for place in 0..<count { ids[place] = single(text, start &+ place) }
    chain.merge(parts, count, by: table) { id, _, _ in tokens.append(id) }
  }

  @inline(__always)
  private func single(_ text: RawSpan, _ position: Int) -> Int32 {
    table.singles[Int(text.unsafeLoad(fromByteOffset: position, as: UInt8.self))]
  }
}

extension MergeTable {
  /// Keeps what the parts at two places make; returns its rank.
  @inline(__always)
  fileprivate func join(
    _ left: Int, _ right: Int, _ ids: UnsafeMutablePointer<Int32>, _ made: UnsafeMutablePointer<Int32>
  ) -> UInt32 {
    let merge = merge(ids[left], ids[right])
    made[left] = merge.id
    return UInt32(bitPattern: merge.rank)
  }

  /// Makes a part what it and the one it took in make; returns the ranks of its joins.
  @inline(__always)
  fileprivate func ranks(
    _ merged: MergeRow.Merged, _ ids: UnsafeMutablePointer<Int32>, _ made: UnsafeMutablePointer<Int32>, _ count: Int
  ) -> (left: UInt32, right: UInt32) {
    let place = merged.place
    ids[place] = made[place]
    let left = merged.before < place ? join(merged.before, place, ids, made) : MergeRow.none
    let right = merged.next < count ? join(place, merged.next, ids, made) : MergeRow.none
    return (left, right)
  }
}

extension MergeChain {
  /// Merges the first `count` of `parts`, which have a place each.
  ///
  /// - Parameter body: Called with each part that there is then, its place and where it ends.
  mutating func merge(
    _ parts: MergeParts, _ count: Int, by table: borrowing MergeTable, body: (Int32, Int, Int) -> Void
  ) {
    if count == 0 { return }
    let (ids, made) = (parts.ids, parts.made)
    begin(count)
    addPart(at: 0)
    for place in 1..<max(count, 1) {
      addPart(at: place)
      setRank(table.join(place &- 1, place, ids, made), at: place &- 1)
    }
    merge { table.ranks($0, ids, made, count) }
    forEachPart { body(ids[$0], $0, $1) }
  }
}
