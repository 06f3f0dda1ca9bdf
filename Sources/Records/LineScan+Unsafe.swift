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

  /// How many LFs `range` holds, and the offset just past the last of them, or the range's start when there is none.
  static func lineFeeds(in bytes: [UInt8], _ range: Range<Int>) -> (count: Int, endOfLast: Int) {
    let range = range.clamped(to: 0..<bytes.count)
    return bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return (0, range.lowerBound) }
      var count = 0
      var at = range.lowerBound
      // The search stays within `range`, which lies in the array.
      while at < range.upperBound, let found = memchr(base + at, 0x0A, range.upperBound - at) {
        at = UnsafeRawPointer(found) - base + 1
        count += 1
      }
      return (count, at)
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
