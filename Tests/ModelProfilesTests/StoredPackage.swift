/// Packages built byte by byte, without compression, so that tests need no other program.
enum StoredPackage {
  /// A zip archive (a wheel) of stored members.
  ///
  /// Source: PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
  static func zip(_ members: [(name: String, contents: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for (name, contents) in members {
      let common =
        short(20) + short(0) + short(0) + short(0) + short(0x21) + long(checksum(contents))
        + long(UInt32(contents.count)) + long(UInt32(contents.count)) + short(UInt16(name.utf8.count)) + short(0)
      directory +=
        long(0x0201_4B50) + short(20) + common + short(0) + short(0) + short(0) + long(0)
        + long(UInt32(archive.count)) + Array(name.utf8)
      archive += long(0x0403_4B50) + common + Array(name.utf8) + contents
    }
    let end =
      long(0x0605_4B50) + short(0) + short(0) + short(UInt16(members.count)) + short(UInt16(members.count))
      + long(UInt32(directory.count)) + long(UInt32(archive.count)) + short(0)
    return archive + directory + end
  }

  /// A gzip-compressed tar archive of one file.
  ///
  /// Source: RFC 1952, RFC 1951 section 3.2.4, POSIX.1-1988 ustar.
  static func tarGzip(_ name: String, _ contents: [UInt8]) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put("0000000", at: 108)
    put("0000000", at: 116)
    put(octal(contents.count, digits: 11), at: 124)
    put("00000000000", at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar", at: 257)
    put("00", at: 263)
    put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6), at: 148)
    header[154] = 0
    let padding = [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512 + 1024)
    let tar = header + contents + padding
    var gzip: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    var start = 0
    while start < tar.count {
      let end = min(start + 0xFFFF, tar.count)
      gzip += [end == tar.count ? 1 : 0] + short(UInt16(end - start)) + short(~UInt16(end - start)) + tar[start..<end]
      start = end
    }
    return gzip + long(checksum(tar)) + long(UInt32(tar.count))
  }

  private static func octal(_ value: Int, digits: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: digits - text.utf8.count) + text
  }

  private static func short(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }

  private static func long(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8((value >> ($0 * 8)) & 0xFF) } }

  /// CRC-32 as in zip and gzip.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}
