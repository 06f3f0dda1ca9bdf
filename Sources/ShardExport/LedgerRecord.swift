import StrictJSON

/// What a line of the ledger says of a record, as far as the shards can bear it out: which record it is, and whether it
/// was shortened or dropped. How the cut was made is the fitter's to know.
struct LedgerRecord: Hashable {
  enum Outcome: Hashable {
    /// Shortened to so many tokens, and so many trained ones.
    case trimmed(tokenCount: Int, lossTokenCount: Int)
    case dropped
  }

  var recordID: [UInt8]
  var place: RecordPlace
  var outcome: Outcome
  /// The line of the ledger, counted from 1.
  var ledgerLine: Int

  /// Reads a line; `nil` when it does not name a record and what became of it.
  init?(_ line: JSON, ledgerLine: Int) {
    guard let recordID = line["record_id"]?.utf8, let source = line["source"]?.utf8, let number = line["line"],
      number.isNull || number.int != nil, let action = line["action"]?.string
    else { return nil }
    self.recordID = recordID
    place = RecordPlace(source: source, line: number.int)
    self.ledgerLine = ledgerLine
    switch action {
    case "dropped": outcome = .dropped
    case "trimmed":
      guard let tokens = line["tokens_after"]?.int, let lossTokens = line["loss_tokens_after"]?.int else { return nil }
      outcome = .trimmed(tokenCount: tokens, lossTokenCount: lossTokens)
    default: return nil
    }
  }
}

/// Where a record stands: its file as the user named it, byte for byte, and its line.
struct RecordPlace: Hashable {
  var source: [UInt8]
  var line: Int?
}
