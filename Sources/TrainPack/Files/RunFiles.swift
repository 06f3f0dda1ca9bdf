import Diagnostics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The files of one run: what it reads and what it writes.
struct RunFiles {
  /// A file or folder that a run writes.
  struct Output {
    var path: String
    /// The option that named it.
    var option: String
  }

  /// What a path names, however it is written.
  private enum Identity: Hashable {
    /// A file or folder that exists.
    case node(device: UInt64, number: UInt64)
    /// A name in a folder, where nothing stands yet.
    case name(String, inFolder: String)
  }

  let inputs: [String]
  /// The inputs as they were named: files, folders and patterns.
  var named: [String] = []
  let outputs: [Output]

  /// Looks for a file that is written twice, or read and written; nothing is opened.
  ///
  /// - Throws: `output.same-file`.
  func check() throws {
    for (index, output) in outputs.enumerated() {
      guard let identity = Self.identity(of: output.path) else { continue }
      for input in inputs {
        if Self.identity(of: input) == identity {
          throw Self.same("\(output.option) \(output.path) is also an input, \(input)")
        }
        if Self.folders(above: input).contains(identity) {
          throw Self.same("the input \(input) lies in the folder of \(output.option), \(output.path)")
        }
      }
      // What is written there would be read by the next run, and by a verification.
      let above = Self.folders(above: output.path)
      if let folder = named.first(where: { Self.identity(of: $0).map(above.contains) == true }) {
        throw Self.same("\(output.option) \(output.path) lies in the input folder \(folder)")
      }
      for (otherIndex, other) in outputs.enumerated() where otherIndex != index {
        if otherIndex > index, Self.identity(of: other.path) == identity {
          throw Self.same("\(output.option) and \(other.option) are the same file, \(other.path)")
        }
        if Self.folders(above: other.path).contains(identity) {
          throw Self.same("\(other.option) \(other.path) lies in the folder of \(output.option), \(output.path)")
        }
      }
    }
  }

  private static func same(_ message: String) -> TrainPackError {
    TrainPackError(.outputSameFile, message, fix: "name another file")
  }

  /// `nil` for standard input and output, and for a device or pipe, which may be named more than once.
  private static func identity(of path: String) -> Identity? {
    if path == "-" { return nil }
    var status = stat()
    if stat(path, &status) == 0 {
      let kind = status.st_mode & S_IFMT
      guard kind == S_IFREG || kind == S_IFDIR else { return nil }
      return .node(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }
    let trimmed = withoutFinalSlashes(path)
    let name = trimmed.split(separator: "/").last.map(String.init) ?? trimmed
    return .name(name, inFolder: absolute(parent(of: trimmed)))
  }

  /// The folders that a path lies in, nearest first.
  private static func folders(above path: String) -> [Identity] {
    if path == "-" { return [] }
    var folders: [Identity] = []
    var folder = absolute(parent(of: withoutFinalSlashes(path)))
    while true {
      if let identity = identity(of: folder) { folders.append(identity) }
      let next = parent(of: folder)
      if next == folder || folder == "." { return folders }
      folder = next
    }
  }

  private static func withoutFinalSlashes(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The path without links and dots; as it was written where there is nothing.
  private static func absolute(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
