/// The tokens of a byte-level vocabulary as merging asks for them: tokens rank as their ids.
struct BytePairRanks: Sendable {
  static let none = Int32.max

  let table: TokenTable
  let cuts: SegmentCuts?
  /// For each byte its token.
  private let singles: [Int32]
  /// For each two bytes, the first in the upper half of the index, their token or `none`.
  private let pairs: [Int32]

  /// - Parameter firstID: The id of the lowest rank; those below it are of special tokens.
  init(_ table: TokenTable, firstID: Int32 = 0) {
    self.table = table
    cuts = SegmentCuts(table)
    let bytes = (0...255).map { UInt8($0) }
    singles = bytes.map { table.id(of: bytes.span.bytes, start: Int($0), length: 1) }
    var pairs = [Int32](repeating: Self.none, count: 1 << 16)
    table.forEach { id, token in
      if id >= firstID, token.count == 2 { pairs[Int(token[0]) << 8 | Int(token[1])] = id }
    }
    self.pairs = pairs
  }

  /// The token of one byte.
  @inline(__always)
  func single(_ byte: UInt8) -> Int32 { singles[Int(byte)] }

  /// The rank of two bytes, or `none`.
  @inline(__always)
  func pair(_ first: UInt8, _ second: UInt8) -> Int32 { pairs[Int(first) &<< 8 | Int(second)] }

  /// The rank of `text[start..<end]`, at least two bytes, or `none`.
  @inline(__always)
  func rank(of text: RawSpan, _ start: Int, _ end: Int) -> Int32 {
    let length = end &- start
    if length == 2 {
      return pair(
        text.unsafeLoad(fromByteOffset: start, as: UInt8.self),
        text.unsafeLoad(fromByteOffset: start &+ 1, as: UInt8.self))
    }
    let id = table.id(of: text, start: start, length: length)
    return id < 0 ? Self.none : id
  }

  /// The ranks of `text[before..<end]` and `text[start..<next]`, two overlapping runs: what a merge of
  /// `text[start..<end]` asks for.
  ///
  /// Both are looked for at once, so that the waits for memory overlap.
  @inline(__always)
  func ranks(of text: RawSpan, _ before: Int, _ start: Int, _ end: Int, _ next: Int) -> (left: Int32, right: Int32) {
    let isShort = end &- before <= TokenKey.maximumInlineLength && next &- start <= TokenKey.maximumInlineLength
    if !isShort { return (rank(of: text, before, end), rank(of: text, start, next)) }
    let left = table.probe(TokenKey(text, start: before, length: end &- before))
    let right = table.probe(TokenKey(text, start: start, length: next &- start))
    let leftID = table.id(of: left)
    let rightID = table.id(of: right)
    return (leftID < 0 ? Self.none : leftID, rightID < 0 ? Self.none : rightID)
  }
}
