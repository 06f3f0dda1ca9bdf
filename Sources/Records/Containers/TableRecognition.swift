import Archives
import Diagnostics
import StrictJSON

/// Recognises a table by its header row, and reads the names of its columns.
///
/// The first line that is not blank is the header when a comma, a tab or a semicolon stands in it outside quotes; the one
/// that separates most columns counts. A line of one name is the header of a table with one column where the source is
/// called so (`OneColumnTable`).
struct TableRecognition {
  let name: String
  /// A longer name is the text of a record.
  private static let maximumNameByteCount = 256
  private static let delimiters: [UInt8] = [0x2C, 0x09, 0x3B]

  private struct Header {
    var delimiter: UInt8
    var cells: [[UInt8]]
    var end: Int
  }

  /// The columns, and where the header row ends; `nil` when the text begins with none.
  ///
  /// - Throws: What reading throws; `records.table-no-header`, `records.table-column-name`,
  ///   `records.ambiguous-container` where two separators fit.
  func columns(in input: HeadedSource, from start: Int, limits: Limits) throws -> (TableColumns, end: Int)? {
    var start = start
    while let lineEnd = LineScan.lineFeed(in: input.head, from: start, to: input.head.count),
      LineScan.isBlank(input.head, in: start..<lineEnd)
    {
      start = lineEnd + 1
    }
    var headers: [Header] = []
    for delimiter in Self.delimiters {
      if let header = try header(in: input, from: start, by: delimiter, limits: limits) { headers.append(header) }
    }
    guard let best = headers.max(by: { $0.cells.count < $1.cells.count }) else { return nil }
    if best.cells.count == 1 {
      guard let delimiter = try OneColumnTable(name: name).delimiter(header: best.cells[0]) else { return nil }
      try check(best.cells, at: InputLocation(source: name, line: 1))
      return (TableColumns(delimiter: delimiter, names: best.cells), best.end)
    }
    let others = headers.filter { $0.cells.count == best.cells.count }
    let place = InputLocation(source: name, line: 1)
    if others.count > 1 {
      let names = others.map { TableColumns.delimiterName($0.delimiter) }
      throw TrainPackError(
        .recordsAmbiguousContainer,
        "the header row could be separated by \(names.joined(separator: " or ")): each gives \(best.cells.count) columns",
        at: place, fix: "put the names of the columns in quotes where they hold the other character")
    }
    try check(best.cells, at: place)
    return (TableColumns(delimiter: best.delimiter, names: best.cells), best.end)
  }

  private func header(
    in input: HeadedSource, from start: Int, by delimiter: UInt8, limits: Limits
  ) throws -> Header? {
    var scan = TableScan(delimiter: delimiter)
    var cells: [Range<Int>] = []
    while true {
      cells = []
      scan = TableScan(delimiter: delimiter)
      switch scan.advance(input.head, from: start, isAtEnd: input.isAtEnd, cell: { cells.append($0) }) {
      case .row(_, let end):
        return Header(delimiter: delimiter, cells: cells.map { Self.text(of: $0, in: input.head) }, end: end)
      case .needsMore:
        if try input.head.count - start > limits.maximumRecordBytes || !input.lookFurther() && scan.endsInQuotes {
          return nil
        }
      case .textAfterQuote, .loneCarriageReturn: return nil
      }
    }
  }

  private static func text(of cell: Range<Int>, in bytes: [UInt8]) -> [UInt8] {
    guard cell.count >= 2, bytes[cell.lowerBound] == 0x22 else { return Array(bytes[cell]) }
    var text: [UInt8] = []
    var isSecondQuote = false
    for byte in bytes[cell.lowerBound + 1..<cell.upperBound - 1] {
      if byte == 0x22 && isSecondQuote {
        isSecondQuote = false
        continue
      }
      isSecondQuote = byte == 0x22
      text.append(byte)
    }
    return text
  }

  private func check(_ names: [[UInt8]], at place: InputLocation) throws {
    for name in names {
      if let problem = TextEncodingGuess.firstInvalidUTF8(in: name, 0..<name.count) {
        throw TrainPackError(
          .recordsTableNotUTF8, "the header row is not UTF-8: \(problem.words)", at: place,
          fix: "save the sheet as \"CSV UTF-8\", or convert it with iconv -f WINDOWS-1252 -t UTF-8")
      }
      if name.contains(0) {
        throw TrainPackError(
          .recordsTableControlCharacter, "the header row holds a NUL byte", at: place,
          fix: "find out what wrote it there; tr -d '\\000' removes all of them")
      }
    }
    if let first = names.first(where: { $0.count > Self.maximumNameByteCount || $0.contains(0x0A) }) {
      throw noHeader(
        "the first row holds \"\(VisibleBytes.text(first.prefix(60)))…\", which names no column", at: place)
    }
    if names.allSatisfy(Self.isNumber) { throw noHeader("the first row holds nothing but numbers", at: place) }
    var seen: [[UInt8]: Int] = [:]
    for (index, name) in names.enumerated() {
      if name.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
        throw TrainPackError(
          .recordsTableColumnName, "column \(index + 1) of \(names.count) has no name", at: place,
          details: ["header: \(Self.list(names))"],
          fix: "name the column in the header row; pandas leaves the name of an index out, "
            + "and DataFrame.to_csv(index=False) the index")
      }
      if let first = seen.updateValue(index, forKey: name) {
        throw TrainPackError(
          .recordsTableColumnName,
          "columns \(first + 1) and \(index + 1) have the same name, \"\(VisibleBytes.text(name.prefix(60)))\"",
          at: place,
          details: ["header: \(Self.list(names))"], fix: "rename one of the two in the header row")
      }
    }
  }

  private func noHeader(_ message: String, at place: InputLocation) -> TrainPackError {
    TrainPackError(
      .recordsTableNoHeader, message, at: place,
      fix: "put a line with the names of the columns first, such as question,answer")
  }

  private static func list(_ names: [[UInt8]]) -> String {
    names.prefix(12).map { "\"\(VisibleBytes.text($0.prefix(40)))\"" }.joined(separator: ", ")
  }

  private static func isNumber(_ name: [UInt8]) -> Bool {
    !name.isEmpty && name.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D || $0 == 0x20 }
  }
}
