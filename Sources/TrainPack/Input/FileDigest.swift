import Archives
import Diagnostics
import ShardExport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The size and sum of an input as it lies on disk, or in an archive.
struct FileDigest: Hashable, Sendable {
  var byteCount: Int
  var sum: SHA256Sum

  init(byteCount: Int, sum: SHA256Sum) {
    self.byteCount = byteCount
    self.sum = sum
  }

  /// Reads the whole file.
  ///
  /// - Throws: `input.unreadable`.
  init(ofFileAt path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    defer { close(descriptor) }
    var hasher = SHA256Hasher()
    var block = [UInt8](repeating: 0, count: 1 << 18)
    byteCount = 0
    while true {
      let count = block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw Self.failure(path)
      }
      hasher.update(block.span.extracting(0..<count))
      byteCount += count
    }
    sum = hasher.sum
  }

  private static func failure(_ path: String) -> TrainPackError {
    TrainPackError(
      .inputUnreadable, "\(path) cannot be read: \(String(cString: strerror(errno)))",
      fix: "check that the file is still there and may be read")
  }
}
