/// Gives the pieces of normalized text, for one worker, with its caches and scratch memory.
///
/// What takes the pieces is known by name: the methods of a generic encoder are compiled once for all engines, so that an
/// engine is asked once for a text, and what it does for every piece is compiled for the very types.
protocol PieceEngine {
  /// Appends the pieces of `text` to `list`.
  ///
  /// - Parameters:
  ///   - text: Well-formed UTF-8, in which a space stands for `▁` where the model escapes spaces.
  ///   - hasPrefix: Whether a space that is not in the text stands before it.
  mutating func list(_ text: Span<UInt8>, hasPrefix: Bool, into list: inout PieceList)

  /// As `list`, without the places of the pieces but with how many lie before the marks.
  mutating func mark(_ text: Span<UInt8>, hasPrefix: Bool, into run: inout MarkedRun)

  /// Returns how many pieces `list` would append.
  mutating func count(_ text: Span<UInt8>, hasPrefix: Bool) -> Int

  /// Returns the same, and counts the pieces before marks; `nil` where only the pieces tell.
  mutating func count(_ text: Span<UInt8>, hasPrefix: Bool, before marks: inout MarkProgress) -> Int?
}

extension PieceEngine {
  mutating func count(_ text: Span<UInt8>, hasPrefix: Bool, before marks: inout MarkProgress) -> Int? { nil }
}

extension MergeSegmentEngine: PieceEngine {
  mutating func list(_ text: Span<UInt8>, hasPrefix: Bool, into list: inout PieceList) {
    run(text, hasPrefix: hasPrefix, into: &list)
  }

  mutating func mark(_ text: Span<UInt8>, hasPrefix: Bool, into run: inout MarkedRun) {
    self.run(text, hasPrefix: hasPrefix, into: &run)
  }

  mutating func count(_ text: Span<UInt8>, hasPrefix: Bool, before marks: inout MarkProgress) -> Int? {
    countsSegments ? count(text, hasPrefix: hasPrefix, marks: &marks) : nil
  }
}

extension UnigramSegmentEngine: PieceEngine {
  mutating func list(_ text: Span<UInt8>, hasPrefix: Bool, into list: inout PieceList) {
    run(text, hasPrefix: hasPrefix, into: &list)
  }

  mutating func mark(_ text: Span<UInt8>, hasPrefix: Bool, into run: inout MarkedRun) {
    self.run(text, hasPrefix: hasPrefix, into: &run)
  }

  mutating func count(_ text: Span<UInt8>, hasPrefix: Bool) -> Int {
    PieceCount.total { run(text, hasPrefix: hasPrefix, into: &$0) }
  }
}

extension PlainMergeEngine: PieceEngine {
  mutating func list(_ text: Span<UInt8>, hasPrefix: Bool, into list: inout PieceList) {
    run(text, hasPrefix: hasPrefix, into: &list)
  }

  mutating func mark(_ text: Span<UInt8>, hasPrefix: Bool, into run: inout MarkedRun) {
    self.run(text, hasPrefix: hasPrefix, into: &run)
  }

  mutating func count(_ text: Span<UInt8>, hasPrefix: Bool) -> Int {
    PieceCount.total { run(text, hasPrefix: hasPrefix, into: &$0) }
  }
}

extension WholePieceEngine: PieceEngine {
  func list(_ text: Span<UInt8>, hasPrefix: Bool, into list: inout PieceList) {
    run(text, hasPrefix: hasPrefix, into: &list)
  }

  func mark(_ text: Span<UInt8>, hasPrefix: Bool, into run: inout MarkedRun) {
    self.run(text, hasPrefix: hasPrefix, into: &run)
  }

  func count(_ text: Span<UInt8>, hasPrefix: Bool) -> Int {
    PieceCount.total { run(text, hasPrefix: hasPrefix, into: &$0) }
  }

  private func run<Sink: PieceSink & ~Copyable>(_ text: Span<UInt8>, hasPrefix: Bool, into sink: inout Sink) {
    if !hasPrefix {
      run(text, into: &sink)
      return
    }
    var prefixed: [UInt8] = [UInt8(ascii: " ")]
    prefixed.reserveCapacity(text.count + 1)
    for position in 0..<text.count { prefixed.append(text[position]) }
    run(prefixed.span, into: &sink)
  }
}
