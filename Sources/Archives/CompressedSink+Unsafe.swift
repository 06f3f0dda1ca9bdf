import CArchive
import Diagnostics

/// Compresses what it is given and hands it on, with bounded memory: libarchive's raw format behind one filter.
///
/// The compressed bytes depend on nothing but the bytes given and the versions of the libraries: gzip has no name and the
/// time 0, and one thread compresses.
///
/// ```swift
/// let compressed = try CompressedSink(.gzip, to: file)
/// try compressed.write(bytes.span)
/// try compressed.finish()
/// ```
///
/// The archive's client data is an unretained pointer to this object; it stays valid because the archive is freed in
/// `deinit` and calls back from nowhere else than its own functions.
///
/// Source: RFC 1952 (gzip), RFC 8878 (Zstandard), the .xz file format; written by libarchive.
public final class CompressedSink: ArchiveSink {
  private let archive: OpaquePointer
  private let compression: ByteSource.Compression
  private let sink: any ArchiveSink
  private var sinkError: (any Error)?

  /// Starts a compressed stream.
  ///
  /// - Parameters:
  ///   - compression: `none` hands every byte on as it is.
  ///   - sink: Where the compressed bytes go; what it throws comes out of the call that made it write.
  /// - Throws: `archive.write-failed` when libarchive cannot be set up, or lacks the compression.
  public init(_ compression: ByteSource.Compression, to sink: any ArchiveSink) throws {
    guard let archive = archive_write_new() else {
      throw TrainPackError(
        .archiveWriteFailed, "libarchive could not be set up: out of memory", fix: "free memory and run again")
    }
    self.archive = archive
    self.compression = compression
    self.sink = sink
    if compression != .none { try start() }
  }

  deinit {
    // Without this, freeing an unfinished stream would still write its end.
    archive_write_fail(archive)
    archive_write_free(archive)
  }

  private func start() throws {
    try check(archive_write_set_format_raw(archive))
    switch compression {
    case .none: break
    case .gzip:
      try check(archive_write_add_filter_gzip(archive))
      // libarchive writes the time of day unless it is told not to.
      try check(archive_write_set_filter_option(archive, "gzip", "timestamp", nil))
    case .zstd: try check(archive_write_add_filter_zstd(archive))
    case .xz: try check(archive_write_add_filter_xz(archive))
    }
    // Nothing follows the compressed bytes.
    try check(archive_write_set_bytes_in_last_block(archive, 1))
    let client = Unmanaged.passUnretained(self).toOpaque()
    let opened = archive_write_open(
      archive, client, nil,
      { _, client, buffer, length in
        guard let client, let buffer else { return -1 }
        let sink = Unmanaged<CompressedSink>.fromOpaque(client).takeUnretainedValue()
        return sink.take(UnsafeRawBufferPointer(start: buffer, count: length).bindMemory(to: UInt8.self).span)
      }, nil)
    try check(opened)
    guard let entry = archive_entry_new() else { throw failure() }
    defer { archive_entry_free(entry) }
    // 0o100000 is AE_IFREG, a cast in C, which Swift does not import.
    archive_entry_set_filetype(entry, 0o100000)
    try check(archive_write_header(archive, entry))
  }

  public func write(_ bytes: Span<UInt8>) throws {
    guard compression != .none else { return try sink.write(bytes) }
    var position = 0
    while position < bytes.count {
      let rest = bytes.extracting(droppingFirst: position)
      let written = rest.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
      guard written > 0 else { throw failure() }
      position += written
    }
  }

  /// Ends the stream and hands all that is buffered to the sink.
  public func finish() throws {
    if compression != .none { try check(archive_write_close(archive)) }
  }

  /// Hands compressed bytes to the sink; what it throws waits for the call into libarchive to return.
  private func take(_ bytes: Span<UInt8>) -> la_ssize_t {
    guard sinkError == nil else { return -1 }
    do {
      try sink.write(bytes)
      return la_ssize_t(bytes.count)
    } catch {
      sinkError = error
      return -1
    }
  }

  private func check(_ result: Int32) throws {
    guard result == ARCHIVE_OK else { throw failure() }
  }

  private func failure() -> any Error {
    if let sinkError { return sinkError }
    let words = archive_error_string(archive).map { String(cString: $0) } ?? "no reason given"
    return TrainPackError(
      .archiveWriteFailed, "libarchive could not compress with \(compression.rawValue): \(words)",
      fix: "run the command again; `trainpack doctor` shows the version of libarchive")
  }
}
