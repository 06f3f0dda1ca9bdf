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
  /// What is read of a block of 64 bytes: the key of its last byte reads 16.
  private static let blockLength = 80
  /// The end of a text, and zeros.
  private let tail = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * blockLength)

  init() {
    tail.initialize(repeating: 0, count: 2 * Self.blockLength)
    let none = PreTokenCut(key: TokenKey(low: 0, high: 0), end: 0, place: 0)
    cuts.initialize(repeating: none, count: Self.capacity)
  }

  deinit {
    cuts.deallocate()
    tail.deallocate()
  }

  @inline(__always)
  subscript(position: Int) -> PreTokenCut { cuts[position] }

  /// Copies less than a block.
  private func copyTail(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) {
    guard let base = bytes.baseAddress else { return }
    tail.update(repeating: 0, count: 2 * Self.blockLength)
    tail.update(from: base + start, count: bytes.count &- start)
  }

  /// Cuts the next pre-tokens of `text`; returns how many.
  ///
  /// - Parameters:
  ///   - endOfSegment: The first place between two where a pre-token too long for the cache can be cut, or the second.
  ///   - place: Where the cache has a key or would.
  @inline(__always)
  func fill<Scanner: PreTokenScanner>(
    _ text: Span<UInt8>, _ progress: inout ScanProgress, by scanner: Scanner,
    endOfSegment: (Int, Int, Span<UInt8>) -> Int = { _, end, _ in end }, place: (TokenKey) -> Int32
  ) -> Int {
    text.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      var count = 0
      var start = progress.start
      var endOfWhole = progress.endOfWhole
      // From behind here the bytes of a block are not all there, and it is read from a copy of the text's end.
      let lastBlock = bytes.count &- Self.blockLength
      var startOfTail = Int.max
      while start < bytes.count, count < PreTokenCut.atOnce {
        if start >= endOfWhole, base[start] < 0x80 {
          if start > lastBlock, startOfTail == .max {
            copyTail(of: bytes, from: start)
            startOfTail = start
          }
          let first = start > lastBlock ? UnsafePointer(tail) + (start &- startOfTail) : base + start
          // The first bit is the start that is known.
          var starts = scanner.starts(at: first) & ~1
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
          if done > 0 { continue }
        }
        var end = start < endOfWhole ? endOfWhole : scanner.end(from: start, in: text)
        var isWhole = start >= endOfWhole
        if !isWhole || end &- start > TokenKey.maximumInlineLength {
          endOfWhole = end
          end = endOfSegment(start, end, text)
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
