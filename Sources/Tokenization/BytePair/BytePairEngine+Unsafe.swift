/// Turns text into tokens: cuts it, then looks each pre-token up in the cache, or has its bytes merged.
///
/// - Source: `_encode_ordinary_native` of tiktoken's `src/lib.rs`.
final class BytePairEngine<Encoding: PreTokenEncoding> {
  private var encoding: Encoding
  /// Each is made when it is first asked for: most workers only count or only encode.
  private var counts: PreTokenCounts?
  private var longCounts: LongCounts?
  private var cache: PreTokenCache?
  /// The tokens of the pre-token at hand.
  private var tokens: [Int32] = []
  private let cuts = PreTokenCuts()
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
  func run<Scanner: PreTokenScanner, Sink: TokenSink>(
    _ text: Span<UInt8>, cutBy scanner: Scanner, into sink: inout Sink
  ) {
    var cache = self.cache.take() ?? PreTokenCache()
    var progress = ScanProgress(text)
    while progress.start < text.count {
      var start = progress.start
      let count = cuts.fill(text, &progress, by: scanner, segments: encoding.cuts) {
        Int32(truncatingIfNeeded: cache.index(of: $0))
      }
      for position in 0..<count where cuts[position].place >= 0 {
        readAhead ^= cache.readAhead(at: Int(cuts[position].place))
      }
      for position in 0..<count {
        let cut = cuts[position]
        if cut.place < 0 {
          tokens.removeAll(keepingCapacity: true)
          encoding.encode(text.bytes, start, Int(cut.end), isWhole: cut.isWhole, into: &tokens)
          give(text, to: &sink)
        } else if let entry = cache.entry(at: Int(cut.place), for: cut.key) {
          entry.give(of: text, to: &sink)
        } else {
          encode(text, start, cut, into: &cache)
          give(text, to: &sink)
        }
        start = Int(cut.end)
      }
    }
    self.cache = cache
  }

  /// Returns how many tokens `text`, which is well-formed UTF-8, has; once they are more than `limit`, some such number.
  ///
  /// - Complexity: As `run`.
  func count<Scanner: PreTokenScanner>(
    _ text: Span<UInt8>, cutBy scanner: Scanner, upTo limit: Int = .max
  ) -> Int {
    let counts = self.counts ?? PreTokenCounts()
    self.counts = counts
    var total = 0
    var progress = ScanProgress(text)
    while progress.start < text.count, total <= limit {
      var start = progress.start
      let count = cuts.fill(text, &progress, by: scanner, segments: encoding.cuts) { key in
        let line = counts.line(of: key)
        counts.prefetch(line)
        return Int32(truncatingIfNeeded: line)
      }
      for position in 0..<count {
        let cut = cuts[position]
        let known = cut.place < 0 ? 0 : counts.count(of: cut.key, in: Int(cut.place))
        total &+= known > 0 ? known : self.count(text, start, cut, into: counts)
        start = Int(cut.end)
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
      let longCounts = self.longCounts ?? LongCounts(indexBits: 16)
      self.longCounts = longCounts
      let place = longCounts.place(text, start, end)
      let known = longCounts.count(at: place)
      if known > 0 { return known }
      let count = countAnew(text, start, end, isWhole: true)
      longCounts.insert(count, at: place)
      return count
    }
    let count = countAnew(text, start, end, isWhole: cut.isWhole)
    if cut.place >= 0 { counts.insert(count, for: cut.key, in: Int(cut.place)) }
    return count
  }

  private func countAnew(_ text: Span<UInt8>, _ start: Int, _ end: Int, isWhole: Bool) -> Int {
    tokens.removeAll(keepingCapacity: true)
    encoding.encode(text.bytes, start, end, isWhole: isWhole, into: &tokens)
    return tokens.count
  }

  @inline(never)
  private func encode(_ text: Span<UInt8>, _ start: Int, _ cut: PreTokenCut, into cache: inout PreTokenCache) {
    tokens.removeAll(keepingCapacity: true)
    encoding.encode(text.bytes, start, Int(cut.end), isWhole: cut.isWhole, into: &tokens)
    cache.insert(tokens, lengthOf: { encoding.length(of: $0) }, for: cut.key, at: Int(cut.place))
  }

  private func give<Sink: TokenSink>(_ text: Span<UInt8>, to sink: inout Sink) {
    for token in tokens { sink.add(token, length: Int(encoding.length(of: token)), of: text) }
  }
}

/// A pre-token that was cut: where it ends, and where the cache has it or would.
struct PreTokenCut {
  /// How many are cut before they are looked up.
  static let atOnce = 64

  var key: TokenKey
  var end: Int32
  /// Negative for one that is too long for the cache: -1 for a whole pre-token, -2 for a segment of one.
  var place: Int32

  static let longWhole: Int32 = -1
  static let longSegment: Int32 = -2

  /// Whether it is a whole pre-token, not a segment of one.
  var isWhole: Bool { place < 0 ? place == Self.longWhole : !key.isOfSegment }
}

/// Leaves a text as the one pre-token that it is.
private struct UncutScanner: PreTokenScanner {
  func end(from start: Int, in text: Span<UInt8>) -> Int { text.count }
}

/// How far a text has been cut.
struct ScanProgress {
  /// The start of the next pre-token or of the next segment of one.
  var start = 0
  /// The end of a pre-token that is cut into segments; `start` otherwise.
  var endOfWhole = 0

  init(_ text: Span<UInt8>) {}
}

/// Room for the pre-tokens that are cut before they are looked up; for one worker.
final class PreTokenCuts {
  private let cuts = UnsafeMutablePointer<PreTokenCut>.allocate(capacity: PreTokenCut.atOnce)

  init() {
    let none = PreTokenCut(key: TokenKey(low: 0, high: 0), end: 0, place: 0)
    cuts.initialize(repeating: none, count: PreTokenCut.atOnce)
  }

  deinit { cuts.deallocate() }

  @inline(__always)
  subscript(position: Int) -> PreTokenCut { cuts[position] }

  /// Cuts the next pre-tokens of `text`; returns how many.
  ///
  /// - Parameters:
  ///   - segments: Where pre-tokens too long for the cache can be cut.
  ///   - place: Where the cache has a key or would.
  @inline(__always)
  func fill<Scanner: PreTokenScanner>(
    _ text: Span<UInt8>, _ progress: inout ScanProgress, by scanner: Scanner, segments: SegmentCuts?,
    place: (TokenKey) -> Int32
  ) -> Int {
    text.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      var count = 0
      var start = progress.start
      var endOfWhole = progress.endOfWhole
      // From here on 16 bytes are there.
      let lastFull = bytes.count &- 16
      while start < bytes.count, count < PreTokenCut.atOnce {
        if start <= lastFull, start >= endOfWhole {
          let length = scanner.shortWordLength(at: base + start)
          if length > 0 {
            let key = TokenKey(base + start, length: length)
            cuts[count] = PreTokenCut(
              key: key, end: Int32(truncatingIfNeeded: start &+ length), place: place(key))
            start &+= length
            count &+= 1
            continue
          }
        }
        var end = start < endOfWhole ? endOfWhole : scanner.end(from: start, in: text)
        var isWhole = start >= endOfWhole
        if !isWhole || end &- start > TokenKey.maximumInlineLength, let segments {
          endOfWhole = end
          end = segments.endOfSegment(from: start, to: end, in: text)
          isWhole = isWhole && end == endOfWhole
        }
        var cut = PreTokenCut(
          key: TokenKey(low: 0, high: 0), end: Int32(truncatingIfNeeded: end),
          place: isWhole ? PreTokenCut.longWhole : PreTokenCut.longSegment)
        if end &- start <= (isWhole ? TokenKey.maximumInlineLength : TokenKey.maximumSegmentLength) {
          cut.key = TokenKey(text.bytes, start: start, length: end &- start)
          if !isWhole { cut.key = cut.key.ofSegment }
          cut.place = place(cut.key)
        }
        cuts[count] = cut
        count &+= 1
        start = end
      }
      progress.start = start
      progress.endOfWhole = endOfWhole
      return count
    }
  }
}
