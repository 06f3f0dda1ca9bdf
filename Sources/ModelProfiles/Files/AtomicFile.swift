import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes a file so that others see either the old one or the whole new one.
enum AtomicFile {
  /// - Parameter path: The file; its folder is made where it is missing.
  /// - Throws: `vocabulary.not-written`; then nothing was changed.
  static func replace(_ path: String, with bytes: [UInt8]) throws {
    let folder = FilePaths.folder(of: path)
    try makeFolder(folder)
    let partial = FilePaths.join(folder, ".\(FilePaths.name(of: path)).\(getpid()).partial")
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    do {
      try writeAll(bytes, to: descriptor, path: path)
    } catch {
      close(descriptor)
      unlink(partial)
      throw error
    }
    guard close(descriptor) == 0, rename(partial, path) == 0 else {
      let error = failure(path)
      unlink(partial)
      throw error
    }
  }

  /// Makes a folder and those above it.
  ///
  /// - Throws: `vocabulary.not-written`.
  static func makeFolder(_ path: String) throws {
    if FileStatus.isFolder(path) { return }
    let parent = FilePaths.folder(of: path)
    if parent != path && parent != "." { try makeFolder(parent) }
    guard mkdir(path, 0o755) == 0 || FileStatus.isFolder(path) else { throw failure(path) }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(descriptor, buffer.baseAddress.map { $0 + start }, buffer.count - start)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      start += count
    }
    guard fsync(descriptor) == 0 else { throw failure(path) }
  }

  private static func failure(_ path: String) -> TrainPackError {
    TrainPackError(
      .vocabularyNotWritten, "it cannot be written: \(String(cString: strerror(errno)))",
      at: InputLocation(source: path), fix: "check the folder's permissions and the free space")
  }
}
