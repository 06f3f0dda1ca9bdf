import Diagnostics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The files of a folder and of all folders in it, in the order of the bytes of their paths.
///
/// Hidden files and folders are not looked into; links to files are followed, links to folders are not.
struct FolderListing {
  private(set) var dataFiles: [String] = []
  /// Hidden files and folders, and files of other kinds.
  private(set) var others: [String] = []

  /// - Throws: `input.unreadable`.
  init(of folder: String) throws {
    var waiting = [folder]
    while let next = waiting.popLast() {
      for name in try Self.names(in: next) {
        let path = next.hasSuffix("/") ? next + name : next + "/" + name
        if name.utf8.first == UInt8(ascii: ".") {
          others.append(path)
          continue
        }
        switch FileKind(of: path) {
        case .folder where !FileKind.isLink(path): waiting.append(path)
        case .file where DataFileName.isDataFile(name): dataFiles.append(path)
        default: others.append(path)
        }
      }
    }
    dataFiles.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    others.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func names(in folder: String) throws -> [String] {
    guard let stream = opendir(folder) else {
      throw TrainPackError(
        .inputUnreadable, "the folder cannot be read: \(String(cString: strerror(errno)))",
        at: InputLocation(source: folder), fix: "give yourself the right to read it, for example with chmod u+rx")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      // `d_name` ends with a zero byte; the entry stays until the next call.
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
          String(cString: $0)
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}
