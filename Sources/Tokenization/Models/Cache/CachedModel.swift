/// A model with the tokens of texts it met before, which takes texts apart where that changes nothing.
struct CachedModel<Base: PieceModel>: PieceModel {
  private var base: Base
  private var cache: PieceCache
  private let cuts: CharacterCuts?

  /// - Parameter cuts: Where a text may be cut; `nil`: nowhere.
  init(_ base: Base, cuts: CharacterCuts?, indexBits: Int = 15) {
    self.base = base
    self.cuts = cuts
    cache = PieceCache(indexBits: indexBits)
  }

  mutating func encode(_ text: Span<UInt8>, into tokens: inout [ModelToken]) throws {
    var start = 0
    // Ranges go on from the last token: where characters are left out, they are not where the segment is.
    var offset: Int32 = 0
    while start < text.count {
      let end = cuts?.end(from: start, in: text) ?? text.count
      offset = try encode(text, start, end, offset: offset, into: &tokens)
      start = end
    }
  }

  @inline(__always)
  private mutating func encode(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, offset: Int32, into tokens: inout [ModelToken]
  ) throws -> Int32 {
    let length = end &- start
    if length > PieceKey.maximumLength {
      return try encodeAnew(text, start, end, offset: offset, key: nil, index: 0, into: &tokens)
    }
    let key = PieceKey(text.bytes, start: start, length: length)
    let index = cache.index(of: key)
    if let end = cache.append(key, at: index, to: &tokens, offset: offset) { return end }
    return try encodeAnew(text, start, end, offset: offset, key: key, index: index, into: &tokens)
  }

  @inline(never)
  private mutating func encodeAnew(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, offset: Int32, key: PieceKey?, index: Int,
    into tokens: inout [ModelToken]
  ) throws -> Int32 {
    let first = tokens.count
    try base.encode(text.extracting(start..<end), into: &tokens)
    if let key { cache.insert(tokens[first...], for: key, at: index) }
    if offset > 0 {
      for place in first..<tokens.count {
        tokens[place].start &+= offset
        tokens[place].end &+= offset
      }
    }
    return tokens.count > first ? tokens[tokens.count &- 1].end : offset
  }
}
