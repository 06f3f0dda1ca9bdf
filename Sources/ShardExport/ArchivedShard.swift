import Archives
import Diagnostics

/// A shard of the layout `jsonl-tar`: one JSONL file in a tar archive.
///
/// The rows are written where they stand in the archive; once all are there, and the shard has its name, the archive is
/// written around them. So rows come one by one though a header states their size, and each is written once. A compressed
/// archive is written at the end, from the rows.
final class ArchivedShard: ShardFile {
  /// What the archive adds to its contents at most: a header, padding, and the two blocks at the end.
  static let overheadByteCount = ArchiveMember.firstContentsOffset + 511 + 1_024

  /// The smallest shard file: a header, a block of contents, and the two blocks at the end.
  static let minimumByteCount = ArchiveMember.firstContentsOffset + 512 + 1_024

  /// The largest shard file: contents of the largest size that a header can state, and the archive around them.
  static let maximumByteCount = ArchiveMember.maximumByteCount

  private let form: ShardForm
  private let rows: OutputFile

  /// Creates the file, which must not exist.
  ///
  /// - Throws: `export.unwritable`, `export.disk-full`.
  init(creating path: String, form: ShardForm) throws {
    self.form = form
    rows = try OutputFile(creating: path, at: ArchiveMember.firstContentsOffset)
  }

  /// The size of the rows, in bytes.
  var contentByteCount: Int { rows.byteCount }

  /// Sums the rows.
  var contentHasher: SHA256Hasher { rows.hasher }

  /// Adds a row.
  ///
  /// - Throws: `export.disk-full`, `export.unwritable`.
  func append(line: Span<UInt8>) throws { try rows.write(line) }

  /// Ends the rows, and closes the file until it is archived.
  func seal() throws { try rows.finish(.temporary) }

  /// Writes the archive around the rows and gives the file its name.
  ///
  /// - Throws: `archive.member-size` when the file changed its size, `export.unreadable`, `export.disk-full`,
  ///   `export.unwritable`.
  func publish(_ name: ShardName, in directory: String) throws -> (byteCount: Int, sum: SHA256Sum) {
    let path = directory + "/" + name.path(form)
    guard form.compression == .none else { return try compress(name.memberName, to: path) }
    let start = ArchiveMember.firstContentsOffset
    let completion = try ArchiveCompletion(of: rows.path, present: start..<start + contentByteCount)
    try archiveRows(as: name.memberName, to: completion)
    let sum = try completion.finish()
    try FileSystem.rename(rows.path, path)
    return (completion.byteCount, sum)
  }

  private func compress(_ memberName: String, to path: String) throws -> (byteCount: Int, sum: SHA256Sum) {
    let file = try OutputFile(creating: path)
    let packed = try CompressedSink(form.compression.codec, to: file)
    try archiveRows(as: memberName, to: packed)
    try packed.finish()
    let sum = try file.finish(.durable)
    try FileSystem.removeFile(rows.path)
    return (file.byteCount, sum)
  }

  private func archiveRows(as memberName: String, to sink: any ArchiveSink) throws {
    let archive = try ArchiveWriter(to: sink)
    try archive.beginMember(named: memberName, byteCount: contentByteCount)
    let contents = try InputFile(path: rows.path, from: ArchiveMember.firstContentsOffset)
    try contents.forEachBlock(upTo: contentByteCount, archive.append)
    try archive.finish()
  }
}
