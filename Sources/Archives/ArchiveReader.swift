import Diagnostics

/// Reads the members of a tar archive in order, without ever unpacking them to disk.
///
/// Where an archive allows two readings (a header with a warning, say), it is refused rather than guessed at.
public final class ArchiveReader {
  private let handle: ArchiveReadHandle

  /// Opens an archive.
  ///
  /// - Parameter path: A tar archive; ustar, pax and GNU forms are read.
  /// - Throws: `archive.unreadable`.
  public init(path: String) throws {
    handle = try ArchiveReadHandle(path: path, kind: .tar)
  }

  /// Opens an archive whose bytes a source unpacks.
  ///
  /// - Throws: `archive.unreadable`, and what reading the source throws.
  public init(_ source: ByteSource) throws {
    handle = try ArchiveReadHandle(source)
  }

  /// Returns the next member, or `nil` at the end of the archive; what is left of the contents before is skipped.
  ///
  /// - Throws: `archive.unreadable` when the archive is cut off or damaged here.
  public func nextMember() throws -> ArchiveMember? {
    try handle.nextMember()
  }

  /// Fills `buffer` from its start with the next contents of the current member.
  ///
  /// - Returns: How many bytes were read; 0 at the end of the member.
  /// - Throws: `archive.unreadable` when the archive is cut off or damaged here.
  public func readContents(into buffer: inout [UInt8]) throws -> Int {
    try handle.readContents(into: &buffer)
  }
}
