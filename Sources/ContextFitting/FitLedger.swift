import Diagnostics

/// The ledger of an export: one line for every record that fitting trimmed or dropped, in input order.
public enum FitLedger {
  /// Repeats a cut on the text of the record's field, which proves that the ledger tells the whole truth about it.
  ///
  /// - Parameters:
  ///   - line: One line of the ledger, without its line break.
  ///   - fieldText: The decoded text of the field that the line names.
  ///   - location: Where the line stands in the ledger.
  /// - Returns: The field's text without what was removed; `nil` for a record that was dropped.
  /// - Throws: `TrainPackError` with code `fit.ledger-line`, or `fit.ledger-mismatch` when the field does not hold the
  ///   removed text at its place.
  public static func replay(
    _ line: [UInt8], fieldText: [UInt8], at location: InputLocation = InputLocation(source: "fit-ledger.jsonl")
  ) throws -> [UInt8]? {
    let entry = try FitLedgerEntry(parsing: line, at: location)
    guard case .trimmed(_, _, let cut) = entry.action else { return nil }
    return try cut.replay(on: fieldText, at: location)
  }
}

extension FitLedgerEntry.Cut {
  /// The text of the field without the text removed.
  ///
  /// - Throws: `TrainPackError` with code `fit.ledger-mismatch` when the field does not hold the removed text at its
  ///   place.
  public func replay(on fieldText: [UInt8], at location: InputLocation? = nil) throws(TrainPackError) -> [UInt8] {
    guard range.upperBound <= fieldText.count, range.lowerBound >= 0, Array(fieldText[range]) == utf8 else {
      throw TrainPackError(
        .fitLedgerMismatch,
        "the field \(field) does not hold the removed text at bytes \(range.lowerBound) to \(range.upperBound)",
        at: location, fix: "verify against the very files that were exported, or export again")
    }
    return Array(fieldText[..<range.lowerBound]) + fieldText[range.upperBound...]
  }
}
