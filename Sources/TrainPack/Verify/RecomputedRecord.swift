import Diagnostics
import ShardExport

/// What came of a record when it was encoded and fitted again: sums, as the tokens themselves are not kept.
struct RecomputedRecord: Sendable {
  struct Example: Sendable {
    var recordID: String?
    /// Its number among the examples of a divided record.
    var example: Int?
    var recordSum: SHA256Sum
    var contentSum: SHA256Sum
    var tokenCount: Int
    var category: [UInt8]?
    var repeatMarks: RepeatMarks
    var labels: [FieldLabel]
  }

  var location: InputLocation
  /// The examples that are exported; none when the record is dropped.
  var examples: [Example]
  /// The sum of its line in the ledger; `nil` when it has none.
  var ledgerSum: SHA256Sum?

  init(_ record: ExportedRecord) {
    location = record.location
    examples = record.examples.map { example in
      Example(
        recordID: example.source.recordID, example: example.source.example, recordSum: example.source.recordSum,
        contentSum: example.contentSum,
        tokenCount: example.tokenCount, category: record.category,
        repeatMarks: record.repeatMarks, labels: record.labels)
    }
    ledgerSum = record.ledgerEntry.map { SHA256Sum(of: $0.json) }
  }
}
