/// Reads the lines that `PackedRowEncoder` writes, and nothing else: the columns in their order, without white space,
/// numbers in the one form that they are written in.
///
/// It is the check that a row has the form that an export writes; a reader of JSON in general would pass over other
/// keys, other orders and numbers such as `1e2`.
struct PackedRowScanner {
  private let columns: [RowColumn]
  /// What stands before the numbers of each column.
  private let openings: [[UInt8]]

  private let isOneExample: Bool

  init(schema: RowSchema) {
    columns = schema.columns
    isOneExample = schema == .tokens
    openings = columns.enumerated().map { index, column in
      Array("\(index == 0 ? "{" : "],")\"\(column.rawValue)\":[".utf8)
    }
  }

  /// Reads a line into `row`, whose memory is used again.
  ///
  /// - Parameter line: A line without its line feed.
  /// - Returns: The offset of the first byte that is not what an export writes; `nil` when there is none.
  /// - Complexity: O(*n*) for *n* bytes.
  func scan(_ line: Span<UInt8>, into row: inout PackedRow) -> Int? {
    var offset = 0
    for (column, opening) in zip(columns, openings) {
      if let wrong = Self.skip(opening, in: line, at: &offset) { return wrong }
      let wrong =
        switch column {
        case .inputIDs: Self.scanNumbers(line, at: &offset, into: &row.inputIDs)
        case .labels: Self.scanNumbers(line, at: &offset, into: &row.labels)
        case .sequenceLengths: Self.scanNumbers(line, at: &offset, into: &row.sequenceLengths)
        case .positionIDs: Self.scanNumbers(line, at: &offset, into: &row.positionIDs)
        case .attentionMask: Self.scanNumbers(line, at: &offset, into: &row.attentionMask)
        case .messages, .prompt, .completion, .chosen, .rejected, .text, .tools: offset
        }
      if let wrong { return wrong }
    }
    if let wrong = Self.skip(Array("]}".utf8), in: line, at: &offset) { return wrong }
    // A row of one example does not spell out its length.
    if isOneExample { row.sequenceLengths = [Int32(clamping: row.inputIDs.count)] }
    return offset == line.count ? nil : offset
  }

  private static func skip(_ text: [UInt8], in line: Span<UInt8>, at offset: inout Int) -> Int? {
    for byte in text {
      guard offset < line.count, line[offset] == byte else { return offset }
      offset += 1
    }
    return nil
  }

  /// Reads one or more numbers with commas between them.
  private static func scanNumbers(_ line: Span<UInt8>, at offset: inout Int, into numbers: inout [Int32]) -> Int? {
    numbers.removeAll(keepingCapacity: true)
    while true {
      guard let number = scanNumber(line, at: &offset) else { return offset }
      numbers.append(number)
      guard offset < line.count, line[offset] == UInt8(ascii: ",") else { return nil }
      offset += 1
    }
  }

  /// Reads a number without leading zeros; `nil` when there is none, or it does not fit.
  private static func scanNumber(_ line: Span<UInt8>, at offset: inout Int) -> Int32? {
    let isNegative = offset < line.count && line[offset] == UInt8(ascii: "-")
    if isNegative { offset += 1 }
    let start = offset
    var value = 0
    while offset < line.count, offset - start <= 10 {
      let digit = Int(line[offset]) - 0x30
      guard (0...9).contains(digit) else { break }
      value = value * 10 + digit
      offset += 1
    }
    let digitCount = offset - start
    guard digitCount > 0, digitCount == 1 || line[start] != UInt8(ascii: "0"), !(isNegative && value == 0) else {
      return nil
    }
    return Int32(exactly: isNegative ? -value : value)
  }
}
