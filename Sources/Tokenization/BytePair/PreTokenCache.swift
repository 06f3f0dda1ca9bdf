/// The tokens of pre-tokens met before: of those of up to 15 bytes and four tokens, which are nearly all, and of those of up
/// to 31 bytes and eight tokens, which take long to merge.
struct PreTokenCache {
  static let maximumTokens = 4
  /// Above this an id leaves no room for its length.
  private static let maximumID: Int32 = 1 << 28 - 1

  /// A token is its id in the upper 28 bits and the count of its bytes in the lower 4.
  let lines: TokenLines
  let longTokens: LongTokens

  init(_ lines: TokenLines = TokenLines(), _ longTokens: LongTokens = LongTokens()) {
    self.lines = lines
    self.longTokens = longTokens
  }

  /// This cache, or a larger one with its entries once it is too small.
  @inline(__always)
  var withRoom: PreTokenCache { PreTokenCache(lines.withRoom, longTokens.withRoom) }

  /// Where the pre-token with this key is, or would be; asks for its memory ahead of its use.
  @inline(__always)
  func index(of key: TokenKey) -> Int { lines.index(of: key) }

  /// The entry of `key`, which belongs at `index`.
  @inline(__always)
  func entry(at index: Int, for key: TokenKey) -> TokenLines.Entry? { lines.entry(at: index, for: key) }

  /// Keeps the tokens of `key`, which is not there, where they are few.
  ///
  /// - Parameters:
  ///   - tokens: Ids.
  ///   - lengthOf: How many bytes an id stands for; at most 15, as the pre-token.
  @inline(__always)
  func insert(_ tokens: [Int32], lengthOf: (Int32) -> Int32, for key: TokenKey, at index: Int) {
    if tokens.count > Self.maximumTokens { return }
    var words: (UInt64, UInt64) = (0, 0)
    for position in 0..<tokens.count {
      let id = tokens[position]
      if id > Self.maximumID { return }
      let token = UInt64(truncatingIfNeeded: id) &<< 4 | UInt64(truncatingIfNeeded: lengthOf(id) & 15)
      let shift = UInt64(truncatingIfNeeded: (position & 1) &* 32)
      if position < 2 { words.0 |= token &<< shift } else { words.1 |= token &<< shift }
    }
    lines.insert(count: tokens.count, firstTokens: words.0, lastTokens: words.1, for: key, at: index)
  }
}

extension TokenLines.Entry {
  /// Gives the tokens of a pre-token to `sink`.
  @inline(__always)
  func give<Sink: TokenSink & ~Copyable>(of text: Span<UInt8>, to sink: inout Sink) {
    let count = self.count
    if sink.addCount(count) { return }
    var word = firstTokens
    for position in 0..<count {
      if position == 2 { word = lastTokens }
      let token = UInt32(truncatingIfNeeded: word)
      sink.add(Int32(truncatingIfNeeded: token &>> 4), length: Int(token & 15), of: text)
      word &>>= 32
    }
  }
}

extension SIMD8<UInt32> {
  /// Gives the tokens of a pre-token as `LongTokens` has them to `sink`.
  @inline(__always)
  func give<Sink: TokenSink & ~Copyable>(of text: Span<UInt8>, to sink: inout Sink) {
    for index in indices {
      let token = self[index]
      if token == 0 { return }
      sink.add(Int32(truncatingIfNeeded: token &>> 5), length: Int(token & 31), of: text)
    }
  }
}
