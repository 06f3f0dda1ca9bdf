#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Which file on disk a path leads to, however it is written.
struct FileIdentity: Hashable {
  private var device: UInt64
  private var number: UInt64

  /// `nil` for what is no ordinary file.
  init?(of path: String) {
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }
}

/// What stands at a path.
enum FileKind {
  case file, folder, other, missing

  init(of path: String) {
    var status = stat()
    guard path != "-", stat(path, &status) == 0 else {
      self = .missing
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    default: self = .other
    }
  }

  /// The kind of what stands at the path itself, where links are not followed.
  static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }
}
