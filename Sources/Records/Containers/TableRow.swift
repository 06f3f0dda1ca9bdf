import Diagnostics
import StrictJSON

/// One row of a table, as cells and as the JSON object that it stands for.
struct TableRow {
  let record: Record
  let columns: TableColumns
  /// The cells with their quotes, in the record's batch.
  let cells: [Range<Int>]

  /// - Throws: `records.table-column-count`, `records.table-control-character`.
  init(_ record: Record, columns: TableColumns) throws {
    self.record = record
    self.columns = columns
    let bytes = record.batchBytes
    if let place = LineScan.first(0, in: bytes, from: record.range.lowerBound, to: record.range.upperBound) {
      throw TrainPackError(
        .recordsTableControlCharacter, "the row holds a NUL byte", at: Self.place(place, in: record),
        fix: "find out what wrote it there; tr -d '\\000' removes all of them")
    }
    var cells: [Range<Int>] = []
    cells.reserveCapacity(columns.names.count)
    var scan = TableScan(delimiter: columns.delimiter)
    // The row was cut by the same rules, so that it ends with its bytes.
    _ = scan.advance(bytes, from: record.range.lowerBound, to: record.range.upperBound, isAtEnd: true) {
      cells.append($0)
    }
    self.cells = cells
    guard cells.count == columns.names.count else { throw wrongCount }
  }

  private var wrongCount: TrainPackError {
    let delimiter = TableColumns.delimiterName(columns.delimiter)
    let counted = cells.count == 1 ? "1 cell" : "\(cells.count) cells"
    let names = columns.names.prefix(8).map { VisibleBytes.text($0.prefix(60)) }.joined(separator: ", ")
    let fix =
      cells.count > columns.names.count
      ? "put the cell that holds a \(delimiter) in quotes: \"a\(UnicodeScalar(columns.delimiter)) b\""
      : "fill the row up with \(delimiter)s, or mend it where it was cut"
    return TrainPackError(
      .recordsTableColumnCount,
      "the row has \(counted), and the header names \(columns.names.count) columns", at: record.location,
      details: ["columns: \(names)", "row: \(VisibleBytes.text(record.bytes.prefix(80)))"], fix: fix)
  }

  /// The text of a cell, without quotes, doubled quotes as one.
  func text(ofCell index: Int) -> ArraySlice<UInt8> {
    let bytes = record.batchBytes
    let cell = cells[index]
    guard cell.count >= 2, bytes[cell.lowerBound] == 0x22 else { return bytes[cell] }
    let inner = cell.lowerBound + 1..<cell.upperBound - 1
    guard LineScan.first(0x22, in: bytes, from: inner.lowerBound, to: inner.upperBound) != nil else {
      return bytes[inner]
    }
    var text: [UInt8] = []
    text.reserveCapacity(inner.count)
    var at = inner.lowerBound
    while let quote = LineScan.first(0x22, in: bytes, from: at, to: inner.upperBound) {
      text += bytes[at...quote]
      at = quote + 2
    }
    if at < inner.upperBound { text += bytes[at..<inner.upperBound] }
    return text[...]
  }

  /// The row as a compact JSON object: the columns' names, and their texts as strings; or what the texts stand for, in
  /// columns that hold JSON.
  ///
  /// - Throws: `records.table-cell-json`, `json.duplicate-key`, `json.too-deep` and the like for a cell.
  func json(_ structured: TableCells, by reader: JSONReader, _ brokenCells: BrokenCells) throws -> [UInt8] {
    var writer = JSONWriter()
    writer.reserveCapacity(record.range.count + record.range.count / 8 + 32 * cells.count)
    writer.beginObject()
    for index in cells.indices {
      writer.key(json: columns.jsonKeys[index])
      if let json = try self.json(ofCell: index, structured, reader, brokenCells) {
        writer.raw(json)
      } else {
        writer.string(text(ofCell: index))
      }
    }
    writer.endObject()
    return writer.bytes
  }

  private func json(
    ofCell index: Int, _ structured: TableCells, _ reader: JSONReader, _ brokenCells: BrokenCells
  ) throws -> [UInt8]? {
    guard let kind = structured.kind(of: columns.names[index]) else { return nil }
    let cell = StructuredCell(text: Array(text(ofCell: index)), kind: kind)
    // An empty cell is how a table says that there is no list.
    if kind == .structure && cell.text.allSatisfy(StructuredCell.isSpace) { return Array("null".utf8) }
    do { return try cell.json(by: reader, brokenCells) } catch let error as TrainPackError {
      throw TableCellError(row: self, column: index, text: cell.text).explaining(error)
    }
  }

  /// The row's bytes with the texts of some cells replaced, every other byte as it was.
  ///
  /// A cell keeps its quotes, and gets them where its new text needs them.
  func replacing(_ texts: [Int: [UInt8]]) -> [UInt8] {
    let bytes = record.batchBytes
    var row: [UInt8] = []
    var at = record.range.lowerBound
    for (index, cell) in cells.enumerated() {
      guard let text = texts[index] else { continue }
      row += bytes[at..<cell.lowerBound]
      row += written(text, wasQuoted: !cell.isEmpty && bytes[cell.lowerBound] == 0x22)
      at = cell.upperBound
    }
    return row + bytes[at..<record.range.upperBound]
  }

  private func written(_ text: [UInt8], wasQuoted: Bool) -> [UInt8] {
    let isPlain =
      text.first != 0x22 && !text.contains { $0 == columns.delimiter || $0 == 0x0A || $0 == 0x0D }
      // A row of one empty cell would be a blank line.
      && !(text.isEmpty && cells.count == 1)
    if isPlain && !wasQuoted { return text }
    var cell: [UInt8] = [0x22]
    for byte in text {
      if byte == 0x22 { cell.append(byte) }
      cell.append(byte)
    }
    cell.append(0x22)
    return cell
  }

  /// The error for a row that is not UTF-8; `nil` when it is.
  static func encodingError(of record: Record) -> TrainPackError? {
    guard let problem = TextEncodingGuess.firstInvalidUTF8(in: record.batchBytes, record.range) else { return nil }
    let file = record.location.source == "standard input" ? "FILE" : ShellWord.quoted(record.location.source)
    let before = max(0, problem.offset - record.range.lowerBound - 24)
    return TrainPackError(
      .recordsTableNotUTF8, "the row is not UTF-8: \(problem.words)", at: place(problem.offset, in: record),
      details: ["near: \(VisibleBytes.text(record.bytes.dropFirst(before).prefix(48)))"],
      fix: "save the sheet as \"CSV UTF-8\", or convert it: iconv -f WINDOWS-1252 -t UTF-8 \(file) > utf8.csv")
  }

  /// The place of a byte of the record's batch.
  static func place(_ offset: Int, in record: Record) -> InputLocation {
    let range = record.range.lowerBound..<max(record.range.lowerBound, min(offset, record.range.upperBound))
    let lineFeeds = LineScan.lineFeeds(in: record.batchBytes, range)
    var place = record.location
    place.line = (place.line ?? 1) + lineFeeds.count
    place.column = range.upperBound - lineFeeds.endOfLast + 1
    place.byteOffset = (place.byteOffset ?? 0) + range.count
    return place
  }
}
