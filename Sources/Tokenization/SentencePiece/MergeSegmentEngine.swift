/// Gives the pieces of a BPE model, a segment at a time where the pieces allow it.
///
/// Between two characters that stand side by side in no piece a text is cut. A merge makes a piece, so none reaches across,
/// and a user-defined piece neither: both sides are encoded the same whether they are joined or not, and a segment has
/// the same pieces wherever it stands. The exception are unused pieces that can be made in two ways: the reference takes
/// them apart as the whole text last might have made them, so a model with such a piece encodes texts whole. A run of
/// unknown characters goes on across a cut; the sinks join it.
struct MergeSegmentEngine {
  private let unknown: UnknownCharacters
  /// In memory of this worker's own.
  private let scanner: SegmentScanner
  private let cutsText: Bool
  private var merger: ScoredMerger
  private var cache: TokenCache?
  private let sharedCounts: SharedPreTokenCounts
  private var counts: PreTokenCounts?
  private var longCounts: LongCounts?
  private var nodes: [PieceNode] = []
  /// The first segment with the space that is put before it.
  private var scratch: [UInt8] = []
  private let cuts = PreTokenCuts()

  init(_ model: MergeModel) {
    unknown = UnknownCharacters(model.table.symbols.inventory)
    scanner = model.scanner.copied
    cutsText = !model.table.hasAmbiguousUnused
    merger = ScoredMerger(model.table)
    sharedCounts = model.counts
  }

  /// Gives the pieces of `text` to `sink`.
  ///
  /// - Parameter hasPrefix: Whether a space that is not in the text stands before it.
  /// - Complexity: O(*n* log *n*) in the bytes of the longest segment, linear in their number.
  mutating func run<Sink: PieceSink & ~Copyable>(_ text: Span<UInt8>, hasPrefix: Bool, into sink: inout Sink) {
    let start = hasPrefix ? encodeFirst(text, into: &sink) : 0
    if cutsText {
      runSegments(text, from: start, into: &sink)
    } else if start < text.count {
      encode(text, start, text.count, into: &sink)
    }
  }

  /// Counts the pieces of `text`, as `run` would give them.
  mutating func count(_ text: Span<UInt8>, hasPrefix: Bool) -> Int {
    if !countsSegments { return PieceCount.total { run(text, hasPrefix: hasPrefix, into: &$0) } }
    var marks = MarkProgress()
    return count(text, hasPrefix: hasPrefix, marks: &marks)
  }

  /// Whether texts can be counted segment by segment: only for a model whose unknown text is bytes.
  var countsSegments: Bool { cutsText && unknown.isBytes }

  /// Counts segments, also for the marks in `text` where they lie between two.
  mutating func count(_ text: Span<UInt8>, hasPrefix: Bool, marks: inout MarkProgress) -> Int {
    if !hasPrefix { return countSegments(text, from: 0, total: 0, &marks) }
    let end = takeFirst(text)
    let first = scratch
    let count = countSegment(first.span)
    if end >= marks.next { marks.reach(end, tokenCount: count) }
    return countSegments(text, from: end, total: count, &marks)
  }

  /// Gives the pieces of the first segment with the space before it to `sink`; returns where the segment ends.
  private mutating func encodeFirst<Sink: PieceSink & ~Copyable>(_ text: Span<UInt8>, into sink: inout Sink) -> Int {
    let end = takeFirst(text)
    let first = scratch
    encode(first.span, 0, first.count, into: &sink)
    return end
  }

  /// Makes `scratch` the first segment with the space before it; returns where the segment ends.
  private mutating func takeFirst(_ text: Span<UInt8>) -> Int {
    let end = firstEnd(text)
    scratch.removeAll(keepingCapacity: true)
    scratch.append(UInt8(ascii: " "))
    text.extracting(0..<end).withUnsafeBufferPointer { scratch.append(contentsOf: $0) }
    return end
  }

  /// Counts the pieces of a text that is one segment.
  private mutating func countSegment(_ text: Span<UInt8>) -> Int {
    guard text.count <= TokenKey.maximumInlineLength else { return countLong(text, 0, text.count) }
    let counts = sharedCounts.table(after: self.counts)
    self.counts = counts
    let key = TokenKey(text.bytes, start: 0, length: text.count)
    let line = counts.line(of: key)
    let known = counts.count(of: key, in: line)
    if known > 0 { return known }
    let count = countPieces(text, 0, text.count)
    counts.insert(count, for: key, in: line)
    return count
  }

  /// Where the first segment of a text ends that has a space before it.
  private func firstEnd(_ text: Span<UInt8>) -> Int {
    if !cutsText { return text.count }
    if text.count == 0 { return 0 }
    let first = UTF8Text.scalar(at: 0, of: text).0
    return scanner.adjacent.contains(UInt32(UInt8(ascii: " ")), first) ? scanner.end(from: 0, in: text) : 0
  }

  private mutating func encode<Sink: PieceSink & ~Copyable>(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, into sink: inout Sink
  ) {
    nodes.removeAll(keepingCapacity: true)
    merger.encode(text, start, end, into: &nodes)
    var position = start
    for node in nodes { unknown.give(node.id, length: Int(node.length), of: text, at: &position, to: &sink) }
  }

  private mutating func runSegments<Sink: PieceSink & ~Copyable>(
    _ text: Span<UInt8>, from first: Int, into sink: inout Sink
  ) {
    let cache = self.cache?.withRoom ?? TokenCache()
    self.cache = cache
    var progress = ScanProgress(from: first)
    while progress.start < text.count {
      var start = progress.start
      let count = cuts.fill(text, &progress, by: scanner) {
        Int32(truncatingIfNeeded: cache.index(of: $0))
      }
      for position in 0..<count {
        let cut = cuts[position]
        if let entry = cache.entry(of: cut) {
          entry.forEach { unknown.give($0, length: $1, of: text, at: &start, to: &sink) }
        } else {
          give(text, start, cut, by: cache, to: &sink)
        }
        start = Int(cut.end)
      }
    }
  }

  /// Gives the pieces of a segment that has no short entry.
  @inline(never)
  private mutating func give<Sink: PieceSink & ~Copyable>(
    _ text: Span<UInt8>, _ start: Int, _ cut: PreTokenCut, by cache: TokenCache, to sink: inout Sink
  ) {
    let place = cache.longPlace(of: cut, from: start, in: text)
    if let known = cache.entry(at: place) {
      var position = start
      known.forEach { unknown.give($0, length: $1, of: text, at: &position, to: &sink) }
      return
    }
    encode(text, start, Int(cut.end), into: &sink)
    cache.insert(count: nodes.count, of: cut, longPlace: place) { (nodes[$0].id, nodes[$0].length) }
  }

  private mutating func countSegments(
    _ text: Span<UInt8>, from first: Int, total: Int, _ marks: inout MarkProgress
  ) -> Int {
    let counts = sharedCounts.table(after: self.counts)
    self.counts = counts
    var total = total
    var progress = ScanProgress(from: first)
    while progress.start < text.count {
      var start = progress.start
      let count = cuts.fill(text, &progress, by: scanner) { key in
        let line = counts.line(of: key)
        counts.prefetch(line)
        return Int32(truncatingIfNeeded: line)
      }
      for position in 0..<count {
        let cut = cuts[position]
        let end = Int(cut.end)
        var found = cut.isCacheable ? counts.count(of: cut.key, in: Int(cut.place)) : countLong(text, start, end)
        if found == 0 {
          found = countPieces(text, start, end)
          counts.insert(found, for: cut.key, in: Int(cut.place))
        }
        total &+= found
        start = end
        if start >= marks.next { marks.reach(start, tokenCount: total) }
      }
    }
    return total
  }

  @inline(never)
  private mutating func countLong(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    guard LongCounts.lengths.contains(end &- start) else { return countPieces(text, start, end) }
    let longCounts = self.longCounts ?? LongCounts()
    self.longCounts = longCounts
    let place = longCounts.place(text, start, end)
    let known = longCounts.count(at: place)
    if known > 0 { return known }
    let count = countPieces(text, start, end)
    longCounts.insert(count, at: place)
    return count
  }

  @inline(never)
  private mutating func countPieces(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    if let count = merger.count(text, start, end) { return count }
    return PieceCount.total { encode(text, start, end, into: &$0) }
  }
}

/// What encoders of a BPE model share.
struct MergeModel: Sendable {
  let table: ScoredMergeTable
  let scanner: SegmentScanner
  let counts = SharedPreTokenCounts()

  /// - Throws: `limits.exceeded`.
  init(_ inventory: PieceInventory) throws {
    table = try ScoredMergeTable(inventory)
    scanner = SegmentScanner(adjacent: inventory.adjacentCharacters(includesUnused: true))
  }
}
