#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Sizes of files on disk.
enum FileSize {
  /// Whether anything stands at `path`.
  static func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The size of the regular file at `path`; `nil` for anything else.
  static func bytes(of path: String) -> Int? {
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }
}
