#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds the cells and the end of one row of separated values, in as many pieces as its bytes come in.
///
/// A cell that begins with a quote goes on to the next quote that is not doubled, over commas and line breaks; a quote
/// inside a cell that does not begin with one is an ordinary character. LF and CRLF end a row.
///
/// Source: RFC 4180; Python's `csv` module with `strict=True` for what the RFC leaves open.
struct TableScan {
  enum Outcome: Equatable {
    /// The row's bytes end at `contentEnd`, its line break at `end`.
    case row(contentEnd: Int, end: Int)
    /// The row goes on past the bytes.
    case needsMore
    /// Something stands between a closing quote and the end of its cell.
    case textAfterQuote(Int)
    /// A carriage return outside quotes is followed by no line feed.
    case loneCarriageReturn(Int)
  }

  private enum State {
    case cellStart, unquoted, quoted, afterQuote
  }

  let delimiter: UInt8
  private var state = State.cellStart
  /// The opening quote of the cell that is being read.
  private(set) var quoteOffset = 0

  init(delimiter: UInt8) {
    self.delimiter = delimiter
  }

  /// Whether what has been seen ends inside quotes.
  var endsInQuotes: Bool { state == .quoted }

  /// Where the bytes ended before: a carriage return, or the second of two quotes, is looked at again with what follows.
  private(set) var resumeOffset = 0

  /// Goes on from `start`.
  ///
  /// - Parameters:
  ///   - end: Where the bytes end; all of them by default.
  ///   - isAtEnd: Whether nothing follows the bytes.
  ///   - cell: Given each cell with its quotes.
  /// - Complexity: O(*n*) in the bytes from `start`.
  mutating func advance(
    _ bytes: [UInt8], from start: Int, to end: Int? = nil, isAtEnd: Bool, cell: (Range<Int>) -> Void = { _ in }
  ) -> Outcome {
    bytes.withUnsafeBytes { buffer in
      let end = min(end ?? buffer.count, buffer.count)
      guard let base = buffer.baseAddress, start >= 0, start <= end else { return .needsMore }
      // All offsets stay within `start..<end`.
      return advance(base.assumingMemoryBound(to: UInt8.self), start, end, isAtEnd, cell)
    }
  }

  /// Whether a byte may end a cell that does not begin with a quote.
  private func isSpecial(_ byte: UInt8) -> Bool { byte == delimiter || byte == 0x0A || byte == 0x0D }

  private mutating func advance(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ isAtEnd: Bool, _ cell: (Range<Int>) -> Void
  ) -> Outcome {
    var at = start
    var cellStart = start
    while at < end {
      switch state {
      case .cellStart:
        cellStart = at
        if bytes[at] == 0x22 {
          quoteOffset = at
          state = .quoted
          at += 1
        } else {
          state = .unquoted
        }
      case .quoted:
        guard let found = memchr(bytes + at, 0x22, end - at) else {
          at = end
          continue
        }
        at = UnsafeRawPointer(found) - UnsafeRawPointer(bytes) + 1
        state = .afterQuote
      case .afterQuote where bytes[at] == 0x22:
        state = .quoted
        at += 1
      case .unquoted where !isSpecial(bytes[at]):
        repeat { at += 1 } while at < end && !isSpecial(bytes[at])
      case .unquoted, .afterQuote:
        let byte = bytes[at]
        if byte == delimiter {
          cell(cellStart..<at)
          state = .cellStart
        } else if byte == 0x0A {
          cell(cellStart..<at)
          state = .cellStart
          return .row(contentEnd: at, end: at + 1)
        } else if byte == 0x0D {
          if at + 1 == end && !isAtEnd {
            resumeOffset = at
            return .needsMore
          }
          guard at + 1 < end, bytes[at + 1] == 0x0A else { return .loneCarriageReturn(at) }
          cell(cellStart..<at)
          state = .cellStart
          return .row(contentEnd: at, end: at + 2)
        } else if state == .afterQuote {
          return .textAfterQuote(at)
        }
        at += 1
      }
    }
    resumeOffset = end
    if !isAtEnd || state == .quoted { return .needsMore }
    cell(state == .cellStart ? end..<end : cellStart..<end)
    return .row(contentEnd: end, end: end)
  }
}
