import Glibc

@testable import ShardExport

/// A folder that is removed with the value that owns it.
final class TemporaryFolder {
  let path: String

  init() {
    var template = Array("/tmp/trainpack-export-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
  }

  deinit { try? FileSystem.removeTree(path) }

  func path(_ name: String) -> String { path + "/" + name }

  /// All files below a folder of this one, each with its contents.
  func files(in name: String = "") throws -> [String: [UInt8]] { try Self.files(in: path(name)) }

  static func files(in path: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for bytes in try FileSystem.names(in: path) {
      let name = String(decoding: bytes, as: UTF8.self)
      let child = path + "/" + name
      if FileSystem.kind(at: child) == .directory {
        for (below, contents) in try Self.files(in: child) { files["\(name)/\(below)"] = contents }
      } else {
        files[name] = try SmallFile.read(child, maximumByteCount: 1 << 30)
      }
    }
    return files
  }

  /// The names in the folder.
  func names(in name: String = "") throws -> [String] {
    try FileSystem.names(in: path(name)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Writes a file, replacing what was there.
  func write(_ contents: [UInt8], to name: String) throws {
    unlink(path(name))
    let file = try OutputFile(creating: path(name))
    try file.write(contents.span)
    try file.finish(.temporary)
  }
}
