/// The pieces of segments met before: of those of up to 15 bytes and four pieces, which are nearly all, and of those of up to
/// 31 bytes and eight pieces, which take long to merge.
struct SegmentCache {
  static let maximumNodes = 4
  /// Above this an id leaves no room for its length.
  private static let maximumID: Int32 = 1 << 28 - 1

  /// A piece is its id and one more in the upper 28 bits, its length in the lower 4.
  let lines: TokenLines
  /// A piece is its id and one more.
  let longTokens: LongTokens

  init(_ lines: TokenLines = TokenLines(), _ longTokens: LongTokens = LongTokens()) {
    self.lines = lines
    self.longTokens = longTokens
  }

  /// This cache, or a larger one with its entries once it is too small.
  @inline(__always)
  var withRoom: SegmentCache { SegmentCache(lines.withRoom, longTokens.withRoom) }

  /// Where the segment with this key is, or would be; asks for its memory ahead of its use.
  @inline(__always)
  func index(of key: TokenKey) -> Int { lines.index(of: key) }

  /// The entry of `key`, which belongs at `index`.
  @inline(__always)
  func entry(at index: Int, for key: TokenKey) -> TokenLines.Entry? { lines.entry(at: index, for: key) }

  /// Keeps the pieces of `key`, unless they are too many.
  func insert(_ nodes: [PieceNode], for key: TokenKey, at index: Int) {
    if nodes.count > Self.maximumNodes { return }
    var words: (UInt64, UInt64) = (0, 0)
    for position in 0..<nodes.count {
      let node = nodes[position]
      // The unknown piece of a model that has none is -1.
      if node.id >= Self.maximumID { return }
      let packed = UInt64(truncatingIfNeeded: node.id &+ 1) &<< 4 | UInt64(truncatingIfNeeded: node.length & 15)
      let shift = UInt64(truncatingIfNeeded: (position & 1) &* 32)
      if position < 2 { words.0 |= packed &<< shift } else { words.1 |= packed &<< shift }
    }
    lines.insert(count: nodes.count, firstTokens: words.0, lastTokens: words.1, for: key, at: index)
  }
}

extension TokenLines.Entry {
  /// Gives the pieces of a segment, which is `text` from `start` on, to `sink`.
  @inline(__always)
  func give<Sink: PieceSink & ~Copyable>(
    _ text: Span<UInt8>, _ start: Int, unknown: borrowing UnknownCharacters, to sink: inout Sink
  ) {
    var word = firstTokens
    var position = start
    for index in 0..<count {
      if index == 2 { word = lastTokens }
      let node = UInt32(truncatingIfNeeded: word)
      let id = Int32(bitPattern: node &>> 4) &- 1
      let length = Int(node & 15)
      if id == unknown.id {
        unknown.give(text, position, position &+ length, to: &sink)
      } else {
        sink.add(id, length: length)
      }
      position &+= length
      word &>>= 32
    }
  }
}

extension SIMD8<UInt32> {
  /// Gives the pieces of a segment as `LongTokens` has them, which is `text` from `start` on, to `sink`.
  @inline(__always)
  func give<Sink: PieceSink & ~Copyable>(
    _ text: Span<UInt8>, _ start: Int, unknown: borrowing UnknownCharacters, to sink: inout Sink
  ) {
    var position = start
    for index in indices {
      let piece = self[index]
      if piece == 0 { return }
      let id = Int32(bitPattern: piece &>> 5) &- 1
      let length = Int(piece & 31)
      if id == unknown.id {
        unknown.give(text, position, position &+ length, to: &sink)
      } else {
        sink.add(id, length: length)
      }
      position &+= length
    }
  }
}
