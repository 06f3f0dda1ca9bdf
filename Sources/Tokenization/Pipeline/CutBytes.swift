import CTextScan

/// Where the bytes stand in a text that it may be cut before, found 64 bytes at a time.
struct CutBytes {
  private let first: UInt8
  private let last: UInt8
  /// Where the bytes begin that `found` is of.
  private var block = 0
  /// A bit for each of 64 bytes, set for those that are not given yet.
  private var found: UInt64 = 0

  /// - Parameter bytes: One or two.
  init(_ bytes: [UInt8]) {
    first = bytes.first ?? 0x20
    last = bytes.last ?? 0x20
  }

  /// Goes to the second byte of a text.
  @inline(__always)
  mutating func begin(_ text: Span<UInt8>) {
    block = 0
    found = text.count > 0 ? find(text) & ~1 : 0
  }

  /// The next place, or the end of the text.
  @inline(__always)
  mutating func next(in text: Span<UInt8>) -> Int {
    while found == 0 {
      block &+= 64
      if block >= text.count { return text.count }
      found = find(text)
    }
    let place = block &+ found.trailingZeroBitCount
    found &= found &- 1
    return place
  }

  @inline(__always)
  private func find(_ text: Span<UInt8>) -> UInt64 {
    text.withUnsafeBufferPointer { text in
      guard let bytes = text.baseAddress else { return 0 }
      let left = text.count &- block
      return left >= 64
        ? ctextscan_block_either(bytes + block, first, last)
        : ctextscan_short_either(bytes + block, Int64(left), first, last)
    }
  }
}
