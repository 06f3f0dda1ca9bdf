import Diagnostics

/// Writes a tar archive whose bytes depend on nothing but the names and contents of its members.
///
/// The form is plain ustar: regular files only, mode 0644, owner and group 0 without names, time 0, no device numbers,
/// no extension headers, names portable and in ascending order, two blocks of zeros at the end and nothing after them.
///
/// ```swift
/// let archive = try ArchiveWriter(to: file)
/// try archive.beginMember(named: "train-00000-of-00001.jsonl", byteCount: contents.count)
/// try archive.append(contents.span)
/// try archive.finish()
/// ```
///
/// Source: POSIX.1-1988 ustar interchange format, written by libarchive.
public final class ArchiveWriter {
  private let handle: ArchiveWriteHandle
  private var memberName: String?
  private var missingByteCount = 0

  /// Starts an archive.
  ///
  /// - Parameter sink: Where the archive's bytes go; what it throws comes out of the call that made it write.
  /// - Throws: `archive.write-failed` when libarchive cannot be set up.
  public init(to sink: any ArchiveSink) throws {
    handle = try ArchiveWriteHandle(sink: sink)
  }

  /// Starts the next member, after the contents of the one before are complete.
  ///
  /// - Parameters:
  ///   - name: A portable file name, greater in its bytes than the name before.
  ///   - byteCount: The exact size of the contents that follow, in bytes.
  /// - Throws: `archive.member-name`, `archive.member-order`, `archive.member-size`, `archive.write-failed`, or what
  ///   the sink throws.
  public func beginMember(named name: String, byteCount: Int) throws {
    try endMember()
    guard ArchiveMember.isPortable(name: name) else {
      throw TrainPackError(
        .archiveMemberName, "the archive member name \"\(name)\" is not portable",
        fix: "use at most 99 ASCII letters, digits, `_`, `-` and single dots, the first a letter, digit or `_`")
    }
    if let memberName, !memberName.utf8.lexicographicallyPrecedes(name.utf8) {
      throw TrainPackError(
        .archiveMemberOrder, "the archive member \"\(name)\" does not come after \"\(memberName)\"",
        fix: "add members in ascending order of the bytes of their names, each name once")
    }
    guard (0...ArchiveMember.maximumByteCount).contains(byteCount) else {
      throw TrainPackError(
        .archiveMemberSize,
        "the archive member \"\(name)\" has \(byteCount) bytes; ustar holds at most \(ArchiveMember.maximumByteCount)",
        fix: "choose a smaller shard size (--shard-size)")
    }
    try handle.writeHeader(name: name, byteCount: byteCount)
    memberName = name
    missingByteCount = byteCount
  }

  /// Adds bytes to the contents of the member that was begun last.
  ///
  /// - Throws: `archive.member-size` when they are more than the header states, `archive.write-failed`, or what the
  ///   sink throws.
  public func append(_ bytes: Span<UInt8>) throws {
    guard bytes.count <= missingByteCount else {
      throw TrainPackError(
        .archiveMemberSize,
        "the archive member \"\(memberName ?? "")\" has at least \(bytes.count - missingByteCount) bytes more than stated",
        fix: "make sure that nothing else writes the file while it is archived")
    }
    try handle.writeContents(bytes)
    missingByteCount -= bytes.count
  }

  /// Ends the archive with its two blocks of zeros and hands all that is buffered to the sink.
  ///
  /// - Throws: `archive.member-size` when the last member is incomplete, `archive.write-failed`, or what the sink throws.
  public func finish() throws {
    try endMember()
    try handle.close()
  }

  private func endMember() throws {
    guard missingByteCount == 0 else {
      throw TrainPackError(
        .archiveMemberSize, "the archive member \"\(memberName ?? "")\" lacks \(missingByteCount) bytes",
        fix: "make sure that nothing else writes the file while it is archived")
    }
  }
}
