import Diagnostics
import Records
import StrictJSON
import Tokenization

/// The sizes of one field of the records of a batch.
struct FieldCounts: Sendable {
  var totals = CountTotals()
  /// Each record's own, where they are wanted.
  var counts: [FieldCount] = []
}

/// Counts one field of records, for one worker.
///
/// A text goes from the bytes that were read to the text encoder without a document in between.
final class FieldCounter {
  private let reader: JSONReader
  private let counter: OrdinaryTextCounter
  private let field: String
  private let key: [UInt8]

  init(_ tokenizer: any Tokenizer, field: String, limits: Limits) {
    reader = JSONReader(limits: limits)
    counter = OrdinaryTextCounter(tokenizer)
    self.field = field
    key = Array(field.utf8)
  }

  /// Counts the records of a batch.
  ///
  /// - Parameter keepsCounts: Whether each record's count is wanted, and not only their sums.
  /// - Throws: Errors that are not of one record.
  func counts(
    of batch: RecordBatch, keepsCounts: Bool, _ policy: BadRecordPolicy
  ) throws -> BatchResults<FieldCounts> {
    var counts = FieldCounts()
    var bad: [BadRecord] = []
    var recordCount = 0
    for position in batch.records.indices {
      recordCount += 1
      do {
        let size = try size(of: batch, at: position)
        counts.totals.records += 1
        counts.totals.tokens += size.tokens
        counts.totals.bytes += size.bytes
        if keepsCounts {
          counts.counts.append(
            FieldCount(location: batch.records[position].namedLocation, tokens: size.tokens, bytes: size.bytes))
        }
      } catch let error as TrainPackError {
        bad.append(BadRecord(batch.records[position], error: error))
        if policy == .stop { break }
      }
    }
    return BatchResults(outputs: [counts], bad: bad, recordCount: recordCount)
  }

  private func size(of batch: RecordBatch, at position: Int) throws -> (tokens: Int, bytes: Int) {
    var size: (tokens: Int, bytes: Int)?
    try reader.withText(ofField: key, of: batch, at: position) { text in
      size = (try counter.count(text), text.count)
    }
    if let size { return size }
    throw missing(in: try reader.readDocument(batch.records[position]))
  }

  private func missing(in document: JSONDocument) -> TrainPackError {
    let keys = document.root.members.compactMap(\.key.string)
    let value = document.root[field]
    let nearest = value == nil ? NearestNames(to: field, among: keys).question : "name a field that holds text;"
    let kind = value.map { "\($0.kind.name), not a string" } ?? "missing"
    return TrainPackError(
      .countNoSuchField, "the field \"\(field)\" is \(kind)", at: document.location,
      fix: (nearest.map { "\($0) " } ?? "") + "the record has the fields \(keys.joined(separator: ", "))")
  }
}
