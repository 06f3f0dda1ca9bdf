import Diagnostics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that appears under its name only when it is whole: written beside it, as `.NAME.PID.partial`, and renamed.
///
/// A device or pipe at the path (`/dev/stdout`, `/dev/full`) is written as it is.
final class AtomicOutputFile {
  let path: String
  private let partialPath: String?
  private var descriptor: Int32
  private var buffer: [UInt8] = []

  /// - Parameter option: The option that names the file, for messages.
  /// - Throws: `output.exists` when a file stands there that is not to be replaced; `output.file-unwritable`.
  init(path: String, overwrite: FileOverwrite, namedBy option: String) throws {
    self.path = path
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      if status.st_mode & S_IFMT == S_IFDIR {
        throw TrainPackError(
          .outputFileUnwritable, "\(path) is a folder, and a file is to be written there",
          fix: "name a file in it with \(option)")
      }
      partialPath = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      if exists, overwrite == .refuse {
        throw TrainPackError(
          .outputExists, "\(path) exists already", fix: "give --force to replace it, or name another with \(option)")
      }
      (partialPath, descriptor) = Self.createPartial(beside: path)
    }
    if descriptor < 0 { throw Self.failure(path, "name another file with \(option)") }
  }

  deinit { abandon() }

  func write(_ bytes: some Collection<UInt8>) throws {
    buffer += bytes
    if buffer.count >= 1 << 18 { try flush() }
  }

  /// Makes the file durable and gives it its name.
  func finish() throws {
    try flush()
    if let partialPath {
      guard fsync(descriptor) == 0 else { throw Self.failure(path) }
      let isClosed = close(descriptor) == 0
      descriptor = -1
      guard isClosed, rename(partialPath, path) == 0 else {
        let failure = Self.failure(path)
        unlink(partialPath)
        throw failure
      }
    } else {
      let isClosed = close(descriptor) == 0
      descriptor = -1
      guard isClosed else { throw Self.failure(path) }
    }
  }

  /// Leaves nothing behind.
  func abandon() {
    if descriptor < 0 { return }
    close(descriptor)
    descriptor = -1
    if let partialPath { unlink(partialPath) }
  }

  private func flush() throws {
    try buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      var written = 0
      while written < bytes.count {
        #if canImport(Glibc)
          let count = Glibc.write(descriptor, base + written, bytes.count - written)
        #else
          let count = Darwin.write(descriptor, base + written, bytes.count - written)
        #endif
        if count >= 0 { written += count } else if errno != EINTR { throw Self.failure(path) }
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Creates a file that nothing else has; what another process left is never opened.
  private static func createPartial(beside path: String) -> (path: String, descriptor: Int32) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().map { $0 + "/" }.joined()
    let name = ".\(parts.last ?? "").\(getpid())"
    for attempt in 0..<100 {
      let partial = folder + name + (attempt == 0 ? "" : "-\(attempt)") + ".partial"
      let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 || errno != EEXIST { return (partial, descriptor) }
    }
    return (path, -1)
  }

  private static func failure(_ path: String, _ remedy: String = "name another file") -> TrainPackError {
    TrainPackError(
      .outputFileUnwritable, "\(path) cannot be written: \(String(cString: strerror(errno)))",
      fix: "check that its folder exists, may be written to and has space, or \(remedy)")
  }
}

/// What happens when a file stands at an output's path already.
public enum FileOverwrite: Sendable {
  case refuse
  case replace
}
