import StrictJSON

extension JSONReader {
  /// Reads a record of a batch, checked as by `readDocument`, for the text of one of its fields.
  ///
  /// Nothing is copied or kept, but for the rows of a table: they become documents.
  ///
  /// - Parameters:
  ///   - key: The field, a key of the record's object.
  ///   - position: The record's place in `batch.records`.
  ///   - body: Given the decoded text, in UTF-8; it must not use this reader. Not called when the record has no string of
  ///     that key.
  /// - Throws: The codes of `readDocument`; `limits.exceeded` for a record that is too long; what `body` throws.
  public func withText(
    ofField key: [UInt8], of batch: RecordBatch, at position: Int, _ body: (Span<UInt8>) throws -> Void
  ) throws {
    switch batch.records.contents {
    case .lines(let lines):
      if let problem = lines.problem(position) { throw problem }
      let line = lines.lines[position]
      try withText(ofKey: key, in: lines.bytes, line.start..<line.end, at: lines.location(position), body)
    case .records(let records):
      let record = records[position]
      if let problem = record.problem { throw problem }
      if record.container.columns != nil {
        if let text = try readDocument(record).root[key]?.utf8 { try body(text.span) }
        return
      }
      try withText(ofKey: key, in: record.batchBytes, record.range, at: record.namedLocation, body)
    }
  }
}
