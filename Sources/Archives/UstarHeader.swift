import Diagnostics

/// The 512 bytes before each member of a tar archive.
enum UstarHeader {
  static let byteCount = 512

  /// The fields that hold octal numbers, but for the checksum.
  private static let numberFields = [100..<108, 108..<116, 116..<124, 124..<136, 136..<148, 329..<337, 337..<345]
  private static let checksumField = 148..<156

  /// Returns a header with its numbers written as GNU tar and Python's `tarfile` write them: digits with leading zeros
  /// up to a zero byte at the field's end. libarchive writes fewer digits and a space, which is as valid but makes
  /// archives of the same files differ from those of other tools.
  ///
  /// - Parameter bytes: A header that libarchive wrote.
  /// - Throws: `archive.write-failed` when they are no header.
  static func normalized(_ bytes: Span<UInt8>) throws -> [UInt8] {
    var header = (0..<bytes.count).map { bytes[$0] }
    guard header.count == byteCount else { throw unexpected }
    for field in numberFields { try normalize(field, of: &header) }
    writeChecksum(of: &header)
    return header
  }

  private static func normalize(_ field: Range<Int>, of header: inout [UInt8]) throws {
    let digits = header[field].prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
    guard digits.count < field.count,
      header[digits.endIndex..<field.upperBound].allSatisfy({ $0 == 0 || $0 == UInt8(ascii: " ") })
    else { throw unexpected }
    let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: field.count - 1 - digits.count)
    header.replaceSubrange(field, with: zeros + digits + [0])
  }

  /// The sum of all bytes, those of the checksum counted as spaces: six digits, a zero byte, a space.
  private static func writeChecksum(of header: inout [UInt8]) {
    let spaces = [UInt8](repeating: UInt8(ascii: " "), count: checksumField.count)
    header.replaceSubrange(checksumField, with: spaces)
    let sum = header.reduce(0) { $0 + Int($1) }
    let digits = Array(String(sum, radix: 8).utf8)
    let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: max(0, 6 - digits.count))
    header.replaceSubrange(checksumField, with: zeros + digits + [0, UInt8(ascii: " ")])
  }

  private static var unexpected: TrainPackError {
    TrainPackError(
      .archiveWriteFailed, "libarchive wrote a header in a form that is not known",
      fix: "report this with the version of libarchive that `trainpack doctor` shows")
  }
}
