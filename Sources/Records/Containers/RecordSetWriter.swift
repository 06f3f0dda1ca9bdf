import Diagnostics

/// Writes records as they were read: lines as lines, elements as an array, members as an object, rows below their header.
///
/// When every record of one source is written as it was, the result is the source again byte for byte, but for blank lines,
/// the line break at the end of JSON Lines, which is always LF, and the byte order mark of JSON: RFC 8259 forbids to write
/// one, and readers of JSON refuse it. A table keeps it, as spreadsheets tell UTF-8 by it.
public struct RecordSetWriter {
  private var container: RecordContainer?
  private var previousLineBreak = Record.LineBreak.endOfFile
  /// The keys written so far, where keys must not be written twice.
  private var keys: Set<[UInt8]> = []

  public init() {}

  /// What is to be written for the next record.
  ///
  /// - Parameters:
  ///   - contents: The record's bytes, changed or not.
  ///   - record: The record as it was read.
  /// - Throws: `records.mixed-containers` for a record of a container that cannot be joined to those before;
  ///   `json.duplicate-key` for a key that another source had.
  public mutating func bytes(of contents: [UInt8], for record: Record) throws -> [UInt8] {
    let isFirst = container == nil
    let first = container ?? record.container
    container = first
    if record.container !== first { try checkJoins(first, record) }
    if let key = record.key, !keys.insert(key).inserted { throw duplicate(key, record) }
    switch first.kind {
    case .jsonLines: return contents + [0x0A]
    case .table:
      let before = isFirst ? first.opening : previousLineBreak == .endOfFile ? Self.lineBreak(of: first) : []
      previousLineBreak = record.lineBreak
      return before + contents + record.lineBreak.utf8
    case .jsonObjects:
      let separator = Array(record.batchBytes[record.separator])
      return (isFirst || !separator.isEmpty ? separator : [0x0A]) + contents
    case .jsonArray, .jsonObject:
      let separator = record.batchBytes[record.separator]
      if isFirst { return first.opening + Self.afterComma(in: record) + contents }
      return (record.index == 0 ? [0x2C] : []) + separator + contents
    }
  }

  /// What is to be written for another record that came of the one written last.
  ///
  /// - Parameters:
  ///   - contents: Its bytes.
  ///   - record: The record as it was read.
  /// - Throws: `json.duplicate-key` where records are the members of an object, each under its key.
  public mutating func bytes(ofFurther contents: [UInt8], for record: Record) throws -> [UInt8] {
    switch container?.kind ?? record.container.kind {
    case .jsonLines, .table: return try bytes(of: contents, for: record)
    case .jsonObjects: return [0x0A] + contents
    case .jsonArray: return [0x2C] + Self.afterComma(in: record) + contents
    case .jsonObject:
      throw TrainPackError(
        .jsonDuplicateKey, "several records come of one, and they cannot stand under its key", at: record.location,
        fix: "write the records as JSON Lines or as an array first, or fit with --fit trim")
    }
  }

  /// What is to be written at the end.
  ///
  /// - Parameter frames: Those of the sources, in order.
  public func end(_ frames: [RecordFrame]) -> [UInt8] {
    let frame =
      frames.first { $0.kind == container?.kind && $0.opening == container?.opening } ?? frames.first
    guard let frame else { return [] }
    switch frame.kind {
    case .jsonLines: return []
    case .table: return container == nil ? frame.opening : []
    case .jsonObjects: return frame.closing
    case .jsonArray, .jsonObject: return (container == nil ? frame.opening : []) + frame.closing
    }
  }

  /// What stands before the record, without the comma after the record before.
  private static func afterComma(in record: Record) -> ArraySlice<UInt8> {
    let separator = record.batchBytes[record.separator]
    if record.index == 0 { return separator }
    guard let comma = separator.firstIndex(of: 0x2C) else { return separator }
    return separator[(comma + 1)...]
  }

  /// How the header row of a table ends.
  private static func lineBreak(of table: RecordContainer) -> [UInt8] {
    table.opening.suffix(2).elementsEqual([0x0D, 0x0A]) ? [0x0D, 0x0A] : [0x0A]
  }

  private func checkJoins(_ first: RecordContainer, _ record: Record) throws {
    let other = record.container
    if first.kind == other.kind && first.columns == other.columns { return }
    // An object on one line is an object that may go over several.
    if first.kind == .jsonObjects && other.kind == .jsonLines { return }
    let message =
      first.kind == other.kind
      ? "the tables have other columns, so their rows cannot be written to one file"
      : "\(other.kind.name) cannot be written to one file with \(first.kind.name)"
    throw TrainPackError(
      .recordsMixedContainers, message, at: InputLocation(source: record.location.source),
      fix: "run the command once for each input, with an output of its own")
  }

  private func duplicate(_ key: [UInt8], _ record: Record) -> TrainPackError {
    TrainPackError(
      .jsonDuplicateKey, "two inputs have a record with the key \"\(VisibleBytes.text(key.prefix(60)))\"",
      at: record.location, fix: "run the command once for each input, with an output of its own")
  }
}
