import Archives
import Diagnostics

/// A shard of the layout `jsonl-tar`: one JSONL file in a tar archive.
enum ArchivedShard {
  /// What the archive adds to its contents at most: a header, padding, and the two blocks at the end.
  static let overheadByteCount = 512 + 511 + 1_024

  /// The largest shard file: contents of the largest size that a header can state, and the archive around them.
  static let maximumByteCount = ArchiveMember.maximumByteCount

  /// Writes the archive of a spooled JSONL file.
  ///
  /// - Parameters:
  ///   - spool: The file that holds the rows.
  ///   - byteCount: Its size.
  ///   - memberName: The name that the rows get in the archive.
  ///   - file: Where the archive goes; it is finished here.
  /// - Returns: The sum of the archive's bytes.
  /// - Throws: `archive.member-size` when the spool changed its size, `export.unreadable`, `export.disk-full`,
  ///   `export.unwritable`.
  static func write(
    spool: String, byteCount: Int, memberName: String, to file: OutputFile
  ) throws -> SHA256Sum {
    let archive = try ArchiveWriter(to: file)
    try archive.beginMember(named: memberName, byteCount: byteCount)
    try InputFile(path: spool).forEachBlock(archive.append)
    try archive.finish()
    return try file.finish(.durable)
  }
}
