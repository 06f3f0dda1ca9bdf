import Diagnostics

/// Reads a file line by line; lines end in a line feed, which is not part of them.
struct LineReader {
  private let file: InputFile
  private let maximumLineByteCount: Int
  private var block = [UInt8](repeating: 0, count: 1 << 16)
  private var position = 0
  private var end = 0

  /// - Throws: `export.unreadable`.
  init(path: String, maximumLineByteCount: Int) throws {
    file = try InputFile(path: path)
    self.maximumLineByteCount = maximumLineByteCount
  }

  /// Returns the next line, or `nil` at the end of the file.
  ///
  /// - Throws: `export.unreadable`, also for a line that is too long or lacks its line feed.
  mutating func next() throws -> [UInt8]? {
    var line: [UInt8] = []
    while true {
      if position == end {
        position = 0
        end = try file.read(into: &block)
        if end == 0 { return try endOfFile(line) }
      }
      if let feed = block[position..<end].firstIndex(of: UInt8(ascii: "\n")) {
        line += block[position..<feed]
        position = feed + 1
        return line
      }
      line += block[position..<end]
      position = end
      guard line.count <= maximumLineByteCount else {
        throw failure("has a line of more than \(maximumLineByteCount) bytes")
      }
    }
  }

  private func endOfFile(_ line: [UInt8]) throws -> [UInt8]? {
    guard line.isEmpty else { throw failure("does not end in a line feed") }
    return nil
  }

  private func failure(_ message: String) -> TrainPackError {
    TrainPackError(
      .exportUnreadable, "the file \(message)", at: InputLocation(source: file.path),
      fix: "copy the file again from where it was exported")
  }
}
