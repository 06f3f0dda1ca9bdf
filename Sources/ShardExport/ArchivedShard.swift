import Archives
import Diagnostics

/// A shard of the layout `jsonl-tar`: one JSONL file in a tar archive.
///
/// The rows are written where they stand in the archive; once all are there, and the shard has its name, the archive is
/// written around them. So rows come one by one though a header states their size, and each is written once.
final class ArchivedShard {
  /// What the archive adds to its contents at most: a header, padding, and the two blocks at the end.
  static let overheadByteCount = ArchiveMember.firstContentsOffset + 511 + 1_024

  /// The smallest shard file: a header, a block of contents, and the two blocks at the end.
  static let minimumByteCount = ArchiveMember.firstContentsOffset + 512 + 1_024

  /// The largest shard file: contents of the largest size that a header can state, and the archive around them.
  static let maximumByteCount = ArchiveMember.maximumByteCount

  private let rows: OutputFile

  /// Creates the file, which must not exist.
  ///
  /// - Throws: `export.unwritable`, `export.disk-full`.
  init(creating path: String) throws {
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
  /// - Parameters:
  ///   - memberName: The name of the rows in the archive.
  ///   - path: What the file becomes.
  /// - Returns: The size and the sum of the archive.
  /// - Throws: `archive.member-size` when the file changed its size, `export.unreadable`, `export.disk-full`,
  ///   `export.unwritable`.
  func archive(memberName: String, as path: String) throws -> (byteCount: Int, sum: SHA256Sum) {
    let start = ArchiveMember.firstContentsOffset
    let completion = try ArchiveCompletion(of: rows.path, present: start..<start + contentByteCount)
    let archive = try ArchiveWriter(to: completion)
    try archive.beginMember(named: memberName, byteCount: contentByteCount)
    let contents = try InputFile(path: rows.path, from: start)
    try contents.forEachBlock(upTo: contentByteCount, archive.append)
    try archive.finish()
    let sum = try completion.finish()
    try FileSystem.rename(rows.path, path)
    return (completion.byteCount, sum)
  }
}
