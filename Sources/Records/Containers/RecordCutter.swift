import Diagnostics

/// Cuts the bytes of one kind of container into records, batch by batch.
protocol RecordCutter: AnyObject {
  /// The next records.
  ///
  /// - Parameters:
  ///   - maximumBytes: How many bytes to take before the batch is closed after a record.
  ///   - firstIndex: The number of the first of them.
  /// - Returns: `nil` at the end; the records may be none.
  func nextRecords(maximumBytes: Int, firstIndex: Int) throws -> CutRecords?

  /// What follows the last record; known at the end.
  var closing: [UInt8] { get }
}

/// Records, with the bytes that they and what stands between them took.
struct CutRecords {
  var records: RecordBatch.Records
  var byteCount: Int
}

extension CutRecords {
  init(records: [Record], byteCount: Int) {
    self.init(records: RecordBatch.Records(contents: .records(records)), byteCount: byteCount)
  }
}
