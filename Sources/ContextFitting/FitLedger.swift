import Diagnostics

/// The ledger of an export: one line for every record that fitting shortened, divided or dropped, in input order.
public enum FitLedger {
  /// Repeats a cut on the text of one of the record's fields, which proves that the ledger tells the whole truth about it.
  ///
  /// - Parameters:
  ///   - line: One line of the ledger, without its line break.
  ///   - field: The JSON pointer of the field.
  ///   - text: The field's decoded text.
  ///   - location: Where the line stands in the ledger.
  /// - Returns: The field's text in each of the examples that came of the record; none for a record that was dropped.
  /// - Throws: `TrainPackError` with code `fit.ledger-line`, or `fit.ledger-mismatch` when the field does not hold the
  ///   removed text at its place.
  public static func replay(
    _ line: [UInt8], field: String, text: [UInt8],
    at location: InputLocation = InputLocation(source: "fit-ledger.jsonl")
  ) throws -> [[UInt8]] {
    try FitLedgerEntry(parsing: line, at: location).examples.map {
      try $0.replay(onField: field, text: text, at: location)
    }
  }
}

extension FitLedgerEntry.Example {
  /// The text of a field without what was removed from it, and with what stands in its place.
  ///
  /// - Throws: `TrainPackError` with code `fit.ledger-mismatch` when the field does not hold the removed text at its
  ///   place.
  public func replay(
    onField field: String, text: [UInt8], at location: InputLocation? = nil
  ) throws(TrainPackError) -> [UInt8] {
    var result: [UInt8] = []
    var start = 0
    for piece in removed where piece.field.utf8.elementsEqual(field.utf8) {
      guard piece.range.lowerBound >= start, piece.range.upperBound <= text.count,
        piece.utf8.map({ text[piece.range].elementsEqual($0) }) != false
      else {
        throw TrainPackError(
          .fitLedgerMismatch,
          "the field \(field) does not hold the removed text at bytes \(piece.range.lowerBound) to "
            + "\(piece.range.upperBound)",
          at: location, fix: "verify against the very files that were exported, or export again")
      }
      result += text[start..<piece.range.lowerBound] + piece.replacement
      start = piece.range.upperBound
    }
    return result + text[start...]
  }
}
