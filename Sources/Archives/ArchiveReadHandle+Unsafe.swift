import CArchive
import Diagnostics

/// libarchive's reader: owns its C object and turns its result codes into errors.
final class ArchiveReadHandle {
  /// What an archive may be.
  enum Kind {
    /// A tar archive as it is; also an empty file, which is an archive of nothing.
    case tar
    /// A zip archive, or a tar archive that may be compressed by gzip.
    case package
    /// A tar archive of inputs, compressed or not.
    case input
  }

  private let archive: OpaquePointer
  private let path: String
  private let kind: Kind
  /// What unpacks a compressed archive.
  private let feed: Feed?

  /// What libarchive's callback reads from; the buffer stays until the next call.
  private final class Feed {
    let source: ByteSource
    let chunk: UnsafeMutableRawBufferPointer
    var scratch: [UInt8] = []
    var error: (any Error)?

    init(_ source: ByteSource) {
      self.source = source
      chunk = .allocate(byteCount: ByteSource.chunkByteCount, alignment: 64)
    }

    deinit {
      chunk.deallocate()
    }

    /// Fills the chunk and returns how many bytes it holds; 0 at the end, -1 after an error.
    func fill() -> Int {
      scratch.removeAll(keepingCapacity: true)
      do {
        // `read` appends at most a chunk.
        let count = try source.read(chunk.count, appendingTo: &scratch)
        chunk.copyBytes(from: scratch)
        return count
      } catch {
        self.error = error
        return -1
      }
    }
  }

  init(path: String, kind: Kind) throws {
    guard let archive = archive_read_new() else {
      throw TrainPackError(
        .archiveUnreadable, "libarchive could not be set up: out of memory", at: InputLocation(source: path),
        fix: "free memory and run again")
    }
    self.archive = archive
    self.path = path
    self.kind = kind
    feed = nil
    guard archive_read_support_format_tar(archive) == ARCHIVE_OK, supportsKind(),
      archive_read_open_filename(archive, path, 1 << 18) == ARCHIVE_OK
    else { throw failure() }
  }

  /// Opens a tar archive of inputs that a source unpacks.
  init(_ source: ByteSource) throws {
    guard let archive = archive_read_new() else {
      throw TrainPackError(
        .archiveUnreadable, "libarchive could not be set up: out of memory", at: InputLocation(source: source.name),
        fix: "free memory and run again")
    }
    self.archive = archive
    path = source.name
    kind = .input
    let feed = Feed(source)
    self.feed = feed
    // `feed` lives as long as the archive, which is freed in `deinit`.
    let client = Unmanaged.passUnretained(feed).toOpaque()
    guard archive_read_support_format_tar(archive) == ARCHIVE_OK, supportsKind(),
      archive_read_open(
        archive, client, nil,
        { _, client, buffer in
          guard let client, let buffer else { return -1 }
          let feed = Unmanaged<Feed>.fromOpaque(client).takeUnretainedValue()
          let count = feed.fill()
          buffer.pointee = UnsafeRawPointer(feed.chunk.baseAddress)
          return count
        }, nil) == ARCHIVE_OK
    else { throw failure() }
  }

  private func supportsKind() -> Bool {
    switch kind {
    case .tar, .input:
      // Without this an empty file is "unrecognized".
      archive_read_support_format_empty(archive) == ARCHIVE_OK
    case .package:
      archive_read_support_format_zip_seekable(archive) == ARCHIVE_OK
        && archive_read_support_filter_gzip(archive) == ARCHIVE_OK
    }
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

  private func failure() -> any Error {
    if let error = feed?.error { return error }
    let words = archive_error_string(archive).map { String(cString: $0) } ?? "no reason given"
    let (name, fix) =
      switch kind {
      case .tar, .input: ("archive", "compare its size and sha256 with those of the original and copy it again")
      case .package: ("package", "download it again; it may be cut off")
      }
    return TrainPackError(
      .archiveUnreadable, "the \(name) cannot be read: \(words)", at: InputLocation(source: path), fix: fix)
  }
}
