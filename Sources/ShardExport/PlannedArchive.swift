import Archives

/// A shard of the layout `jsonl-tar` of which the name and the size of the rows are known before the first of them: the
/// archive is written from start to end, compressed on the way, and no byte is read again.
final class PlannedArchive: ShardFile {
  private let form: ShardForm
  private let file: OutputFile
  private let packed: CompressedSink?
  private let archive: ArchiveWriter
  private var sum: SHA256Sum?

  /// The size of the rows so far, in bytes.
  private(set) var contentByteCount = 0
  /// Sums the rows.
  private(set) var contentHasher = SHA256Hasher()

  /// Creates the file, which must not exist.
  ///
  /// - Parameter byteCount: The size of all rows, in bytes.
  /// - Throws: `archive.member-size` for more than a header can state, `export.unwritable`, `export.disk-full`.
  init(creating path: String, form: ShardForm, name: ShardName, byteCount: Int) throws {
    self.form = form
    file = try OutputFile(creating: path)
    packed = form.compression == .none ? nil : try CompressedSink(form.compression.codec, to: file)
    archive = try ArchiveWriter(to: packed ?? file)
    try archive.beginMember(named: name.memberName, byteCount: byteCount)
  }

  /// Adds a row.
  ///
  /// - Throws: `archive.member-size` where there are more bytes than were planned, `export.disk-full`, `export.unwritable`.
  func append(line: Span<UInt8>) throws {
    contentHasher.update(line)
    contentByteCount += line.count
    try archive.append(line)
  }

  /// Ends the archive, and closes the file.
  ///
  /// - Throws: `archive.member-size` where there are fewer bytes than were planned, `export.disk-full`, `export.unwritable`.
  func seal() throws {
    try archive.finish()
    try packed?.finish()
    sum = try file.finish(.durable)
  }

  func publish(_ name: ShardName, in directory: String) throws -> (byteCount: Int, sum: SHA256Sum) {
    try FileSystem.rename(file.path, directory + "/" + name.path(form))
    return (file.byteCount, sum ?? file.hasher.sum)
  }
}
