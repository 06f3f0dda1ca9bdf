/// Gives the pieces of normalized text, for one worker, with its caches and scratch memory.
protocol PieceEngine {
  /// Gives the pieces of `text` to `sink`.
  ///
  /// - Parameters:
  ///   - text: Well-formed UTF-8, in which a space stands for `▁` where the model escapes spaces.
  ///   - hasPrefix: Whether a space that is not in the text stands before it.
  mutating func run<Sink: PieceSink & ~Copyable>(_ text: Span<UInt8>, hasPrefix: Bool, into sink: inout Sink)

  /// Returns how many pieces `run` would give.
  mutating func count(_ text: Span<UInt8>, hasPrefix: Bool) -> Int
}

extension PieceEngine {
  mutating func count(_ text: Span<UInt8>, hasPrefix: Bool) -> Int {
    var count = PieceCount()
    run(text, hasPrefix: hasPrefix, into: &count)
    return count.count
  }
}

extension WholePieceEngine: PieceEngine {
  func run<Sink: PieceSink & ~Copyable>(_ text: Span<UInt8>, hasPrefix: Bool, into sink: inout Sink) {
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

extension MergeSegmentEngine: PieceEngine {}
extension UnigramSegmentEngine: PieceEngine {}
