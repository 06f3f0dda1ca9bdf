import StrictJSON

/// What a line of the ledger says of a record, as far as the shards can bear it out: which record it is, and the examples
/// that came of it. How it was cut is the fitter's to know.
struct LedgerRecord: Hashable {
  /// An example that was shortened to so many tokens, and so many trained ones.
  struct Example: Hashable {
    var tokenCount: Int
    var lossTokenCount: Int
  }

  var identity: RecordIdentity
  /// None where the record was dropped, several where it was divided; `nil` for those that were met in the shards.
  private(set) var examples: [Example?]
  /// The line of the ledger, counted from 1.
  var ledgerLine: Int

  /// Reads a line; `nil` when it does not name a record and what became of it.
  init?(_ line: JSON, ledgerLine: Int) {
    guard let sum = line["record_sha256"]?.string.flatMap(SHA256Sum.init(hexadecimal:)),
      let recordID = line["record_id"]?.utf8, let source = line["source"]?.utf8, let number = line["line"],
      number.isNull || number.int != nil, let action = line["action"]?.string, let examples = line["examples"]?.array
    else { return nil }
    identity = RecordIdentity(source: source, line: number.int, recordID: recordID, recordSum: sum)
    self.ledgerLine = ledgerLine
    self.examples = []
    for example in examples {
      guard let tokens = example["tokens"]?.int, let lossTokens = example["loss_tokens"]?.int else { return nil }
      self.examples.append(Example(tokenCount: tokens, lossTokenCount: lossTokens))
    }
    switch (action, examples.count) {
    case ("dropped", 0), ("trimmed", 1), ("split", 2...): break
    default: return nil
    }
  }
}

extension LedgerRecord {
  var isDropped: Bool { examples.isEmpty }
  var isDivided: Bool { examples.count > 1 }
  var isMet: Bool { !isDropped && examples.allSatisfy { $0 == nil } }

  /// The index of an example that is still to be met, by its number in `segments.jsonl`: those of a divided record have
  /// one, that of a shortened record has none.
  func index(of number: Int?) -> Int? {
    let index = isDivided ? number : number == nil ? 0 : nil
    return index.flatMap { examples.indices.contains($0) && examples[$0] != nil ? $0 : nil }
  }

  /// Takes an example as met.
  ///
  /// - Returns: What the ledger says of it.
  mutating func meet(_ index: Int) -> Example? {
    defer { examples[index] = nil }
    return examples[index]
  }
}

/// Which record it is. Elements of an array may share a line, and an identifier; only copies share all of it.
struct RecordIdentity: Hashable {
  /// Its file as the user named it, byte for byte.
  var source: [UInt8]
  var line: Int?
  var recordID: [UInt8]?
  /// The sum of its bytes.
  var recordSum: SHA256Sum
}

extension RecordIdentity {
  init(_ source: SegmentSource) {
    self.init(
      source: Array(source.file.utf8), line: source.line, recordID: source.recordID.map { Array($0.utf8) },
      recordSum: source.recordSum)
  }
}
