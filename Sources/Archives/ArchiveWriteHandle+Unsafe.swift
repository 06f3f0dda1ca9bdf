import CArchive
import Diagnostics

/// libarchive's ustar writer.
final class ArchiveWriteHandle {
  private let output: ArchiveOutput
  private let entry: OpaquePointer
  private let headers: HeaderSink

  init(sink: any ArchiveSink) throws {
    headers = HeaderSink(sink)
    output = try ArchiveOutput(to: headers, purpose: "write the archive")
    guard let entry = archive_entry_new() else { throw ArchiveOutput.outOfMemory }
    self.entry = entry
    let archive = output.archive
    try output.check(archive_write_set_format_ustar(archive))
    try output.check(archive_write_add_filter_none(archive))
    // 0: bytes come as they are written, a header alone; 1: nothing follows the two blocks of zeros at the end.
    try output.check(archive_write_set_bytes_per_block(archive, 0))
    try output.check(archive_write_set_bytes_in_last_block(archive, 1))
    try output.open()
  }

  deinit {
    archive_entry_free(entry)
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
    try output.check(archive_write_finish_entry(output.archive))
    headers.isWritingHeader = true
    defer { headers.isWritingHeader = false }
    try output.check(archive_write_header(output.archive, entry))
  }

  func writeContents(_ bytes: Span<UInt8>) throws {
    let written = bytes.withUnsafeBytes { archive_write_data(output.archive, $0.baseAddress, $0.count) }
    guard written >= 0 else { throw output.failure() }
    guard written == bytes.count else {
      throw TrainPackError(
        .archiveMemberSize, "libarchive took \(written) of \(bytes.count) bytes of an archive member",
        fix: "make sure that nothing else writes the file while it is archived")
    }
  }

  func close() throws {
    try output.check(archive_write_close(output.archive))
  }
}

/// Hands an archive's bytes on, its headers in their one form.
private final class HeaderSink: ArchiveSink {
  var isWritingHeader = false
  private let sink: any ArchiveSink

  init(_ sink: any ArchiveSink) { self.sink = sink }

  func write(_ bytes: Span<UInt8>) throws {
    guard isWritingHeader else { return try sink.write(bytes) }
    let header = try UstarHeader.normalized(bytes)
    try sink.write(header.span)
  }
}
