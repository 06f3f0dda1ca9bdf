import CArchive
import Diagnostics

/// Unpacks one compressed stream with libarchive: its raw format behind one filter.
final class ByteSourceDecompressor {
  private let archive: OpaquePointer
  private let feed: Feed
  private let name: String
  private let compression: ByteSource.Compression
  private let output: UnsafeMutableRawBufferPointer
  private var isAtEnd = false

  /// What libarchive's callback reads from; the buffer stays until the next call.
  private final class Feed {
    let input: ByteSourceInput
    var chunk: UnsafeMutableRawBufferPointer
    var scratch: [UInt8] = []
    var error: (any Error)?
    var gzipCheck: ByteSourceGzipCheck?
    var isAtEnd = false

    init(input: ByteSourceInput) {
      self.input = input
      chunk = .allocate(byteCount: ByteSource.chunkByteCount, alignment: 64)
    }

    deinit {
      chunk.deallocate()
    }

    /// Fills the chunk and returns how many bytes it holds; 0 at the end, -1 after an error.
    func fill() -> Int {
      scratch.removeAll(keepingCapacity: true)
      do {
        let count = try input.read(chunk.count, appendingTo: &scratch)
        if count == 0 { isAtEnd = true }
        gzipCheck?.packed(scratch)
        // `read` appends at most as many bytes as were asked for.
        chunk.copyBytes(from: scratch)
        return count
      } catch {
        self.error = error
        return -1
      }
    }
  }

  init(_ compression: ByteSource.Compression, input: ByteSourceInput, name: String) throws {
    guard let archive = archive_read_new() else {
      throw TrainPackError(
        .inputUnreadable, "there is not enough memory to unpack the input", at: InputLocation(source: name),
        fix: "free some memory, or unpack the file first")
    }
    self.archive = archive
    self.compression = compression
    self.name = name
    feed = Feed(input: input)
    feed.gzipCheck = compression == .gzip ? ByteSourceGzipCheck() : nil
    output = .allocate(byteCount: ByteSource.chunkByteCount, alignment: 64)
    try start()
  }

  deinit {
    archive_read_free(archive)
    output.deallocate()
  }

  private func start() throws {
    let expected: Int32
    let supported: Int32
    switch compression {
    case .zstd: (expected, supported) = (ARCHIVE_FILTER_ZSTD, archive_read_support_filter_zstd(archive))
    case .xz: (expected, supported) = (ARCHIVE_FILTER_XZ, archive_read_support_filter_xz(archive))
    default: (expected, supported) = (ARCHIVE_FILTER_GZIP, archive_read_support_filter_gzip(archive))
    }
    // The raw format refuses a stream that unpacks to nothing; the empty format takes it.
    let formats = (archive_read_support_format_raw(archive), archive_read_support_format_empty(archive))
    if supported != ARCHIVE_OK || formats != (ARCHIVE_OK, ARCHIVE_OK) {
      throw failure(.inputUnreadable, "libarchive cannot unpack \(compression.rawValue)", fix: "unpack the file first")
    }
    // `feed` lives as long as the archive, which is freed in `deinit`.
    let client = Unmanaged.passUnretained(feed).toOpaque()
    let opened = archive_read_open(
      archive, client, nil,
      { _, client, buffer in
        guard let client, let buffer else { return -1 }
        let feed = Unmanaged<Feed>.fromOpaque(client).takeUnretainedValue()
        let count = feed.fill()
        buffer.pointee = UnsafeRawPointer(feed.chunk.baseAddress)
        return count
      }, nil)
    if opened != ARCHIVE_OK { throw readFailure() }
    // A stream that is cut within its first header is taken for plain bytes by libarchive.
    if archive_filter_code(archive, 0) != expected {
      throw failure(
        .inputTruncated, "the \(compression.rawValue) stream ends in its header, or its header is damaged",
        fix: "get the file again from where it came")
    }
    // libarchive would unpack a stream inside a stream of the same kind as well, past all checks of the outer one. The
    // filters are this one and the file itself.
    if archive_filter_count(archive) > 2 {
      throw TrainPackError.packedTwice(outer: compression, inner: compression, name: name)
    }
    var entry: OpaquePointer?
    switch archive_read_next_header(archive, &entry) {
    case ARCHIVE_OK: break
    case ARCHIVE_EOF: try finish()
    default: throw readFailure()
    }
  }

  /// Appends up to `count` unpacked bytes; returns 0 only at the end.
  func read(_ count: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    if isAtEnd { return 0 }
    let read = archive_read_data(archive, output.baseAddress, min(count, output.count))
    if read < 0 { throw readFailure() }
    if read == 0 {
      try finish()
      return 0
    }
    // `read` bytes of the output buffer are initialized now.
    let bytes = UnsafeRawBufferPointer(rebasing: output[..<read])
    feed.gzipCheck?.unpacked(bytes)
    buffer.append(contentsOf: bytes)
    return read
  }

  /// Makes sure that the whole input was unpacked, and that it is what was packed.
  private func finish() throws {
    isAtEnd = true
    let used = Int(clamping: archive_filter_bytes(archive, -1))
    let isExhausted = feed.isAtEnd || feed.fill() == 0
    if let error = feed.error { throw error }
    if !isExhausted || used < feed.input.deliveredByteCount {
      throw failure(
        .inputTrailingBytes, "bytes that are not \(compression.rawValue) follow the compressed data at byte \(used)",
        fix: "unpack the file, look at its end, and compress it again")
    }
    if feed.gzipCheck?.isDamaged == true {
      throw failure(
        .inputDamaged, "the unpacked bytes do not have the checksum stored in the gzip stream",
        fix: "get the file again from where it came; gzip -t checks it")
    }
  }

  private func readFailure() -> any Error {
    if let error = feed.error { return error }
    let words = archive_error_string(archive).map { String(cString: $0) } ?? "no reason given"
    // libarchive has one result for all failures; that it wanted more than there is tells a cut stream from a bad one.
    if feed.isAtEnd || words.lowercased().contains("truncated") {
      return failure(
        .inputTruncated, "the \(compression.rawValue) stream ends too early or is damaged near its end: \(words)",
        fix: "get the file again from where it came")
    }
    return failure(
      .inputDamaged, "the \(compression.rawValue) stream is damaged: \(words)",
      fix: "get the file again from where it came; \(compression.rawValue) -t checks it")
  }

  private func failure(_ code: DiagnosticCode, _ message: String, fix: String) -> TrainPackError {
    TrainPackError(code, message, at: InputLocation(source: name), fix: fix)
  }
}
