/// Finds the cuts among 64 bytes of ASCII at once.
///
/// Letters, digits, spaces and line breaks are four groups. Where no piece has a character of one group before one of
/// another, text is cut between any such two; where pieces have all or some, each two are looked up. Between letters a
/// block cuts nowhere: what a piece does not hold there is rare, and a cut that is left out changes no piece.
struct SegmentBlocks: Sendable {
  private static let groups: [@Sendable (UInt8) -> Bool] = [
    { ($0 | 0x20) &- UInt8(ascii: "a") < 26 }, { $0 &- UInt8(ascii: "0") < 10 }, { $0 == 0x20 }, isLineBreak,
  ]

  /// By the group of the character before: of each group all bits where text is always cut before it.
  private let always: (SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>)
  /// The same where each two must be looked up.
  private let sometimes: (SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>)
  /// For each byte of ASCII the bytes before which text is cut behind it, 128 bits each.
  private var cuts: [UInt64]

  init(_ adjacent: AdjacentCharacters) {
    var cuts = [UInt64](repeating: 0, count: 256)
    for first in 0..<128 {
      for second in 0..<128 where adjacent.asciiCuts[first << 7 | second] != 0 {
        cuts[first * 2 + second >> 6] |= 1 << UInt64(second & 63)
      }
    }
    self.cuts = cuts
    var always = [SIMD4<UInt64>](repeating: .zero, count: 4)
    var sometimes = always
    for first in 0..<4 {
      for second in 0..<4 where first > 0 || second > 0 {
        var (cutCount, pairCount) = (0, 0)
        for left in UInt8(0)..<128 where Self.groups[first](left) {
          for right in UInt8(0)..<128 where Self.groups[second](right) {
            pairCount += 1
            cutCount += Int(adjacent.asciiCuts[Int(left) << 7 | Int(right)])
          }
        }
        if cutCount == pairCount {
          always[first][second] = .max
        } else if cutCount > 0 {
          sometimes[first][second] = .max
        }
      }
    }
    self.always = (always[0], always[1], always[2], always[3])
    self.sometimes = (sometimes[0], sometimes[1], sometimes[2], sometimes[3])
  }

  /// The same in memory of its own, for one worker.
  var copied: SegmentBlocks {
    var copy = self
    copy.cuts = cuts.copied
    return copy
  }

  /// The starts of segments among 64 bytes, a bit for each, up to the first that is beyond ASCII or a control.
  @inline(__always)
  func starts(at text: UnsafePointer<UInt8>) -> UInt64 {
    let scan = BlockScan(text)
    let groups = SIMD4(scan.letters, scan.digits, scan.spaces, scan.lineBreaks)
    let before = groups &<< 1
    let starts =
      (before.x & always.0) | (before.y & always.1) | (before.z & always.2) | (before.w & always.3)
    let asked =
      (before.x & sometimes.0) | (before.y & sometimes.1) | (before.z & sometimes.2) | (before.w & sometimes.3)
    var sure = (starts & groups).wrappedUnion
    let sight = scan.others == 0 ? UInt64.max : ~(UInt64.max &<< UInt64(scan.others.trailingZeroBitCount))
    let punctuation = scan.punctuation
    // Nothing is asked of the first byte, which starts a segment, and of what stands behind the first unsure one.
    var open = ((asked & groups).wrappedUnion | punctuation | punctuation &<< 1) & sight & ~1
    while open != 0 {
      let place = open.trailingZeroBitCount
      let second = text[place]
      let row = cuts[Int(text[place &- 1] & 0x7F) &* 2 &+ Int(second &>> 6 & 1)]
      sure |= (row &>> UInt64(second & 63) & 1) &<< UInt64(truncatingIfNeeded: place)
      open &= open &- 1
    }
    return sure & sight
  }
}

extension SIMD4<UInt64> {
  @inline(__always)
  fileprivate var wrappedUnion: UInt64 { x | y | z | w }
}
