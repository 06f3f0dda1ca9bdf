/// Tokens by rank: a pre-token that is a token is taken whole, the bytes of others are merged by rank.
struct RankEncoding: PreTokenEncoding {
  private let ranks: BytePairRanks
  private var merger = BytePairMerger()

  /// In memory of this worker's own.
  private let cuts: SegmentCuts?

  init(ranks: BytePairRanks) {
    self.ranks = ranks
    cuts = ranks.cuts?.copied
  }

  @inline(__always)
  func endOfSegment(from start: Int, to end: Int, in text: Span<UInt8>) -> Int {
    cuts?.endOfSegment(from: start, to: end, in: text) ?? end
  }

  mutating func encode(_ text: RawSpan, _ start: Int, _ end: Int, isWhole: Bool, into tokens: inout [Int32]) {
    let whole = isWhole ? ranks.table.id(of: text, start: start, length: end &- start) : -1
    if whole >= 0 {
      tokens.append(whole)
    } else {
      merger.merge(text, start, end, ranks: ranks, into: &tokens)
    }
  }

  mutating func count(_ text: RawSpan, _ start: Int, _ end: Int, isWhole: Bool) -> Int {
    if isWhole, ranks.table.id(of: text, start: start, length: end &- start) >= 0 { return 1 }
    return merger.count(text, start, end, ranks: ranks)
  }

  @inline(__always)
  func length(of token: Int32) -> Int32 { ranks.table.lengths[Int(token)] }
}
