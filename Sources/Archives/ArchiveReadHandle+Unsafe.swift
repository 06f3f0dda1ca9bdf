import CArchive
import Diagnostics

/// libarchive's tar reader: owns its C object and turns its result codes into errors.
final class ArchiveReadHandle {
  private let archive: OpaquePointer
  private let path: String

  init(path: String) throws {
    guard let archive = archive_read_new() else {
      throw TrainPackError(
        .archiveUnreadable, "libarchive could not be set up: out of memory", at: InputLocation(source: path),
        fix: "free memory and run again")
    }
    self.archive = archive
    self.path = path
    guard archive_read_support_format_tar(archive) == ARCHIVE_OK,
      // Without this an empty file is "unrecognized" rather than an archive of nothing.
      archive_read_support_format_empty(archive) == ARCHIVE_OK,
      archive_read_open_filename(archive, path, 1 << 18) == ARCHIVE_OK
    else { throw failure() }
  }

  deinit {
    archive_read_free(archive)
  }

  func nextMember() throws -> ArchiveMember? {
    var entry: OpaquePointer?
    switch archive_read_next_header(archive, &entry) {
    case ARCHIVE_EOF: return nil
    case ARCHIVE_OK: break
    default: throw failure()
    }
    guard let entry, let name = archive_entry_pathname(entry) else { throw failure() }
    return ArchiveMember(
      name: Self.bytes(ofCString: name),
      byteCount: Int(clamping: archive_entry_size(entry)),
      // 0o100000 is AE_IFREG, a cast in C, which Swift does not import.
      isRegularFile: archive_entry_filetype(entry) == 0o100000 && archive_entry_hardlink(entry) == nil)
  }

  func readContents(into buffer: inout [UInt8]) throws -> Int {
    let read = buffer.withUnsafeMutableBytes { archive_read_data(archive, $0.baseAddress, $0.count) }
    guard read >= 0 else { throw failure() }
    return read
  }

  private static func bytes(ofCString text: UnsafePointer<CChar>) -> [UInt8] {
    var bytes: [UInt8] = []
    while text[bytes.count] != 0 { bytes.append(UInt8(bitPattern: text[bytes.count])) }
    return bytes
  }

  private func failure() -> TrainPackError {
    let words = archive_error_string(archive).map { String(cString: $0) } ?? "no reason given"
    return TrainPackError(
      .archiveUnreadable, "the archive cannot be read: \(words)", at: InputLocation(source: path),
      fix: "compare its size and sha256 with those of the original and copy it again")
  }
}
