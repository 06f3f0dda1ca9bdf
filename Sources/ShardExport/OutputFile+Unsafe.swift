import Archives
import Diagnostics
import Glibc

/// A new file that is written from start to end: buffered, counted and summed, with every result checked.
///
/// Memory: one buffer of 256 KiB.
final class OutputFile: ArchiveSink {
  /// Whether a finished file is forced to the disk.
  enum Durability {
    /// The file may be lost with the machine's power; for spools.
    case temporary
    /// The file is on the disk when `finish` returns.
    case durable
  }

  let path: String
  /// How many bytes were written.
  private(set) var byteCount = 0
  private var descriptor: Int32
  private let isSummed: Bool
  private var buffer: [UInt8] = []
  /// Sums what was written so far.
  private(set) var hasher = SHA256Hasher()
  private static let bufferByteCount = 1 << 18

  /// Creates the file, which must not exist.
  ///
  /// - Parameters:
  ///   - offset: Where in the file the first byte goes; what lies before it is neither counted nor summed.
  ///   - isSummed: Whether anybody asks for the sum.
  /// - Throws: `export.unwritable`, `export.disk-full`.
  init(creating path: String, at offset: Int = 0, isSummed: Bool = true) throws {
    self.path = path
    self.isSummed = isSummed
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw FileFailure.error("create the file", path, errno: errno) }
    guard lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
      throw FileFailure.error("write from offset \(offset) of", path, errno: errno)
    }
    buffer.reserveCapacity(Self.bufferByteCount)
  }

  /// Writes to what is already open.
  init(descriptor: Int32, path: String) {
    self.path = path
    self.descriptor = descriptor
    isSummed = true
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Appends bytes.
  ///
  /// - Throws: `export.disk-full`, `export.unwritable`.
  func write(_ bytes: Span<UInt8>) throws {
    if isSummed { hasher.update(bytes) }
    byteCount += bytes.count
    if buffer.count + bytes.count > Self.bufferByteCount { try flush() }
    if bytes.count >= Self.bufferByteCount {
      try bytes.withUnsafeBytes { try FileSystem.write($0, to: descriptor, path) }
    } else {
      bytes.withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
    }
  }

  /// Writes what is buffered, and closes the file.
  ///
  /// - Returns: The sum of all bytes written.
  /// - Throws: `export.disk-full`, `export.unwritable`.
  @discardableResult
  func finish(_ durability: Durability) throws -> SHA256Sum {
    try flush()
    if durability == .durable { try FileSystem.synchronize(descriptor, path) }
    let result = close(descriptor)
    descriptor = -1
    guard result == 0 else { throw FileFailure.error("close the file", path, errno: errno) }
    return hasher.sum
  }

  private func flush() throws {
    try buffer.withUnsafeBytes { try FileSystem.write($0, to: descriptor, path) }
    buffer.removeAll(keepingCapacity: true)
  }
}
