import Archives

/// Compares an archive as it should be with a file, and sums the file's bytes on the way.
final class ArchiveComparison: ArchiveSink {
  private let file: InputFile
  private var buffer: [UInt8] = []
  private var hasher = SHA256Hasher()
  /// How many bytes of the file were read.
  private(set) var byteCount = 0
  /// The offset of the first byte that differs, or the file's size where it is longer or shorter than it should be.
  private(set) var firstDifference: Int?

  /// - Throws: `export.unreadable`.
  init(path: String) throws {
    file = try InputFile(path: path)
  }

  func write(_ bytes: Span<UInt8>) throws {
    if buffer.count != bytes.count { buffer = [UInt8](repeating: 0, count: bytes.count) }
    let count = try file.read(into: &buffer)
    let filled = buffer
    let read = filled.span.extracting(first: count)
    hasher.update(read)
    if firstDifference == nil, let difference = Self.difference(read, bytes) {
      firstDifference = byteCount + difference
    }
    byteCount += count
  }

  /// Reads what the file holds beyond the archive.
  ///
  /// - Returns: The sum of all the file's bytes.
  func finish() throws -> SHA256Sum {
    let end = byteCount
    try file.forEachBlock { block in
      hasher.update(block)
      byteCount += block.count
    }
    if byteCount > end, firstDifference == nil { firstDifference = end }
    return hasher.sum
  }

  private static func difference(_ read: Span<UInt8>, _ expected: Span<UInt8>) -> Int? {
    for index in 0..<min(read.count, expected.count) where read[index] != expected[index] { return index }
    return read.count == expected.count ? nil : read.count
  }
}
