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
/// Source: RFC 1952 (gzip), RFC 8878 (Zstandard), the .xz file format; written by libarchive.
public final class CompressedSink: ArchiveSink {
  private let output: ArchiveOutput
  private let compression: ByteSource.Compression
  private let sink: any ArchiveSink

  /// Starts a compressed stream.
  ///
  /// - Parameters:
  ///   - compression: `none` hands every byte on as it is.
  ///   - sink: Where the compressed bytes go; what it throws comes out of the call that made it write.
  /// - Throws: `archive.write-failed` when libarchive cannot be set up, or lacks the compression.
  public init(_ compression: ByteSource.Compression, to sink: any ArchiveSink) throws {
    output = try ArchiveOutput(to: sink, purpose: "compress with \(compression.rawValue)")
    self.compression = compression
    self.sink = sink
    if compression != .none { try start() }
  }

  private func start() throws {
    let archive = output.archive
    try output.check(archive_write_set_format_raw(archive))
    switch compression {
    case .none: break
    case .gzip:
      try output.check(archive_write_add_filter_gzip(archive))
      // libarchive writes the time of day unless it is told not to.
      try output.check(archive_write_set_filter_option(archive, "gzip", "timestamp", nil))
    case .zstd: try output.check(archive_write_add_filter_zstd(archive))
    case .xz: try output.check(archive_write_add_filter_xz(archive))
    }
    // Nothing follows the compressed bytes.
    try output.check(archive_write_set_bytes_in_last_block(archive, 1))
    try output.open()
    guard let entry = archive_entry_new() else { throw output.failure() }
    defer { archive_entry_free(entry) }
    // 0o100000 is AE_IFREG, a cast in C, which Swift does not import.
    archive_entry_set_filetype(entry, 0o100000)
    try output.check(archive_write_header(archive, entry))
  }

  public func write(_ bytes: Span<UInt8>) throws {
    guard compression != .none else { return try sink.write(bytes) }
    var position = 0
    while position < bytes.count {
      let rest = bytes.extracting(droppingFirst: position)
      let written = rest.withUnsafeBytes { archive_write_data(output.archive, $0.baseAddress, $0.count) }
      guard written > 0 else { throw output.failure() }
      position += written
    }
  }

  /// Ends the stream and hands all that is buffered to the sink.
  public func finish() throws {
    if compression != .none { try output.check(archive_write_close(output.archive)) }
  }
}
