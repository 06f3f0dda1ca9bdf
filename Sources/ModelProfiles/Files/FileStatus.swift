#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What stands at a path.
struct FileStatus: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case file, folder, other
  }

  let kind: Kind
  /// In bytes.
  let size: Int
  /// When the contents last changed, in nanoseconds; only to be compared.
  let changed: Int
  private let device: UInt64
  private let node: UInt64

  /// - Returns: `nil` when nothing stands there, or nothing that this user may see. Links are followed.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .folder
    default: kind = .other
    }
    size = Int(status.st_size)
    #if os(Linux)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    changed = Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
    device = UInt64(truncatingIfNeeded: status.st_dev)
    node = UInt64(truncatingIfNeeded: status.st_ino)
  }

  static func isFolder(_ path: String) -> Bool { FileStatus(of: path)?.kind == .folder }

  static func isFile(_ path: String) -> Bool { FileStatus(of: path)?.kind == .file }
}
