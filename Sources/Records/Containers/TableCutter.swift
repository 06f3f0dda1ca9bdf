import Archives
import Diagnostics

/// Cuts a table into its rows, which may go over several lines; blank lines are passed over.
///
/// What puts the ends of rows in doubt (an open quote, text after a closing one, a lone carriage return) is an error of the
/// whole source, as nothing after it can be trusted; what is wrong within a row is the row's.
final class TableCutter: RecordCutter {
  let closing: [UInt8] = []
  private let input: HeadedSource
  private let name: String
  private let limits: Limits
  private let container: RecordContainer
  private let delimiter: UInt8
  private var carry: [UInt8] = []
  private var position: TextPosition
  private var isAtEnd = false
  /// Goes on through a row that was too long.
  private var longRow: TableScan?
  private var failure: (any Error)?

  /// - Parameter position: Where the bytes that `input` gives begin: after the header row.
  init(
    _ input: HeadedSource, named name: String, limits: Limits, columns: TableColumns, opening: [UInt8],
    at position: TextPosition
  ) {
    self.input = input
    self.name = name
    self.limits = limits
    self.position = position
    delimiter = columns.delimiter
    container = RecordContainer(.table, opening: opening, columns: columns)
  }

  func nextRecords(maximumBytes: Int, firstIndex: Int) throws -> CutRecords? {
    if let failure { throw failure }
    while longRow != nil { try passLongRow() }
    if isAtEnd && carry.isEmpty { return nil }
    var text = carry
    carry = []
    var rows: [(content: Range<Int>, end: Int)] = []
    var end = 0
    do {
      while end < maximumBytes, longRow == nil, let row = try nextRow(of: &text, from: end) {
        rows.append(row)
        end = row.end
      }
    } catch {
      if rows.isEmpty { throw error }
      failure = error
    }
    return batch(of: rows, in: text, firstIndex: firstIndex)
  }

  private func nextRow(of text: inout [UInt8], from start: Int) throws -> (content: Range<Int>, end: Int)? {
    var scan = TableScan(delimiter: delimiter)
    var from = start
    if from == text.count, try !fill(&text) { return nil }
    while true {
      switch scan.advance(text, from: from, isAtEnd: isAtEnd) {
      case .row(let contentEnd, let end): return (start..<contentEnd, end)
      case .textAfterQuote(let at): throw textAfterQuote(text, at, quote: scan.quoteOffset)
      case .loneCarriageReturn(let at): throw loneCarriageReturn(text, at)
      case .needsMore:
        from = scan.resumeOffset
        if isAtEnd { throw openQuote(text, scan.quoteOffset) }
        if text.count - start > limits.maximumRecordBytes {
          longRow = scan
          return (start..<text.count, text.count)
        }
        _ = try fill(&text)
      }
    }
  }

  private func fill(_ text: inout [UInt8]) throws -> Bool {
    if isAtEnd { return false }
    isAtEnd = try input.read(ByteSource.chunkByteCount, appendingTo: &text) == 0
    return !isAtEnd
  }

  private func batch(
    of rows: [(content: Range<Int>, end: Int)], in text: [UInt8], firstIndex: Int
  ) -> CutRecords {
    var bytes = text
    let end = rows.last?.end ?? 0
    if longRow != nil {
      bytes.removeSubrange(min(bytes.count, (rows.last?.content.lowerBound ?? 0) + LineCutter.keptByteCount)...)
    } else {
      carry = Array(bytes[end...])
    }
    var records: [Record] = []
    records.reserveCapacity(rows.count)
    var at = 0
    for (index, row) in rows.enumerated() {
      let goesOn = longRow != nil && index == rows.count - 1
      position.advance(over: text, at..<row.content.lowerBound)
      at = row.content.lowerBound
      if row.content.isEmpty { continue }
      var location = position.location(in: name)
      location.column = nil
      let isTooLong = row.content.count > limits.maximumRecordBytes
      records.append(
        Record(
          batchBytes: bytes, range: row.content.clamped(to: 0..<bytes.count),
          lineBreak: goesOn ? .lineFeed : Self.lineBreak(row.end - row.content.upperBound), location: location,
          index: firstIndex + records.count,
          problem: isTooLong ? limits.recordTooLong(at: location, met: goesOn ? nil : row.content.count) : nil,
          container: container))
    }
    position.advance(over: text, at..<end)
    return CutRecords(records: records, byteCount: end)
  }

  private static func lineBreak(_ length: Int) -> Record.LineBreak {
    switch length {
    case 0: .endOfFile
    case 1: .lineFeed
    default: .carriageReturnLineFeed
    }
  }

  /// Reads past a chunk of a row that is too long without keeping it.
  private func passLongRow() throws {
    guard var scan = longRow else { return }
    var chunk = carry
    carry = []
    if try !fill(&chunk), scan.endsInQuotes { throw openQuote(chunk, chunk.count) }
    switch scan.advance(chunk, from: 0, isAtEnd: isAtEnd) {
    case .row(_, let end):
      longRow = nil
      position.advance(over: chunk, 0..<end)
      carry = Array(chunk[end...])
    case .needsMore:
      longRow = scan
      position.advance(over: chunk, 0..<scan.resumeOffset)
      carry = Array(chunk[scan.resumeOffset...])
    case .textAfterQuote(let at): throw textAfterQuote(chunk, at, quote: at)
    case .loneCarriageReturn(let at): throw loneCarriageReturn(chunk, at)
    }
  }

  // MARK: Errors of the whole table

  private func place(_ text: [UInt8], _ offset: Int) -> TextPosition { position.advanced(over: text, 0..<offset) }

  private func openQuote(_ text: [UInt8], _ quote: Int) -> TrainPackError {
    let place = place(text, quote)
    return TrainPackError(
      .recordsTableOpenQuote, "a quote is opened and never closed, so the rest of the table is one cell",
      at: place.location(in: name),
      details: ["near: \(VisibleBytes.text(text.dropFirst(quote).prefix(60)))", Self.lostRows],
      fix: "close it, write a quote inside quotes twice (\"\"), or get the file again if it looks truncated; "
        + oddQuotes(upTo: place.line))
  }

  private func textAfterQuote(_ text: [UInt8], _ at: Int, quote: Int) -> TrainPackError {
    let place = place(text, at)
    return TrainPackError(
      .recordsTableTextAfterQuote, "something follows a closing quote within its cell",
      at: place.location(in: name),
      details: [
        "near: \(VisibleBytes.text(text.dropFirst(max(0, at - 30)).prefix(60)))",
        "the cell's quote is opened at \(self.place(text, min(quote, at)).words(in: name))", Self.lostRows,
      ],
      fix: "write a quote inside quotes twice: \"the \"\"quick\"\" test\"; " + oddQuotes(upTo: place.line))
  }

  /// Why such a record cannot be set aside.
  private static let lostRows =
    "where the next row begins cannot be known, so --on-bad-record skip cannot pass over it"

  /// How to find the line at fault: the first with an odd number of quotes that begins no cell over several lines.
  private func oddQuotes(upTo line: Int) -> String {
    let parts = name.lowercased().utf8.split(separator: UInt8(ascii: "."))
    let unpack = [("gz", "gzip"), ("xz", "xz"), ("zst", "zstd")].first { parts.last?.elementsEqual($0.0.utf8) == true }
    let file = ShellWord.quoted(name == "standard input" ? "FILE" : name)
    let program = "awk -F'\"' 'NR <= \(line) && NF && NF % 2 == 0 {print NR\": \"$0}'"
    let command = unpack.map { "\($0.1) -dc \(file) | \(program)" } ?? "\(program) \(file)"
    return "the quote that is missing may stand before this line: the lines up to it with an odd number of quotes are "
      + "listed by \(command)"
  }

  private func loneCarriageReturn(_ text: [UInt8], _ at: Int) -> TrainPackError {
    TrainPackError(
      .recordsTableControlCharacter, "a carriage return outside quotes ends no line",
      at: place(text, at).location(in: name),
      fix: "put the cell in quotes; if all lines end so, as old Macs wrote them, convert them with tr '\\r' '\\n'")
  }
}
