import Diagnostics
import StrictJSON

/// Holds the ledger against the examples in the shards: a record that was shortened is there, with the tokens that the
/// ledger states, one that was divided is there with all its examples, and one that was dropped is not.
///
/// Memory: the place and identifier of each record in the ledger.
final class LedgerCheck {
  private(set) var trimmedCount = 0
  private(set) var splitCount = 0
  private(set) var splitExampleCount = 0
  private(set) var droppedCount = 0
  /// What it lists, as the manifest counts it.
  private(set) var summary = LedgerSummary()
  private let path: String
  /// The records by their places; records that share a line, as elements of an array may, are at one place.
  private var records: [RecordPlace: [LedgerRecord]] = [:]

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
    records[record.place, default: []].append(record)
    return true
  }

  /// Holds an example against the ledger.
  ///
  /// - Returns: What is wrong, in words, and the ledger's line; `nil` when nothing is.
  func violation(
    of source: SegmentSource, tokenCount: Int, lossTokenCount: Int
  ) -> (message: String, place: InputLocation)? {
    let place = RecordPlace(source: Array(source.file.utf8), line: source.line)
    var listed = records[place] ?? []
    let recordID = source.recordID.map { Array($0.utf8) }
    let candidates = listed.indices.filter {
      listed[$0].recordSum == source.recordSum && listed[$0].recordID == recordID
    }
    // A record that stands there twice has two lines, and so has one of a file that was named twice.
    let awaiting = candidates.first { listed[$0].isDropped || listed[$0].index(of: source.example) != nil }
    guard let which = awaiting ?? candidates.first else {
      return source.example.map { ("it lists no example \($0) of a record in the shards", InputLocation(source: path)) }
    }
    let ledgerPlace = self.place(listed[which].ledgerLine)
    guard let index = listed[which].index(of: source.example) else {
      if listed[which].isDropped {
        records[place]?.remove(at: which)
        return ("a record that it says was dropped is in the shards", ledgerPlace)
      }
      let number = source.example.map { "example \($0)" } ?? "an example without a number"
      return ("it does not list \(number) of a record, or only once, that is in the shards", ledgerPlace)
    }
    let stated = listed[which].meet(index)
    if listed[which].isMet { listed.remove(at: which) }
    records[place] = listed
    guard let stated, stated != LedgerRecord.Example(tokenCount: tokenCount, lossTokenCount: lossTokenCount) else {
      return nil
    }
    return (
      "a record that it says was shortened to \(stated.tokenCount) tokens, \(stated.lossTokenCount) of them trained, has "
        + "\(tokenCount) and \(lossTokenCount) in the shards", ledgerPlace
    )
  }

  /// The lines of shortened records that no example was held against, ascending.
  var unmetLines: [Int] {
    records.values.joined().filter { !$0.isDropped }.map(\.ledgerLine).sorted()
  }
}
