#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds line breaks and other bytes with the C library's vectorized search.
enum LineScan {
  /// The offset of the first LF in `start..<end`.
  static func lineFeed(in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    first(0x0A, in: bytes, from: start, to: end)
  }

  /// The offset of the first `byte` in `start..<end`.
  static func first(_ byte: UInt8, in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    if start >= end || start < 0 || end > bytes.count { return nil }
    return bytes.withUnsafeBytes { buffer in
      // The search stays within `start..<end`, which lies in the array.
      guard let base = buffer.baseAddress, let found = memchr(base + start, Int32(byte), end - start) else {
        return nil
      }
      return UnsafeRawPointer(found) - base
    }
  }

  /// The offset just past the last LF in the bytes from `start`, or 0 when there is none.
  static func endOfLastLine(in bytes: [UInt8], from start: Int) -> Int {
    var end = bytes.count
    while end > start {
      if bytes[end - 1] == 0x0A { return end }
      end -= 1
    }
    return 0
  }

  /// The offset just past the last LF in `range`; its start when there is none.
  static func endOfLastLine(in bytes: [UInt8], _ range: Range<Int>) -> Int {
    let range = range.clamped(to: 0..<bytes.count)
    var end = range.upperBound
    while end > range.lowerBound {
      if bytes[end - 1] == 0x0A { return end }
      end -= 1
    }
    return range.lowerBound
  }

  /// How many LFs `range` holds.
  static func lineFeedCount(in bytes: [UInt8], _ range: Range<Int>) -> Int {
    let range = range.clamped(to: 0..<bytes.count)
    return bytes.withUnsafeBufferPointer { buffer in
      var count = 0
      var at = range.lowerBound
      // Blocks are short enough that a byte holds their count, which lets the compiler use vectors.
      while at < range.upperBound {
        let end = min(range.upperBound, at + 255)
        var inBlock: UInt8 = 0
        for index in at..<end { inBlock &+= buffer[index] == 0x0A ? 1 : 0 }
        count += Int(inBlock)
        at = end
      }
      return count
    }
  }

  /// Whether a line holds nothing but spaces, tabs and carriage returns.
  static func isBlank(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
    for index in range {
      switch bytes[index] {
      case 0x20, 0x09, 0x0D: continue
      default: return false
      }
    }
    return true
  }
}
