import CArchive
import Diagnostics

/// A libarchive writer whose bytes go to a sink: owns the C object and turns its result codes into errors.
///
/// The archive's client data is an unretained pointer to this object; it stays valid because the archive is freed in
/// `deinit` and calls back from nowhere else than its own functions.
final class ArchiveOutput {
  let archive: OpaquePointer
  private let sink: any ArchiveSink
  /// What an error says could not be done.
  private let purpose: String
  private var sinkError: (any Error)?

  /// - Throws: `archive.write-failed`.
  init(to sink: any ArchiveSink, purpose: String) throws {
    guard let archive = archive_write_new() else { throw Self.outOfMemory }
    self.archive = archive
    self.sink = sink
    self.purpose = purpose
  }

  deinit {
    // Without this, freeing an unfinished archive would still write its end.
    archive_write_fail(archive)
    archive_write_free(archive)
  }

  /// Begins to write, in the format that was set.
  func open() throws {
    let client = Unmanaged.passUnretained(self).toOpaque()
    let opened = archive_write_open(
      archive, client, nil,
      { _, client, buffer, length in
        guard let client, let buffer else { return -1 }
        let output = Unmanaged<ArchiveOutput>.fromOpaque(client).takeUnretainedValue()
        return output.take(UnsafeRawBufferPointer(start: buffer, count: length).bindMemory(to: UInt8.self).span)
      }, nil)
    try check(opened)
  }

  /// Hands bytes to the sink; what it throws waits for the call into libarchive to return.
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

  func check(_ result: Int32) throws {
    guard result == ARCHIVE_OK else { throw failure() }
  }

  /// What the sink threw, or libarchive's own reason.
  func failure() -> any Error {
    if let sinkError { return sinkError }
    let words = archive_error_string(archive).map { String(cString: $0) } ?? "no reason given"
    return TrainPackError(
      .archiveWriteFailed, "libarchive could not \(purpose): \(words)",
      fix: "run the command again; `trainpack doctor` shows the version of libarchive")
  }

  static var outOfMemory: TrainPackError {
    TrainPackError(
      .archiveWriteFailed, "libarchive could not be set up: out of memory", fix: "free memory and run again")
  }
}
