import Archives
import Diagnostics
import Glibc

/// Completes an archive in the file in which its contents stand already: takes all of the archive's bytes in their
/// order, sums them, and writes those that are not there yet.
final class ArchiveCompletion: ArchiveSink {
  let path: String
  /// The bytes of the file that are there.
  private let present: Range<Int>
  /// How many bytes of the archive were taken.
  private(set) var byteCount = 0
  private var descriptor: Int32
  private var hasher = SHA256Hasher()

  /// Opens the file.
  ///
  /// - Throws: `export.unwritable`.
  init(of path: String, present: Range<Int>) throws {
    self.path = path
    self.present = present
    descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw FileFailure.error("open the file", path, errno: errno) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  func write(_ bytes: Span<UInt8>) throws {
    hasher.update(bytes)
    let start = byteCount
    byteCount += bytes.count
    if start < present.lowerBound {
      try write(bytes.extracting(first: min(bytes.count, present.lowerBound - start)), at: start)
    }
    if byteCount > present.upperBound {
      let skipped = max(0, present.upperBound - start)
      try write(bytes.extracting(droppingFirst: skipped), at: start + skipped)
    }
  }

  /// Forces the file to the disk, and closes it.
  ///
  /// - Returns: The sum of the archive's bytes.
  /// - Throws: `export.disk-full`, `export.unwritable`.
  func finish() throws -> SHA256Sum {
    try FileSystem.synchronize(descriptor, path)
    let result = close(descriptor)
    descriptor = -1
    guard result == 0 else { throw FileFailure.error("close the file", path, errno: errno) }
    return hasher.sum
  }

  private func write(_ bytes: Span<UInt8>, at offset: Int) throws {
    guard lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
      throw FileFailure.error("write from offset \(offset) of", path, errno: errno)
    }
    try bytes.withUnsafeBytes { try FileSystem.write($0, to: descriptor, path) }
  }
}
