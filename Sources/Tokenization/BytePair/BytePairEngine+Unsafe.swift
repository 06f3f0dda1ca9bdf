/// Turns text into tokens: cuts it, then looks each pre-token up in the cache, or has its bytes merged.
///
/// - Source: `_encode_ordinary_native` of tiktoken's `src/lib.rs`.
final class BytePairEngine<Encoding: PreTokenEncoding> {
  private var encoding: Encoding
  private let sharedCounts: SharedPreTokenCounts
  /// Each is made when it is first asked for: most workers only count or only encode.
  private var counts: PreTokenCounts?
  private var longCounts: LongCounts?
  private var cache: TokenCache?
  /// The tokens of the pre-token at hand.
  private var tokens: [Int32] = []
  private let cuts = PreTokenCuts()

  /// - Parameter counts: What the workers of one tokenizer share.
  init(encoding: Encoding, counts: SharedPreTokenCounts) {
    self.encoding = encoding
    sharedCounts = counts
  }

  /// Gives the tokens of `text`, which is well-formed UTF-8, to `sink`.
  ///
  /// The scanner is a parameter of the call and not of the engine, so that the compiler makes a version for each: what
  /// is called for every pre-token must not go through a witness table.
  ///
  /// Some pre-tokens are cut and their entries in the cache asked for, then they are looked up: so the waits for memory
  /// overlap.
  ///
  /// - Complexity: O(*n* log *n*) in the bytes of the longest pre-token, linear in their number.
  func run<Scanner: PreTokenScanner, Sink: TokenSink & ~Copyable>(
    _ text: Span<UInt8>, cutBy scanner: Scanner, into sink: inout Sink
  ) {
    let cache = self.cache?.withRoom ?? TokenCache()
    self.cache = cache
    var progress = ScanProgress()
    while progress.start < text.count {
      var start = progress.start
      let count = cuts.fill(
        text, &progress, by: scanner, endOfSegment: { encoding.endOfSegment(from: $0, to: $1, in: $2) },
        place: { Int32(truncatingIfNeeded: cache.index(of: $0)) })
      for position in 0..<count {
        let cut = cuts[position]
        if let entry = cache.entry(of: cut) {
          entry.forEach { sink.add($0, length: $1, of: text) }
        } else {
          give(text, start, cut, by: cache, to: &sink)
        }
        start = Int(cut.end)
      }
    }
  }

  /// Returns how many tokens `text`, which is well-formed UTF-8, has; once they are more than `limit`, some such number.
  ///
  /// - Complexity: As `run`.
  func count<Scanner: PreTokenScanner>(
    _ text: Span<UInt8>, cutBy scanner: Scanner, upTo limit: Int = .max
  ) -> Int {
    var marks = MarkProgress()
    return count(text, cutBy: scanner, upTo: limit, marks: &marks)
  }

  /// Counts also for the marks in `text` where they lie between pre-tokens or their segments.
  func count<Scanner: PreTokenScanner>(
    _ text: Span<UInt8>, cutBy scanner: Scanner, upTo limit: Int = .max, marks: inout MarkProgress
  ) -> Int {
    let counts = sharedCounts.table(after: self.counts)
    self.counts = counts
    var total = 0
    var progress = ScanProgress()
    while progress.start < text.count, total <= limit {
      var start = progress.start
      let count = cuts.fill(
        text, &progress, by: scanner, endOfSegment: { encoding.endOfSegment(from: $0, to: $1, in: $2) },
        place: { key in
          let line = counts.line(of: key)
          counts.prefetch(line)
          return Int32(truncatingIfNeeded: line)
        })
      for position in 0..<count {
        let cut = cuts[position]
        let known = cut.place < 0 ? 0 : counts.count(of: cut.key, in: Int(cut.place))
        total &+= known > 0 ? known : self.count(text, start, cut, into: counts)
        start = Int(cut.end)
        if start >= marks.next { marks.reach(start, tokenCount: total) }
      }
    }
    return total
  }

  /// Appends the pre-tokens of `text[start...]` to `parts`, their totals counted from `total`.
  func appendParts<Scanner: PreTokenScanner>(
    of text: Span<UInt8>, from start: Int, cutBy scanner: Scanner, total: Int, to parts: inout CountedParts
  ) {
    var start = start
    var total = total
    while start < text.count {
      let end = scanner.end(from: start, in: text)
      total &+= count(text.extracting(start..<end), cutBy: UncutScanner())
      parts.append(end: end, total: total)
      start = end
    }
  }

  @inline(never)
  private func count(_ text: Span<UInt8>, _ start: Int, _ cut: PreTokenCut, into counts: PreTokenCounts) -> Int {
    let end = Int(cut.end)
    if cut.place == PreTokenCut.longWhole, LongCounts.lengths.contains(end &- start) {
      let longCounts = self.longCounts ?? LongCounts()
      self.longCounts = longCounts
      let place = longCounts.place(text, start, end)
      let known = longCounts.count(at: place)
      if known > 0 { return known }
      let count = encoding.count(text.bytes, start, end, isWhole: true)
      longCounts.insert(count, at: place)
      return count
    }
    let count = encoding.count(text.bytes, start, end, isWhole: cut.isWhole)
    if cut.place >= 0 { counts.insert(count, for: cut.key, in: Int(cut.place)) }
    return count
  }

  /// Gives the tokens of a pre-token, or of a segment of one, that has no short entry.
  @inline(never)
  private func give<Sink: TokenSink & ~Copyable>(
    _ text: Span<UInt8>, _ start: Int, _ cut: PreTokenCut, by cache: TokenCache, to sink: inout Sink
  ) {
    let place = cache.longPlace(of: cut, from: start, in: text)
    if let known = cache.entry(at: place) {
      known.forEach { sink.add($0, length: $1, of: text) }
      return
    }
    tokens.removeAll(keepingCapacity: true)
    encoding.encode(text.bytes, start, Int(cut.end), isWhole: cut.isWhole, into: &tokens)
    cache.insert(count: tokens.count, of: cut, longPlace: place) { (tokens[$0], encoding.length(of: tokens[$0])) }
    for token in tokens { sink.add(token, length: Int(encoding.length(of: token)), of: text) }
  }
}

/// Leaves a text as the one pre-token that it is.
private struct UncutScanner: PreTokenScanner {
  func end(from start: Int, in text: Span<UInt8>) -> Int { text.count }
}
