/// Turns text into tokens: cuts it, then looks each pre-token up in the cache, in the vocabulary, or merges its bytes.
///
/// - Source: `_encode_ordinary_native` of tiktoken's `src/lib.rs`.
struct BytePairEngine<Scanner: PreTokenScanner> {
  private let ranks: BytePairRanks
  private let scanner: Scanner
  private var cache = PreTokenCache()
  private var merger = BytePairMerger()
  /// The tokens of the pre-token at hand.
  private var tokens: [Int32] = []

  init(ranks: BytePairRanks, scanner: Scanner) {
    self.ranks = ranks
    self.scanner = scanner
  }

  /// Gives the tokens of `text`, which is well-formed UTF-8, to `sink`.
  ///
  /// - Complexity: O(*n* log *n*) in the bytes of the longest pre-token, linear in their number.
  mutating func run<Sink: TokenSink>(_ text: Span<UInt8>, into sink: inout Sink) {
    let bytes = text.bytes
    var start = 0
    while start < text.count {
      let end = scanner.end(from: start, in: text)
      let length = end &- start
      if length <= TokenKey.maximumInlineLength {
        let key = TokenKey(bytes, start: start, length: length)
        let index = cache.index(of: key)
        if let entry = cache.entry(at: index, for: key) {
          let count = entry.tokenCount
          if !sink.addCount(count) {
            for position in 0..<count {
              let token = entry.token(position)
              sink.add(token, length: Int(ranks.table.lengths[Int(token)]), of: text)
            }
          }
        } else {
          encodeShort(text, start, end, key: key, index: index, into: &sink)
        }
      } else {
        encodeLong(text, start, end, into: &sink)
      }
      start = end
    }
  }

  @inline(never)
  private mutating func encodeShort<Sink: TokenSink>(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, key: TokenKey, index: Int, into sink: inout Sink
  ) {
    tokens.removeAll(keepingCapacity: true)
    let whole = ranks.table.id(ofShort: key)
    if whole >= 0 {
      tokens.append(whole)
    } else {
      merger.merge(text.bytes, start, end, ranks: ranks, into: &tokens)
    }
    cache.insert(tokens, for: key, at: index)
    give(text, to: &sink)
  }

  @inline(never)
  private mutating func encodeLong<Sink: TokenSink>(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, into sink: inout Sink
  ) {
    tokens.removeAll(keepingCapacity: true)
    let whole = ranks.table.id(of: text.bytes, start: start, length: end - start)
    if whole >= 0 {
      tokens.append(whole)
    } else {
      merger.merge(text.bytes, start, end, ranks: ranks, into: &tokens)
    }
    give(text, to: &sink)
  }

  @inline(__always)
  private func give<Sink: TokenSink>(_ text: Span<UInt8>, to sink: inout Sink) {
    if sink.addCount(tokens.count) { return }
    for token in tokens { sink.add(token, length: Int(ranks.table.lengths[Int(token)]), of: text) }
  }
}
