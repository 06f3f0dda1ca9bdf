/// Turns text into tokens: cuts it, then looks each pre-token up in the cache, in the vocabulary, or merges its bytes.
///
/// - Source: `_encode_ordinary_native` of tiktoken's `src/lib.rs`.
struct BytePairEngine {
  private let ranks: BytePairRanks
  private var cache = PreTokenCache()
  private var merger = BytePairMerger()
  /// The tokens of the pre-token at hand.
  private var tokens: [Int32] = []
  /// The pre-tokens that were cut and not yet looked up.
  private var cuts = [PreTokenCut](repeating: PreTokenCut(), count: cutCount)
  /// What was read of the cache ahead of time; kept so that the reading is not left out.
  private var readAhead: UInt64 = 0
  private static let cutCount = 32

  init(ranks: BytePairRanks) {
    self.ranks = ranks
  }

  /// Gives the tokens of `text`, which is well-formed UTF-8, to `sink`.
  ///
  /// The scanner is a parameter of the call and not of the engine, so that the compiler makes a version for each: what
  /// is called for every pre-token must not go through a witness table.
  ///
  /// Some pre-tokens are cut, then their entries in the cache are read one after another, then they are looked up: so
  /// the waits for memory overlap.
  ///
  /// - Complexity: O(*n* log *n*) in the bytes of the longest pre-token, linear in their number.
  mutating func run<Scanner: PreTokenScanner, Sink: TokenSink>(
    _ text: Span<UInt8>, cutBy scanner: Scanner, into sink: inout Sink
  ) {
    var start = 0
    while start < text.count {
      let first = start
      var count = 0
      while start < text.count, count < Self.cutCount {
        let end = scanner.end(from: start, in: text)
        cuts[count] = cut(text.bytes, start, end)
        count &+= 1
        start = end
      }
      for position in 0..<count { readAhead ^= cache.readAhead(at: max(cuts[position].index, 0)) }
      look(up: count, from: first, text, into: &sink)
    }
  }

  @inline(__always)
  private mutating func cut(_ bytes: RawSpan, _ start: Int, _ end: Int) -> PreTokenCut {
    let length = end &- start
    if length > TokenKey.maximumInlineLength { return PreTokenCut(end: end) }
    let key = TokenKey(bytes, start: start, length: length)
    return PreTokenCut(end: end, index: cache.index(of: key), key: key)
  }

  private mutating func look<Sink: TokenSink>(
    up count: Int, from first: Int, _ text: Span<UInt8>, into sink: inout Sink
  ) {
    var start = first
    for position in 0..<count {
      let cut = cuts[position]
      if cut.index < 0 {
        encodeLong(text, start, cut.end)
        give(text, to: &sink)
      } else if let entry = cache.entry(at: cut.index, for: cut.key) {
        entry.give(of: text, to: &sink)
      } else {
        encodeShort(text, start, cut.end, key: cut.key, index: cut.index)
        give(text, to: &sink)
      }
      start = cut.end
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

/// A pre-token that was cut: where it ends, and where the cache has it or would.
private struct PreTokenCut {
  var end = 0
  /// -1 for one that is too long for the cache.
  var index = -1
  var key = TokenKey(low: 0, high: 0)
}
