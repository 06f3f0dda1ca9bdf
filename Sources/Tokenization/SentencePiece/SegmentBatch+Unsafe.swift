/// A segment that was cut, and where a cache has it or would.
struct SegmentCut {
  var start: Int
  var end: Int
  /// Its bytes; nothing for a segment that is too long for a cache, which then finds none.
  var key: TokenKey
  var index: Int

  /// A key that no entry has: it says that there are bytes, and then that there are none.
  static let longKey = TokenKey(low: 1, high: 0)

  @inline(__always)
  var isCacheable: Bool { end &- start <= TokenKey.maximumInlineLength }
}

/// Cuts a text into segments, some at a time; for one worker.
final class SegmentBatch {
  private let ends = UnsafeMutablePointer<Int>.allocate(capacity: SegmentCutter.capacity)
  private let cuts = UnsafeMutablePointer<SegmentCut>.allocate(capacity: SegmentCutter.capacity)

  init() {
    ends.initialize(repeating: 0, count: SegmentCutter.capacity)
    cuts.initialize(
      repeating: SegmentCut(start: 0, end: 0, key: SegmentCut.longKey, index: 0), count: SegmentCutter.capacity)
  }

  deinit {
    ends.deallocate()
    cuts.deallocate()
  }

  /// The segment at `position`, which is below what `read` returned last.
  @inline(__always)
  subscript(position: Int) -> SegmentCut { cuts[position] }

  /// Cuts the next segments; returns how many, 0 at the text's end.
  ///
  /// - Parameters:
  ///   - start: Where the first of them starts; becomes the end of the last.
  ///   - indexOf: Where a cache has the segment with a key, or would.
  @inline(__always)
  func read(
    _ text: Span<UInt8>, _ progress: inout SegmentCutter.Progress, _ start: inout Int,
    by cutter: borrowing SegmentCutter, indexOf: (TokenKey) -> Int
  ) -> Int {
    let count = cutter.next(text, &progress, into: ends)
    for position in 0..<count {
      let end = ends[position]
      var cut = SegmentCut(start: start, end: end, key: SegmentCut.longKey, index: 0)
      if cut.isCacheable {
        cut.key = TokenKey(text.bytes, start: start, length: end &- start)
        cut.index = indexOf(cut.key)
      }
      cuts[position] = cut
      start = end
    }
    return count
  }
}
