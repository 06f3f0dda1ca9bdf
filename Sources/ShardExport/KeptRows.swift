import Diagnostics

/// A row that waits in a file until it is known which keys all messages of the export have.
public struct KeptRow: Sendable {
  fileprivate var offset: Int
  fileprivate var byteCount: Int
  /// The keys that its line was written with.
  fileprivate var keys: MessageKeys
  var dateLikeTexts: DateLikeTexts
  public var tokenCount: Int
  public var lossTokenCount: Int
  public var source: SegmentSource
}

/// The file in which rows with text wait.
///
/// A line is written with the keys that were met so far; most datasets have the same keys in their first record as in all
/// others, and then a line is copied as it is.
///
/// Disk: the rows once. Memory: one row.
final class KeptRows {
  private let file: OutputFile
  private let schema: RowSchema
  private var encoder = TextRowEncoder()
  private var input: InputFile?
  private(set) var keys = MessageKeys()

  init(creating path: String, schema: RowSchema) throws {
    self.schema = schema
    file = try OutputFile(creating: path)
  }

  /// Takes a row.
  func keep(_ row: TextRow) throws -> KeptRow {
    keys = keys.union(row.keys)
    let line = encoder.line(row.content, tools: row.tools, keys: keys)
    let offset = file.byteCount
    try file.write(line.span)
    return KeptRow(
      offset: offset, byteCount: line.count, keys: keys, dateLikeTexts: DateLikeTexts(row.content),
      tokenCount: row.tokenCount, lossTokenCount: row.lossTokenCount, source: row.source)
  }

  /// The row's line with the keys of all rows; no row can be kept afterwards.
  func line(of row: KeptRow) throws -> [UInt8] {
    let input = try self.input ?? open()
    var line = [UInt8](repeating: 0, count: row.byteCount)
    guard try input.read(into: &line, at: row.offset) == line.count else { throw changed }
    if row.keys == keys { return line }
    // The line was written with fewer keys.
    var reader = TextRowReader(schema: schema.with(row.keys))
    guard let (content, tools) = reader.read(Array(line.dropLast())) else { throw changed }
    return encoder.line(content, tools: tools, keys: keys)
  }

  /// The size of the row's line with the keys of all rows, in bytes; no row can be kept afterwards.
  func lineByteCount(of row: KeptRow) throws -> Int {
    row.keys == keys ? row.byteCount : try line(of: row).count
  }

  /// Removes the file.
  func remove() throws {
    if input == nil { try file.finish(.temporary) }
    try FileSystem.removeFile(file.path)
  }

  private func open() throws -> InputFile {
    try file.finish(.temporary)
    let opened = try InputFile(path: file.path)
    input = opened
    return opened
  }

  private var changed: TrainPackError {
    TrainPackError(
      .exportUnreadable, "a temporary file of this export changed", at: InputLocation(source: file.path),
      fix: "make sure that nothing else writes into the folder, and run again")
  }
}
