import Diagnostics

/// Files that are read as a whole.
enum SmallFile {
  /// Returns a file's contents.
  ///
  /// - Throws: `export.unreadable`, `limits.exceeded`.
  static func read(_ path: String, maximumByteCount: Int) throws -> [UInt8] {
    var contents: [UInt8] = []
    try InputFile(path: path).forEachBlock { block in
      guard contents.count + block.count <= maximumByteCount else {
        throw TrainPackError.limitExceeded(
          "bytes in one file of an export", value: maximumByteCount, met: nil, flag: nil,
          at: InputLocation(source: path))
      }
      for index in block.indices { contents.append(block[index]) }
    }
    return contents
  }
}
