/// Turns text into tokens: cuts it, then looks each pre-token up in the cache, in the vocabulary, or merges its bytes.
///
/// - Source: `_encode_ordinary_native` of tiktoken's `src/lib.rs`.
struct BytePairEngine {
  private let ranks: BytePairRanks
  private var cache = PreTokenCache()
  private var merger = BytePairMerger()
  /// The tokens of the pre-token at hand.
  private var tokens: [Int32] = []

  init(ranks: BytePairRanks) {
    self.ranks = ranks
  }

  /// Gives the tokens of `text`, which is well-formed UTF-8, to `sink`.
  ///
  /// The scanner is a parameter of the call and not of the engine, so that the compiler makes a version for each: what
  /// is called for every pre-token must not go through a witness table.
  ///
  /// - Complexity: O(*n* log *n*) in the bytes of the longest pre-token, linear in their number.
  mutating func run<Scanner: PreTokenScanner, Sink: TokenSink>(
    _ text: Span<UInt8>, cutBy scanner: Scanner, into sink: inout Sink
  ) {
    let bytes = text.bytes
    var start = 0
    while start < text.count {
      let end = scanner.end(from: start, in: text)
      let length = end &- start
      if length <= TokenKey.maximumInlineLength {
        let key = TokenKey(bytes, start: start, length: length)
        let index = cache.index(of: key)
        if let entry = cache.entry(at: index, for: key) {
          entry.give(of: text, to: &sink)
        } else {
          encodeShort(text, start, end, key: key, index: index)
          give(text, to: &sink)
        }
      } else {
        encodeLong(text, start, end)
        give(text, to: &sink)
      }
      start = end
    }
  }

  @inline(never)
  private mutating func encodeShort(_ text: Span<UInt8>, _ start: Int, _ end: Int, key: TokenKey, index: Int) {
    tokens.removeAll(keepingCapacity: true)
    let whole = ranks.table.id(ofShort: key)
    if whole >= 0 {
      tokens.append(whole)
    } else {
      merger.merge(text.bytes, start, end, ranks: ranks, into: &tokens)
    }
    cache.insert(tokens, lengthOf: { ranks.table.lengths[Int($0)] }, for: key, at: index)
  }

  @inline(never)
  private mutating func encodeLong(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
    tokens.removeAll(keepingCapacity: true)
    let whole = ranks.table.id(of: text.bytes, start: start, length: end - start)
    if whole >= 0 {
      tokens.append(whole)
    } else {
      merger.merge(text.bytes, start, end, ranks: ranks, into: &tokens)
    }
  }

  private func give<Sink: TokenSink>(_ text: Span<UInt8>, to sink: inout Sink) {
    if sink.addCount(tokens.count) { return }
    for token in tokens { sink.add(token, length: Int(ranks.table.lengths[Int(token)]), of: text) }
  }
}
