import Diagnostics

extension ByteSource {
  /// How the input is packed, recognised by its first bytes.
  public enum Compression: String, Sendable, CaseIterable {
    case none, gzip, zstd, xz
  }
}

extension TrainPackError {
  /// What was unpacked is packed again.
  static func packedTwice(
    outer: ByteSource.Compression, inner: ByteSource.Compression, name: String
  ) -> TrainPackError {
    TrainPackError(
      .inputUnsupportedCompression,
      "the input is compressed twice: inside the \(outer.rawValue) stream is \(inner.rawValue)",
      at: InputLocation(source: name),
      fix: "unpack it once, for example with \(outer.rawValue) -dc FILE > NEWFILE, and read that")
  }
}

/// Recognises compression by the magic number at the start of a file.
///
/// Source: RFC 1952, section 2.3.1 (gzip); RFC 8878, sections 3.1.1 and 3.1.2 (Zstandard frames and skippable frames);
/// the .xz file format, section 2.1.1.1.
enum CompressionMagic {
  /// As many bytes as recognition needs.
  static let byteCount = 6

  static func compression(of prefix: some Collection<UInt8>) -> ByteSource.Compression {
    if prefix.starts(with: [0x1F, 0x8B]) { return .gzip }
    if prefix.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
    if prefix.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return .xz }
    return .none
  }

  /// The length of the skippable frame whose first eight bytes `prefix` holds; `nil` when it begins none.
  static func skippableFrameByteCount(_ prefix: [UInt8]) -> Int? {
    guard prefix.count >= 8, prefix[0] & 0xF0 == 0x50, prefix[1...].starts(with: [0x2A, 0x4D, 0x18]) else { return nil }
    return (4..<8).reversed().reduce(0) { $0 << 8 | Int(prefix[$1]) } + 8
  }

  /// The name of a packing that is known but not read, with how to unpack it.
  static func unsupported(_ prefix: some Collection<UInt8>) -> (name: String, remedy: String)? {
    if prefix.starts(with: Array("BZh".utf8)) { return ("bzip2", "unpack it with bunzip2") }
    if prefix.starts(with: [0x04, 0x22, 0x4D, 0x18]) { return ("LZ4", "unpack it with lz4 -d") }
    if prefix.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      return ("a zip archive (an Excel sheet is one too)", "unpack it with unzip, save a sheet as CSV (UTF-8)")
    }
    if prefix.starts(with: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) { return ("a 7z archive", "unpack it with 7z x") }
    if prefix.starts(with: [0x1F, 0x9D]) { return ("compress (.Z)", "unpack it with gunzip") }
    return nil
  }
}
