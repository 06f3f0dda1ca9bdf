import Diagnostics
import StrictJSON

/// Reads `segments.jsonl` in step with the rows that it describes.
final class SegmentsCheck {
  private var lines: LineReader
  private let path: String
  private let reader = JSONReader()
  private var lineCount = 0
  /// The line that was read last, where it was found right.
  private(set) var line: SegmentLine?
  static let maximumLineByteCount = 1 << 20

  /// - Throws: `export.unreadable`.
  init(path: String) throws {
    self.path = path
    lines = try LineReader(path: path, maximumLineByteCount: Self.maximumLineByteCount)
  }

  /// Where the line that was read last stands.
  var place: InputLocation { InputLocation(source: path, line: lineCount) }

  /// Reads the next line and compares it with what it describes.
  ///
  /// - Parameters:
  ///   - shardPath: The shard that the segment is in.
  ///   - row: The segment's row in its shard, and `segment` its place there; its source is what the line says.
  ///   - counts: How many tokens it has, and how many of them are trained; `nil` where only the line says so.
  /// - Returns: What is wrong, in words; `nil` when nothing is.
  /// - Throws: `export.unreadable` when the file cannot be read on.
  func violation(
    shardPath: String, row: Int, segment: Int, counts: (tokens: Int, lossTokens: Int)?
  ) throws -> String? {
    self.line = nil
    guard let line = try nextLine() else { return "it ends before the segments of \(shardPath)" }
    guard let json = try? reader.readTree(line, at: place), let source = SegmentLine.source(of: json) else {
      return "a line does not name a record, its source, its line and its sha256"
    }
    guard let stated = json["tokens"]?.int, let statedLoss = json["loss_tokens"]?.int else {
      return "a line does not say how many tokens the example has"
    }
    let (tokenCount, lossTokenCount) = (counts?.tokens ?? stated, counts?.lossTokens ?? statedLoss)
    let numbers = [("row", row), ("segment", segment), ("tokens", tokenCount), ("loss_tokens", lossTokenCount)]
    guard json["shard"]?.string == shardPath else { return "a line is of another shard than \(shardPath)" }
    for (key, number) in numbers where json[key]?.int != number {
      return "a line's \"\(key)\" is not the \(number) of the row"
    }
    let expected = SegmentLine(
      row: row, segment: segment, tokenCount: tokenCount, lossTokenCount: lossTokenCount, source: source)
    guard line == SegmentLine.start(shardPath: shardPath) + expected.rest else {
      return "a line has other keys, another order or other white space than an export writes"
    }
    self.line = expected
    return nil
  }

  /// Reads on until `count` lines are behind.
  func skip(toLine count: Int) throws {
    while lineCount < count, try nextLine() != nil {}
  }

  /// Whether there is nothing more to read.
  func isAtEnd() throws -> Bool { try nextLine() == nil }

  private func nextLine() throws -> [UInt8]? {
    let line = try lines.next()
    if line != nil { lineCount += 1 }
    return line
  }
}
