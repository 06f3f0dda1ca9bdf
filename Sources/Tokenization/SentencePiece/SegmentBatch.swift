/// A segment that was cut, and where a cache has it or would.
struct SegmentCut {
  var start = 0
  var end = 0
  var index = 0
  /// Its bytes; nothing for a segment that is too long for a cache, which then finds none.
  var key = SegmentCut.longKey

  /// A key that no entry has: it says that there are bytes, and then that there are none.
  static let longKey = TokenKey(low: 1, high: 0)

  @inline(__always)
  var isCacheable: Bool { end &- start <= TokenKey.maximumInlineLength }
}

/// Cuts a text into segments, some at a time.
struct SegmentBatch {
  /// How many segments were cut last.
  private(set) var count = 0
  private var progress: SegmentCutter.Progress
  private var start: Int
  private var ends = InlineArray<64, Int>(repeating: 0)

  /// - Parameter start: Where the first segment starts.
  init(_ text: Span<UInt8>, from start: Int) {
    progress = SegmentCutter.Progress(text, from: start)
    self.start = start
  }

  /// Makes `cuts` the next segments; returns whether there are any.
  ///
  /// - Parameter indexOf: Where a cache has the segment with a key, or would.
  @inline(__always)
  mutating func read(
    _ text: Span<UInt8>, by cutter: borrowing SegmentCutter, into cuts: inout [SegmentCut],
    indexOf: (TokenKey) -> Int
  ) -> Bool {
    var ends = ends.mutableSpan
    count = cutter.next(text, &progress, into: &ends)
    var cuts = cuts.mutableSpan
    for position in 0..<count {
      let end = ends[position]
      var cut = SegmentCut(start: start, end: end)
      if cut.isCacheable {
        cut.key = TokenKey(text.bytes, start: start, length: end &- start)
        cut.index = indexOf(cut.key)
      }
      cuts[position] = cut
      start = end
    }
    return count > 0
  }
}
