import Archives
import Diagnostics

/// A file whose bytes are what its name says: compressed where it ends in `.gz`, `.xz` or `.zst`.
final class NamedOutputFile {
  private let file: AtomicOutputFile
  /// `nil` where the bytes are written as they are.
  private let compressed: CompressedSink?

  /// - Parameter option: The option that names the file, for messages.
  /// - Throws: `output.name-unsuited`; as `AtomicOutputFile`.
  init(path: String, overwrite: FileOverwrite, namedBy option: String) throws {
    let compression = try Self.compression(of: path, namedBy: option)
    file = try AtomicOutputFile(path: path, overwrite: overwrite, namedBy: option)
    compressed = compression == .none ? nil : try CompressedSink(compression, to: file)
  }

  func write(_ bytes: [UInt8]) throws {
    if let compressed { try compressed.write(bytes.span) } else { try file.write(bytes) }
  }

  /// Makes the file durable and gives it its name.
  func finish() throws {
    try compressed?.finish()
    try file.finish()
  }

  /// Leaves nothing behind.
  func abandon() { file.abandon() }

  /// Names that say what is not written here.
  private static let foreignEndings = [".tar", ".tgz", ".txz", ".tzst", ".zip", ".bz2", ".7z", ".lz4", ".br", ".lzma"]

  /// What the end of a name says; upper case counts as lower.
  ///
  /// - Throws: `output.name-unsuited`.
  static func compression(of path: String, namedBy option: String) throws -> ByteSource.Compression {
    var name = path.lowercased()
    var found = ByteSource.Compression.none
    for (ending, compression) in [(".gz", ByteSource.Compression.gzip), (".xz", .xz), (".zst", .zstd)]
    where name.hasSuffix(ending) {
      name.removeLast(ending.count)
      found = compression
    }
    if let ending = foreignEndings.first(where: name.hasSuffix) {
      throw TrainPackError(
        .outputNameUnsuited, "a file whose name ends in \(ending) would not hold what its name says: \(path)",
        fix: "name one file with \(option), such as fitted.jsonl, or one that ends in .gz, .xz or .zst, which is then "
          + "compressed so")
    }
    return found
  }
}

extension AtomicOutputFile: ArchiveSink {
  func write(_ bytes: Span<UInt8>) throws {
    var copy: [UInt8] = []
    copy.reserveCapacity(bytes.count)
    for index in bytes.indices { copy.append(bytes[index]) }
    try write(copy)
  }
}
