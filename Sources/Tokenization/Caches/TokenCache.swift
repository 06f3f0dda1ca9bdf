/// The tokens of texts met before, for one worker: of those of up to 15 bytes and four tokens, which are nearly all, and of
/// those of up to 31 bytes and eight tokens, which take long to merge.
struct TokenCache {
  private let lines: TokenLines
  private let longTokens: LongTokens

  init(_ lines: TokenLines = TokenLines(), _ longTokens: LongTokens = LongTokens()) {
    self.lines = lines
    self.longTokens = longTokens
  }

  /// This cache, or a larger one with its entries once it is too small.
  @inline(__always)
  var withRoom: TokenCache { TokenCache(lines.withRoom, longTokens.withRoom) }

  /// Where the text with this key is, or would be; asks for its memory ahead of its use.
  @inline(__always)
  func index(of key: TokenKey) -> Int { lines.index(of: key) }

  /// The short entry of a text that was cut; most have one.
  @inline(__always)
  func entry(of cut: PreTokenCut) -> TokenLines.Entry? {
    cut.isCacheable ? lines.entry(at: Int(cut.place), for: cut.key) : nil
  }

  /// Where a text that has no short entry is, or would be; `nil` where it is too long.
  ///
  /// - Parameter start: Where the text starts that `cut` ends.
  @inline(__always)
  func longPlace(of cut: PreTokenCut, from start: Int, in text: Span<UInt8>) -> LongTokens.Place? {
    if cut.isCacheable { return longTokens.place(of: cut.key) }
    let end = Int(cut.end)
    return LongTokens.lengths.contains(end &- start) ? longTokens.place(text, start, end, isWhole: cut.isWhole) : nil
  }

  /// The long entry at `place`.
  @inline(__always)
  func entry(at place: LongTokens.Place?) -> LongTokens.Entry? { place.flatMap { longTokens.entry(at: $0) } }

  /// Keeps the tokens of a text that has no entry, where they have room.
  ///
  /// - Parameters:
  ///   - place: The `longPlace` of the text.
  ///   - token: The id of each, -1 or more, and the count of its bytes.
  @inline(__always)
  func insert(
    count: Int, of cut: PreTokenCut, longPlace place: LongTokens.Place?, token: (Int) -> (id: Int32, length: Int32)
  ) {
    if cut.isCacheable, count <= TokenLines.maximumTokens {
      lines.insert(count: count, for: cut.key, at: Int(cut.place), token: token)
    } else if let place {
      longTokens.insert(count: count, at: place, token: token)
    }
  }
}
