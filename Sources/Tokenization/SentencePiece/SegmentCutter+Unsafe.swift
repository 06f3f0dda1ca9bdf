/// Cuts text where no piece of a vocabulary reaches across, some segments at a time.
struct SegmentCutter: Sendable {
  /// Room for so many ends must be given.
  static let capacity = 64
  /// One step finds at most so many.
  private static let largestStep = 8

  private let adjacent: AdjacentCharacters
  /// For each two characters of ASCII 1 where text is cut between them.
  private let cuts: [UInt8]

  init(_ adjacent: AdjacentCharacters) {
    self.adjacent = adjacent
    cuts = adjacent.asciiCuts
  }

  /// How far a text was read.
  struct Progress {
    /// The first byte that was not read.
    fileprivate var position: Int
    /// The character before it.
    fileprivate var previous: UInt32

    /// The progress in a text that is read from `start` on.
    init(_ text: Span<UInt8>, from start: Int) {
      if start < text.count {
        let (scalar, length) = UTF8Text.scalar(at: start, of: text)
        position = start + length
        previous = scalar
      } else {
        position = text.count + 1
        previous = 0
      }
    }
  }

  /// Writes the ends of the next segments to `ends` and returns how many; 0 when the text is at its end.
  ///
  /// Eight bytes of ASCII at a time go without a branch that depends on them.
  ///
  /// - Parameter ends: Room for `capacity` ends: a step begins where there is room for the most that it finds.
  @inline(__always)
  func next(_ text: Span<UInt8>, _ progress: inout Progress, into ends: UnsafeMutablePointer<Int>) -> Int {
    cuts.withUnsafeBufferPointer { cuts in
      // The table has a place for every pair of seven bits.
      guard let cuts = cuts.baseAddress else { return 0 }
      return next(text, &progress, cuts, ends)
    }
  }

  @inline(__always)
  private func next(
    _ text: Span<UInt8>, _ progress: inout Progress, _ cuts: UnsafePointer<UInt8>, _ ends: UnsafeMutablePointer<Int>
  ) -> Int {
    let bytes = text.bytes
    var position = progress.position
    var previous = progress.previous
    var count = 0
    while position < text.count, count <= Self.capacity &- Self.largestStep {
      if position &+ 8 <= text.count, previous < 0x80 {
        let word = UInt64(
          littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
        if word & 0x8080_8080_8080_8080 == 0 {
          let before = word &<< 8 | UInt64(previous)
          var mask: UInt32 = 0
          for index in UInt64(0)..<8 {
            let pair = (before &>> (index &* 8) & 0x7F) &<< 7 | (word &>> (index &* 8) & 0x7F)
            mask |= UInt32(cuts[Int(truncatingIfNeeded: pair)]) &<< UInt32(truncatingIfNeeded: index)
          }
          for _ in 0..<3 {
            ends[count] = position &+ mask.trailingZeroBitCount
            count &+= mask == 0 ? 0 : 1
            mask &= mask &- 1
          }
          while mask != 0 {
            ends[count] = position &+ mask.trailingZeroBitCount
            count &+= 1
            mask &= mask &- 1
          }
          previous = UInt32(truncatingIfNeeded: word &>> 56)
          position &+= 8
          continue
        }
      }
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      if !adjacent.contains(previous, scalar) {
        ends[count] = position
        count &+= 1
      }
      previous = scalar
      position &+= length
    }
    if position == text.count, count < Self.capacity {
      ends[count] = position
      count &+= 1
      position &+= 1
    }
    progress.position = position
    progress.previous = previous
    return count
  }
}
