import CArchive
import Diagnostics

/// libarchive's ustar writer: owns its C objects and turns its result codes into errors.
///
/// The archive's client data is an unretained pointer to this object; it stays valid because the archive is freed in
/// `deinit` and calls back from nowhere else than its own functions.
final class ArchiveWriteHandle {
  private let archive: OpaquePointer
  private let entry: OpaquePointer
  private let sink: any ArchiveSink
  private var sinkError: (any Error)?
  private var isWritingHeader = false

  init(sink: any ArchiveSink) throws {
    guard let archive = archive_write_new() else { throw Self.outOfMemory }
    guard let entry = archive_entry_new() else {
      archive_write_free(archive)
      throw Self.outOfMemory
    }
    self.archive = archive
    self.entry = entry
    self.sink = sink
    try check(archive_write_set_format_ustar(archive))
    try check(archive_write_add_filter_none(archive))
    // 0: bytes come as they are written, a header alone; 1: nothing follows the two blocks of zeros at the end.
    try check(archive_write_set_bytes_per_block(archive, 0))
    try check(archive_write_set_bytes_in_last_block(archive, 1))
    let client = Unmanaged.passUnretained(self).toOpaque()
    let opened = archive_write_open(
      archive, client, nil,
      { _, client, buffer, length in
        guard let client, let buffer else { return -1 }
        let handle = Unmanaged<ArchiveWriteHandle>.fromOpaque(client).takeUnretainedValue()
        return handle.take(UnsafeRawBufferPointer(start: buffer, count: length).bindMemory(to: UInt8.self).span)
      }, nil)
    try check(opened)
  }

  deinit {
    // Without this, freeing an unfinished archive would still write its end.
    archive_write_fail(archive)
    archive_entry_free(entry)
    archive_write_free(archive)
  }

  func writeHeader(name: String, byteCount: Int) throws {
    archive_entry_clear(entry)
    name.withCString { archive_entry_set_pathname(entry, $0) }
    archive_entry_set_size(entry, la_int64_t(byteCount))
    // AE_IFREG is a cast in C, which Swift does not import.
    archive_entry_set_filetype(entry, 0o100000)
    archive_entry_set_perm(entry, 0o644)
    archive_entry_set_uid(entry, 0)
    archive_entry_set_gid(entry, 0)
    archive_entry_set_mtime(entry, 0, 0)
    try check(archive_write_finish_entry(archive))
    isWritingHeader = true
    defer { isWritingHeader = false }
    try check(archive_write_header(archive, entry))
  }

  func writeContents(_ bytes: Span<UInt8>) throws {
    let written = bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
    guard written >= 0 else { throw failure() }
    guard written == bytes.count else {
      throw TrainPackError(
        .archiveMemberSize, "libarchive took \(written) of \(bytes.count) bytes of an archive member",
        fix: "make sure that nothing else writes the file while it is archived")
    }
  }

  func close() throws {
    try check(archive_write_close(archive))
  }

  /// Hands bytes of the archive to the sink; what it throws waits for the call into libarchive to return.
  private func take(_ bytes: Span<UInt8>) -> la_ssize_t {
    guard sinkError == nil else { return -1 }
    do {
      try forward(bytes)
      return la_ssize_t(bytes.count)
    } catch {
      sinkError = error
      return -1
    }
  }

  private func forward(_ bytes: Span<UInt8>) throws {
    guard isWritingHeader else { return try sink.write(bytes) }
    let header = try UstarHeader.normalized(bytes)
    try sink.write(header.span)
  }

  private func check(_ result: Int32) throws {
    guard result == ARCHIVE_OK else { throw failure() }
  }

  private func failure() -> any Error {
    if let sinkError { return sinkError }
    let words = archive_error_string(archive).map { String(cString: $0) } ?? "no reason given"
    return TrainPackError(
      .archiveWriteFailed, "libarchive could not write the archive: \(words)",
      fix: "run the command again; `trainpack doctor` shows the version of libarchive")
  }

  private static var outOfMemory: TrainPackError {
    TrainPackError(
      .archiveWriteFailed, "libarchive could not be set up: out of memory", fix: "free memory and run again")
  }
}
