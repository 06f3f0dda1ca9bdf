/// Gives the pieces of a Unigram model, a segment at a time.
///
/// Between two characters that stand side by side in no piece a text is cut: every path has a node there, so what comes
/// before matters to what comes after by the running sum at the cut alone. A segment's path is kept with the limit below
/// which it is proved (`UnigramMargin`); where the sum at hand is beyond it, the segment is run again from that very sum.
/// The sum behind a path is made as the reference makes it, one step after another.
struct UnigramSegmentEngine {
  private let model: SentenceUnigram
  /// In memory of this worker's own.
  private let scanner: SegmentScanner
  private let unknown: UnknownCharacters
  private var lattice = UnigramLattice()
  private var margin = UnigramMargin()
  private let cache = UnigramPathCache()
  private var nodes: [PieceNode] = []
  private var provedNodes: [PieceNode] = []
  /// The first segment with the space that is put before it.
  private var scratch: [UInt8] = []
  private let cuts = PreTokenCuts()
  private var sum: Float = 0

  init(_ model: SentenceUnigram) {
    self.model = model
    scanner = model.scanner.copied
    unknown = UnknownCharacters(model.inventory)
  }

  /// Gives the pieces of `text` to `sink`.
  ///
  /// - Parameter hasPrefix: Whether a space that is not in the text stands before it.
  /// - Complexity: O(*n* *m*) for *n* bytes and pieces of up to *m* bytes.
  mutating func run<Sink: PieceSink & ~Copyable>(_ text: Span<UInt8>, hasPrefix: Bool, into sink: inout Sink) {
    sum = 0
    var start = 0
    if hasPrefix {
      if let first = text.count > 0 ? UTF8Text.scalar(at: 0, of: text).0 : nil,
        model.scanner.adjacent.contains(UInt32(UInt8(ascii: " ")), first)
      {
        start = model.scanner.end(from: 0, in: text)
      }
      scratch.removeAll(keepingCapacity: true)
      scratch.append(UInt8(ascii: " "))
      for position in 0..<start { scratch.append(text[position]) }
      let first = scratch
      encode(first.span, 0, first.count, into: &sink)
    }
    var progress = ScanProgress(from: start)
    while progress.start < text.count {
      start = progress.start
      let count = cuts.fill(text, &progress, by: scanner) {
        Int32(truncatingIfNeeded: cache.index(of: $0))
      }
      runCuts(text, start, count, into: &sink)
    }
  }

  @inline(__always)
  private mutating func runCuts<Sink: PieceSink & ~Copyable>(
    _ text: Span<UInt8>, _ start: Int, _ count: Int, into sink: inout Sink
  ) {
    var start = start
    for position in 0..<count {
      let cut = cuts[position]
      let end = Int(cut.end)
      if !cut.isCacheable {
        encode(text, start, end, into: &sink)
      } else if let entry = cache.entry(at: Int(cut.place), for: cut.key) {
        if abs(sum) < entry.pointee.limit {
          give(entry, text, start, to: &sink)
        } else {
          encode(text, start, end, into: &sink)
        }
      } else {
        let limit = margin.encode(text, start, end, model: model, into: &provedNodes)
        cache.insert(provedNodes, limit: limit, for: cut.key, at: Int(cut.place))
        if abs(sum) < limit {
          giveProved(text, start, to: &sink)
        } else {
          encode(text, start, end, into: &sink)
        }
      }
      start = end
    }
  }

  /// Runs a segment from the sum at hand.
  @inline(never)
  private mutating func encode<Sink: PieceSink & ~Copyable>(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, into sink: inout Sink
  ) {
    nodes.removeAll(keepingCapacity: true)
    lattice.encode(text, start, end, model: model, sum: &sum, into: &nodes)
    var position = start
    for node in nodes {
      give(node, text, position, to: &sink)
      position &+= Int(node.length)
    }
  }

  private mutating func giveProved<Sink: PieceSink & ~Copyable>(_ text: Span<UInt8>, _ start: Int, to sink: inout Sink)
  {
    var position = start
    for node in provedNodes {
      sum += model.score(of: node.id)
      give(node, text, position, to: &sink)
      position &+= Int(node.length)
    }
  }

  @inline(__always)
  private mutating func give<Sink: PieceSink & ~Copyable>(
    _ entry: UnsafePointer<UnigramPathCache.Entry>, _ text: Span<UInt8>, _ start: Int, to sink: inout Sink
  ) {
    var position = start
    for index in 0..<entry.pointee.count {
      let node = entry.pointee.node(index)
      sum += model.score(of: node.id)
      give(node, text, position, to: &sink)
      position &+= Int(node.length)
    }
  }

  @inline(__always)
  private func give<Sink: PieceSink & ~Copyable>(
    _ node: PieceNode, _ text: Span<UInt8>, _ position: Int, to sink: inout Sink
  ) {
    if node.id == unknown.id {
      unknown.give(text, position, position &+ Int(node.length), to: &sink)
    } else {
      sink.add(node.id, length: Int(node.length))
    }
  }
}
