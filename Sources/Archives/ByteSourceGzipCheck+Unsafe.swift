/// Compares what a gzip stream unpacks to with the checksum and length at its end, which libarchive reads and ignores.
///
/// A stream of several members stores a checksum for each, and where one ends cannot be seen from outside; a stream in
/// which another member may begin is therefore not judged.
///
/// Source: RFC 1952, section 2.3.1 (trailer) and section 8 (the CRC).
struct ByteSourceGzipCheck {
  private var crc: UInt32 = 0xFFFF_FFFF
  private var length: UInt32 = 0
  /// The last bytes of the packed stream: at most the trailer's eight, and those that may begin a member's header.
  private var tail: [UInt8] = []
  private var packedByteCount = 0
  private var mayHoldMoreMembers = false

  /// Takes in packed bytes, in order.
  mutating func packed(_ bytes: [UInt8]) {
    let joined = tail + bytes
    // The header of the first member, at offset 0, does not count.
    var at = packedByteCount == tail.count ? 1 : 0
    packedByteCount += bytes.count
    while !mayHoldMoreMembers && at + 3 < joined.count {
      if joined[at] == 0x1F && joined[at + 1] == 0x8B && joined[at + 2] == 8 && joined[at + 3] & 0xE0 == 0 {
        mayHoldMoreMembers = true
      }
      at += 1
    }
    tail = Array(joined.suffix(8))
  }

  /// Takes in unpacked bytes, in order.
  mutating func unpacked(_ bytes: UnsafeRawBufferPointer) {
    length &+= UInt32(truncatingIfNeeded: bytes.count)
    if mayHoldMoreMembers { return }
    crc = CRC32.update(crc, bytes)
  }

  /// Whether, at the end of the stream, the checksum or the length does not fit.
  var isDamaged: Bool {
    if mayHoldMoreMembers || tail.count < 8 { return false }
    return word(0) != ~crc || word(4) != length
  }

  private func word(_ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(tail[offset + $1]) << UInt32(8 * $1) }
  }
}

/// The CRC of gzip and zip, eight bytes a step.
enum CRC32 {
  /// For each of eight positions the effect of a byte, one table after the other.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
      tables[byte] = value
    }
    for index in 256..<8 * 256 {
      let before = tables[index - 256]
      tables[index] = before >> 8 ^ tables[Int(before & 0xFF)]
    }
    return tables
  }()

  static func update(_ crc: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      var crc = crc
      var at = 0
      while at + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) ^ UInt64(crc)
        var next: UInt32 = 0
        for position in 0..<8 {
          next ^= tables[(7 - position) * 256 + Int(truncatingIfNeeded: word >> UInt64(8 * position) & 0xFF)]
        }
        crc = next
        at += 8
      }
      while at < bytes.count {
        crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[at])) & 0xFF)]
        at += 1
      }
      return crc
    }
  }
}
