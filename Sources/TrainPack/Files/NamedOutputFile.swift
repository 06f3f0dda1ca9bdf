import Archives
import Diagnostics

/// A file whose bytes are what its name says: compressed where it ends in `.gz`, `.xz` or `.zst`.
final class NamedOutputFile {
  let name: OutputName
  private let file: AtomicOutputFile
  /// `nil` where the bytes are written as they are.
  private let compressed: CompressedSink?

  /// - Parameter option: The option that names the file, for messages.
  /// - Throws: `output.name-unsuited`; as `AtomicOutputFile`.
  init(path: String, overwrite: FileOverwrite, namedBy option: String) throws {
    name = try OutputName(path, namedBy: option)
    file = try AtomicOutputFile(path: path, overwrite: overwrite, namedBy: option)
    compressed = name.compression == .none ? nil : try CompressedSink(name.compression, to: file)
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
}

extension AtomicOutputFile: ArchiveSink {
  func write(_ bytes: Span<UInt8>) throws {
    var copy: [UInt8] = []
    copy.reserveCapacity(bytes.count)
    for index in bytes.indices { copy.append(bytes[index]) }
    try write(copy)
  }
}
