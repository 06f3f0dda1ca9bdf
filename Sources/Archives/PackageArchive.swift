import Diagnostics

/// A package as package registries distribute it: a zip archive (a wheel) or a tar archive, gzip-compressed or not.
///
/// Single members are taken out by name; nothing is ever unpacked to disk.
public struct PackageArchive: Sendable {
  public let path: String

  public init(path: String) {
    self.path = path
  }

  /// Returns the contents of the first ordinary file with this name.
  ///
  /// - Parameters:
  ///   - name: The member's exact name in the archive, with its folders.
  ///   - maximumByteCount: The largest contents in bytes.
  /// - Returns: `nil` when no member has this name.
  /// - Throws: `archive.unreadable` when the archive is damaged, or none; `limits.exceeded` for larger contents.
  /// - Complexity: O(*n*) in the bytes of the archive before the member.
  public func contents(ofMember name: String, maximumByteCount: Int) throws -> [UInt8]? {
    let handle = try ArchiveReadHandle(path: path, kind: .package)
    let wanted = Array(name.utf8)
    while let member = try handle.nextMember() {
      guard member.isRegularFile, member.name == wanted else { continue }
      var contents: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = try handle.readContents(into: &buffer)
        if count == 0 { return contents }
        guard contents.count + count <= maximumByteCount else {
          throw TrainPackError.limitExceeded(
            "bytes in the archive member \"\(name)\"", value: maximumByteCount, met: nil, flag: nil,
            at: InputLocation(source: path))
        }
        contents += buffer[..<count]
      }
    }
    return nil
  }
}
