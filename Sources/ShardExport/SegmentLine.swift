import StrictJSON

/// A line of `segments.jsonl`: where an exported example is, and where it came from.
///
/// `{"shard":…,"row":…,"segment":…,"record_id":…,"source":…,"line":…,"tokens":…,"loss_tokens":…,"record_sha256":…}`,
/// the row counted from 0 in its shard, the segment from 0 in its row, the line from 1 in its file.
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
    var line = Array("\"row\":\(row),\"segment\":\(segment),\"record_id\":".utf8)
    line += JSONWriter.bytes(of: source.recordID.map(JSON.text) ?? .null)
    line += Array(",\"source\":".utf8)
    line += JSONWriter.bytes(of: .text(source.file))
    line += Array(",\"line\":\(source.line.map(String.init) ?? "null"),\"tokens\":\(tokenCount)".utf8)
    line += Array(",\"loss_tokens\":\(lossTokenCount),\"record_sha256\":\"\(source.recordSum)\"}".utf8)
    return line
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
    return SegmentSource(recordID: recordID.string, file: file, line: number.int, recordSum: sum)
  }
}
