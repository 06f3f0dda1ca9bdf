import Archives

/// Compares an archive as it should be with the bytes of a shard.
final class ArchiveComparison: ArchiveSink {
  private let bytes: ShardBytes
  private var buffer: [UInt8] = []
  private var byteCount = 0
  /// The offset of the first byte that differs, or where the shard ends when it is longer or shorter than it should be.
  private(set) var firstDifference: Int?

  init(_ bytes: ShardBytes) { self.bytes = bytes }

  func write(_ expected: Span<UInt8>) throws {
    if buffer.count != expected.count { buffer = [UInt8](repeating: 0, count: expected.count) }
    let count = try bytes.read(into: &buffer)
    let filled = buffer
    if firstDifference == nil,
      let difference = Self.difference(filled.span.extracting(first: count), expected)
    {
      firstDifference = byteCount + difference
    }
    byteCount += count
  }

  /// Looks at whether the shard ends where the archive does.
  func finish() throws {
    var byte: [UInt8] = [0]
    if try bytes.read(into: &byte) > 0, firstDifference == nil { firstDifference = byteCount }
  }

  private static func difference(_ read: Span<UInt8>, _ expected: Span<UInt8>) -> Int? {
    for index in 0..<min(read.count, expected.count) where read[index] != expected[index] { return index }
    return read.count == expected.count ? nil : read.count
  }
}
