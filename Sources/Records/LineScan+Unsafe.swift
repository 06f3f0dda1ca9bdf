#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds line breaks with the C library's vectorized search.
enum LineScan {
  /// The offset of the first LF in `start..<end`.
  static func lineFeed(in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    if start >= end || start < 0 || end > bytes.count { return nil }
    return bytes.withUnsafeBytes { buffer in
      // The search stays within `start..<end`, which lies in the array.
      guard let base = buffer.baseAddress, let found = memchr(base + start, 0x0A, end - start) else { return nil }
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
