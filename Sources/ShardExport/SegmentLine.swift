import StrictJSON

/// A line of `segments.jsonl`: where an exported example is, and where it came from.
///
/// `{"shard":…,"row":…,"segment":…,"record_id":…,"source":…,"line":…,"tokens":…,"loss_tokens":…,"record_sha256":…}`,
/// the row counted from 0 in its shard, the segment from 0 in its row, the line from 1 in its file. Of a divided record
/// `"example":…` follows, counted from 0 among the examples that came of it.
struct SegmentLine: Hashable {
  /// The row's place in its shard.
  var row: Int
  /// The segment's place in its row.
  var segment: Int
  var tokenCount: Int
  var lossTokenCount: Int
  var source: SegmentSource

  /// The line's part that is known only once the shards are named.
  static func start(shardPath: String) -> [UInt8] {
    Array("{\"shard\":\"\(shardPath)\",".utf8)
  }

  /// The rest of the line, without a line feed.
  var rest: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return Array(writer.bytes.dropFirst())
  }

  /// Writes the rest of the line as an object of its own.
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("row")
    writer.integer(row)
    writer.key("segment")
    writer.integer(segment)
    writer.key("record_id")
    if let recordID = source.recordID { writer.string(recordID) } else { writer.null() }
    writer.key("source")
    writer.string(source.file)
    writer.key("line")
    if let line = source.line { writer.integer(line) } else { writer.null() }
    writer.key("tokens")
    writer.integer(tokenCount)
    writer.key("loss_tokens")
    writer.integer(lossTokenCount)
    writer.key("record_sha256")
    writer.string(source.recordSum.hexadecimalDigits)
    if let example = source.example {
      writer.key("example")
      writer.integer(example)
    }
    writer.endObject()
  }
}

extension SegmentLine {
  /// Reads the source that a line names; `nil` when it is not a line of `segments.jsonl`.
  ///
  /// The places and counts are not read: a verifier knows them, and compares the whole line.
  static func source(of line: JSON) -> SegmentSource? {
    guard let sum = line["record_sha256"]?.string.flatMap(SHA256Sum.init(hexadecimal:)),
      let file = line["source"]?.string, let recordID = line["record_id"], let number = line["line"],
      recordID.isNull || recordID.string != nil, number.isNull || number.int.map({ $0 > 0 }) == true
    else { return nil }
    let example = line["example"]
    guard example == nil || example?.int.map({ $0 >= 0 }) == true else { return nil }
    return SegmentSource(
      recordID: recordID.string, file: file, line: number.int, recordSum: sum, example: example?.int)
  }
}
