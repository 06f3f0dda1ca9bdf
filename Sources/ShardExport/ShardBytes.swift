import Archives
import Diagnostics

/// The bytes of a shard file, unpacked where it is compressed, with the size and sum of the file as it lies on the disk.
final class ShardBytes {
  private enum Source {
    case plain(InputFile)
    case packed(ByteSource)
  }

  private let path: String
  private let source: Source
  private var hasher = SHA256Hasher()
  private var byteCount = 0

  /// - Throws: `export.unreadable`; the codes of reading compressed input where the file is not compressed so.
  init(path: String, compression: ShardCompression) throws {
    self.path = path
    guard compression != .none else {
      source = .plain(try InputFile(path: path))
      return
    }
    let packed = try Self.open(path)
    guard packed.compression == compression.codec else {
      throw TrainPackError(
        .inputDamaged, "the file is not compressed with \(compression.rawValue)", at: InputLocation(source: path),
        fix: "copy the file again from where it was exported")
    }
    source = .packed(packed)
  }

  /// Opens a compressed shard.
  static func open(_ path: String) throws -> ByteSource {
    // Makes sure that it is an ordinary file.
    _ = try InputFile(path: path)
    var limits = Limits()
    // Nothing is kept of what is unpacked, and lines have a limit of their own.
    limits.maximumDecompressedBytes = .max
    limits.maximumCompressionRatio = .max
    return try ByteSource.open(path, limits: limits)
  }

  /// Fills `buffer` from its start.
  ///
  /// - Returns: How many bytes were read, as many as `buffer` holds except at the end.
  func read(into buffer: inout [UInt8]) throws -> Int {
    switch source {
    case .plain(let file):
      let count = try file.read(into: &buffer)
      let filled = buffer
      hasher.update(filled.span.extracting(first: count))
      byteCount += count
      return count
    case .packed(let packed):
      let wanted = buffer.count
      buffer.removeAll(keepingCapacity: true)
      while buffer.count < wanted, try packed.read(wanted - buffer.count, appendingTo: &buffer) > 0 {}
      let count = buffer.count
      buffer.append(contentsOf: repeatElement(0, count: wanted - count))
      return count
    }
  }

  /// The size and sum of the file; of one that is not compressed, reads what is left of it.
  func finish() throws -> (byteCount: Int, sum: SHA256Sum) {
    let rest: InputFile
    switch source {
    case .plain(let file): rest = file
    case .packed: rest = try InputFile(path: path)
    }
    try rest.forEachBlock { block in
      hasher.update(block)
      byteCount += block.count
    }
    return (byteCount, hasher.sum)
  }
}
