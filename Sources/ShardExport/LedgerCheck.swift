import Diagnostics
import StrictJSON

/// Holds the ledger against the examples in the shards: a record that was shortened is there, with the tokens that the
/// ledger states, one that was divided is there with all its examples, and one that was dropped is not.
///
/// Memory: the identity of each record in the ledger.
final class LedgerCheck {
  private(set) var trimmedCount = 0
  private(set) var splitCount = 0
  private(set) var splitExampleCount = 0
  private(set) var droppedCount = 0
  /// What it lists, as the manifest counts it.
  private(set) var summary = LedgerSummary()
  private let path: String
  /// Several of one identity where a record stands twice, or its file was named twice.
  private var records: [RecordIdentity: [LedgerRecord]] = [:]

  init(path: String) { self.path = path }

  func place(_ line: Int) -> InputLocation { InputLocation(source: path, line: line) }

  /// Takes a line of the ledger.
  ///
  /// - Returns: Whether it names a record and what became of it.
  func take(_ line: JSON, number: Int) -> Bool {
    summary.add(line)
    guard let record = LedgerRecord(line, ledgerLine: number) else { return false }
    switch record.examples.count {
    case 0: droppedCount += 1
    case 1: trimmedCount += 1
    default:
      splitCount += 1
      splitExampleCount += record.examples.count
    }
    records[record.identity, default: []].append(record)
    return true
  }

  /// Holds an example against the ledger.
  ///
  /// - Returns: What is wrong, in words, and the ledger's line; `nil` when nothing is.
  func violation(
    of source: SegmentSource, tokenCount: Int, lossTokenCount: Int
  ) -> (message: String, place: InputLocation)? {
    let identity = RecordIdentity(source)
    var listed = records[identity] ?? []
    let awaiting = listed.firstIndex { $0.isDropped || $0.index(of: source.example) != nil }
    guard let which = awaiting ?? listed.indices.first else {
      return source.example.map {
        ("segments.jsonl has an example \($0) of a record that it does not name", InputLocation(source: path))
      }
    }
    let ledgerPlace = self.place(listed[which].ledgerLine)
    guard let index = listed[which].index(of: source.example) else {
      guard listed[which].isDropped else { return (Self.mismatch(of: source.example, in: listed[which]), ledgerPlace) }
      records[identity]?.remove(at: which)
      return ("a record that it says was dropped is in the shards", ledgerPlace)
    }
    let stated = listed[which].meet(index)
    if listed[which].isMet { listed.remove(at: which) }
    records[identity] = listed
    guard let stated, stated != LedgerRecord.Example(tokenCount: tokenCount, lossTokenCount: lossTokenCount) else {
      return nil
    }
    return (
      "a record that it says was shortened to \(stated.tokenCount) tokens, \(stated.lossTokenCount) of them trained, has "
        + "\(tokenCount) and \(lossTokenCount) in the shards", ledgerPlace
    )
  }

  /// - Parameter example: A number that the record has no example of, or none that was not met.
  private static func mismatch(of example: Int?, in record: LedgerRecord) -> String {
    switch (example, record.isDivided) {
    case (nil, true): "an example of a record that it says was divided has no number in segments.jsonl"
    case (let example?, true): "segments.jsonl has an example \(example) of a record that it does not list, or twice"
    case (_, false): "an example of a record that it says was shortened has a number in segments.jsonl"
    }
  }

  /// The lines of shortened records that no example was held against, ascending.
  var unmetLines: [Int] {
    records.values.joined().filter { !$0.isDropped }.map(\.ledgerLine).sorted()
  }
}
