/// A pre-token that was cut: where it ends, and where the cache has it or would.
struct PreTokenCut {
  /// At least so many are cut before they are looked up, where there are so many.
  static let atOnce = 64
  /// One step of cutting gives at most so many.
  static let inOneStep = 63

  var key: TokenKey
  var end: Int32
  /// Negative for one that is too long for the cache: -1 for a whole pre-token, -2 for a segment of one.
  var place: Int32

  static let longWhole: Int32 = -1
  static let longSegment: Int32 = -2

  /// Whether the cache has it or would.
  @inline(__always)
  var isCacheable: Bool { place >= 0 }

  /// Whether it is a whole pre-token, not a segment of one.
  var isWhole: Bool { place < 0 ? place == Self.longWhole : !key.isOfSegment }
}

/// How far a text has been cut.
struct ScanProgress {
  /// The start of the next pre-token or of the next segment of one.
  var start = 0
  /// The end of a pre-token that is cut into segments; `start` otherwise.
  var endOfWhole = 0

  /// - Parameter start: The start of a pre-token.
  init(from start: Int = 0) { self.start = start }
}

/// Room for the pre-tokens that are cut before they are looked up; for one worker.
final class PreTokenCuts {
  private static let capacity = PreTokenCut.atOnce + PreTokenCut.inOneStep
  private let cuts = UnsafeMutablePointer<PreTokenCut>.allocate(capacity: capacity)

  init() {
    let none = PreTokenCut(key: TokenKey(low: 0, high: 0), end: 0, place: 0)
    cuts.initialize(repeating: none, count: Self.capacity)
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
      // From here on 16 bytes are there, and 16 bytes behind each of 64.
      let lastFull = bytes.count &- 16
      let lastBlock = bytes.count &- 80
      while start < bytes.count, count < PreTokenCut.atOnce {
        if start <= lastBlock, start >= endOfWhole, base[start] < 0x80 {
          let first = base + start
          // The first bit is the start that is known.
          var starts = scanner.starts(at: first) & ~1
          let before = count
          var done = 0
          while starts != 0 {
            let end = starts.trailingZeroBitCount
            if end &- done > TokenKey.maximumInlineLength { break }
            let key = TokenKey(first + done, length: end &- done)
            cuts[count] = PreTokenCut(key: key, end: Int32(truncatingIfNeeded: start &+ end), place: place(key))
            done = end
            count &+= 1
            starts &= starts &- 1
          }
          start &+= done
          if count > before { continue }
        }
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
