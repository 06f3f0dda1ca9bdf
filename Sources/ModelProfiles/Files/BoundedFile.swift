import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads whole files of a bounded size.
enum BoundedFile {
  /// The largest profile, template or index, in bytes.
  static let maximumSmallFileBytes = 16 << 20

  /// - Parameters:
  ///   - code: The code of the error when the file cannot be read.
  ///   - maximumByteCount: The largest size in bytes.
  /// - Throws: `code`; `limits.exceeded` for a larger file.
  static func contents(
    of path: String, code: DiagnosticCode, maximumByteCount: Int = maximumSmallFileBytes
  ) throws -> [UInt8] {
    func failure(_ reason: String) -> TrainPackError {
      TrainPackError(
        code, "the file cannot be read: \(reason)", at: InputLocation(source: path),
        fix: "check that the path names a file that this user may read")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw failure("it is not an ordinary file") }
    guard Int(status.st_size) <= maximumByteCount else {
      throw TrainPackError.limitExceeded(
        "bytes in this file", value: maximumByteCount, met: Int(status.st_size), flag: nil,
        at: InputLocation(source: path))
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw failure(String(cString: strerror(errno))) }
      if got == 0 { break }
      count += got
    }
    guard count < bytes.count else { throw failure("it grew while it was read") }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
