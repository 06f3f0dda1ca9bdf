/// Turns text into tokens: cuts it, then looks each pre-token up in the cache, or has its bytes merged.
///
/// - Source: `_encode_ordinary_native` of tiktoken's `src/lib.rs`.
struct BytePairEngine<Encoding: PreTokenEncoding> {
  private var encoding: Encoding
  private var cache = PreTokenCache()
  /// The tokens of the pre-token at hand.
  private var tokens: [Int32] = []
  /// The pre-tokens that were cut and not yet looked up.
  private var cuts = [PreTokenCut](repeating: PreTokenCut(), count: PreTokenCut.atOnce)
  /// What was read of the cache ahead of time; kept so that the reading is not left out.
  private var readAhead: UInt64 = 0

  init(encoding: Encoding) {
    self.encoding = encoding
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
      while start < text.count, count < PreTokenCut.atOnce {
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
    encoding.encode(text.bytes, start, end, into: &tokens)
    cache.insert(tokens, lengthOf: { encoding.length(of: $0) }, for: key, at: index)
  }

  @inline(never)
  private mutating func encodeLong(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
    tokens.removeAll(keepingCapacity: true)
    encoding.encode(text.bytes, start, end, into: &tokens)
  }

  private func give<Sink: TokenSink>(_ text: Span<UInt8>, to sink: inout Sink) {
    if sink.addCount(tokens.count) { return }
    for token in tokens { sink.add(token, length: Int(encoding.length(of: token)), of: text) }
  }
}

/// Turns one pre-token into tokens.
protocol PreTokenEncoding {
  /// Appends the tokens of `text[start..<end]`, which is not empty, to `tokens`.
  mutating func encode(_ text: RawSpan, _ start: Int, _ end: Int, into tokens: inout [Int32])

  /// How many bytes a token stands for.
  func length(of token: Int32) -> Int32
}

/// A pre-token that was cut: where it ends, and where the cache has it or would.
private struct PreTokenCut {
  /// How many are cut before they are looked up.
  static let atOnce = 32

  var end = 0
  /// -1 for one that is too long for the cache.
  var index = -1
  var key = TokenKey(low: 0, high: 0)
}
