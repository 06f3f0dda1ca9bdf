import Diagnostics
import Glibc

/// Folders and names: what an export needs of the operating system beside reading and writing files.
enum FileSystem {
  enum Kind {
    case file, directory, other
  }

  /// What stands at `path`, a symbolic link being neither file nor folder; `nil` when nothing does.
  static func kind(at path: String) -> Kind? {
    var status = stat()
    return lstat(path, &status) == 0 ? kind(status) : nil
  }

  /// What `path` leads to, through symbolic links; `nil` when nothing is there.
  static func kindOfTarget(of path: String) -> Kind? {
    var status = stat()
    return stat(path, &status) == 0 ? kind(status) : nil
  }

  static func kind(ofDescriptor descriptor: Int32) -> Kind? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? kind(status) : nil
  }

  /// The size of what stands at `path`, in bytes.
  static func byteCount(at path: String) -> Int? {
    var status = stat()
    return lstat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Whether `path` still leads to the folder that is open as `descriptor`.
  static func isSame(_ path: String, _ descriptor: Int32) -> Bool {
    var named = stat()
    var opened = stat()
    return lstat(path, &named) == 0 && fstat(descriptor, &opened) == 0 && named.st_ino == opened.st_ino
      && named.st_dev == opened.st_dev
  }

  /// Creates a folder.
  ///
  /// - Returns: Whether it is new; `false` when something stands there already.
  static func makeDirectory(_ path: String) throws -> Bool {
    if mkdir(path, 0o777) == 0 { return true }
    if errno == EEXIST { return false }
    throw FileFailure.error("create the folder", path, errno: errno)
  }

  static func rename(_ old: String, _ new: String) throws {
    guard Glibc.rename(old, new) == 0 else {
      throw FileFailure.error("rename \(old) to this", new, errno: errno)
    }
  }

  static func removeFile(_ path: String) throws {
    guard unlink(path) == 0 else { throw FileFailure.error("remove the file", path, errno: errno) }
  }

  /// Writes all of `bytes` where the file stands.
  ///
  /// - Throws: `export.disk-full`, `export.unwritable`.
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws {
    var rest = bytes[...]
    while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
      let written = Glibc.write(descriptor, start, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        throw FileFailure.error("write", path, errno: errno)
      }
      rest = rest.dropFirst(written)
    }
  }

  /// Forces a file's contents to the disk.
  static func synchronize(_ descriptor: Int32, _ path: String) throws {
    // What is no ordinary file may not be able to, and says EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw FileFailure.error("write the file to the disk", path, errno: errno)
    }
  }

  /// Forces the names in a folder to the disk.
  static func synchronizeDirectory(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure.error("open the folder", path, errno: errno) }
    defer { close(descriptor) }
    // Some network file systems cannot synchronize a folder and say EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw FileFailure.error("write the folder to the disk", path, errno: errno)
    }
  }

  /// The names in a folder, in ascending order of their bytes, each as it stands on the disk.
  ///
  /// - Throws: `export.unreadable`.
  static func names(in path: String) throws -> [[UInt8]] {
    guard let directory = opendir(path) else { throw FileFailure.readError("open the folder", path, errno: errno) }
    defer { closedir(directory) }
    var names: [[UInt8]] = []
    errno = 0
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [UInt8(ascii: ".")] && name != [UInt8(ascii: "."), UInt8(ascii: ".")] { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw FileFailure.readError("read the folder", path, errno: errno) }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Removes all that is in the folder `path`, following no symbolic link.
  static func removeContents(of path: String) throws {
    for name in try names(in: path) {
      // A name that is not UTF-8 cannot come from an export.
      guard let name = String(validating: name, as: UTF8.self) else {
        throw TrainPackError(
          .exportUnwritable, "this folder holds a file whose name is not UTF-8", at: InputLocation(source: path),
          fix: "remove it, then run again")
      }
      let child = path + "/" + name
      if kind(at: child) == .directory {
        try removeTree(child)
      } else {
        try removeFile(child)
      }
    }
  }

  /// Removes the folder `path` with all that is in it, following no symbolic link.
  static func removeTree(_ path: String) throws {
    try removeContents(of: path)
    guard rmdir(path) == 0 else { throw FileFailure.error("remove the folder", path, errno: errno) }
  }

  private static func kind(_ status: stat) -> Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .directory
    default: .other
    }
  }
}
