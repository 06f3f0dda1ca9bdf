import Testing

@testable import ShardExport

@Suite("Packed rows as JSON lines")
struct PackedRowTests {
  /// The line as it would be written the plain way.
  private func expectedLine(_ segments: [PackedSegment], _ positionIDs: RowSchema.PositionIDs) -> String {
    func list(_ numbers: [some FixedWidthInteger]) -> String { "[\(numbers.map { "\($0)" }.joined(separator: ","))]" }
    let labels = segments.flatMap { segment in
      segment.tokens.indices.map { index in
        segment.lossRanges.contains { $0.contains(index) } ? segment.tokens[index] : -100
      }
    }
    var line = "{\"input_ids\":\(list(segments.flatMap(\.tokens))),\"labels\":\(list(labels))"
    line += ",\"seq_lengths\":\(list(segments.map(\.tokens.count)))"
    if positionIDs == .written { line += ",\"position_ids\":\(list(segments.flatMap { Array(0..<$0.tokens.count) }))" }
    return line + "}\n"
  }

  private func line(_ segments: [PackedSegment], _ encoder: inout PackedRowEncoder) -> String {
    var bytes: [UInt8] = []
    encoder.encode(segments) { span in
      for index in span.indices { bytes.append(span[index]) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether the scanner takes `line`; spans cannot stand inside an expectation.
  private func scans(_ line: [UInt8], with scanner: PackedRowScanner, into row: inout PackedRow) -> Bool {
    scanner.scan(line.span, into: &row) == nil
  }

  @Test("a line is what the plain way writes, and reads back", arguments: 1...20)
  func encodes(seed: Int) {
    let positionIDs: RowSchema.PositionIDs = seed % 2 == 0 ? .written : .omitted
    var encoder = PackedRowEncoder(schema: .packed(positionIDs))
    let scanner = PackedRowScanner(schema: .packed(positionIDs))
    var read = PackedRow()
    let export = SyntheticExport(seed: UInt64(seed), contextLength: 200, vocabularySize: 1 << 31 - 1)
    for (_, segments) in export.rows {
      let line = line(segments, &encoder)
      #expect(line == expectedLine(segments, positionIDs), "seed \(seed)")
      #expect(scans(Array(line.utf8.dropLast()), with: scanner, into: &read), "seed \(seed)")
      #expect(read.inputIDs == segments.flatMap(\.tokens))
      #expect(read.sequenceLengths.map(Int.init) == segments.map(\.tokens.count))
      #expect(read.lossTokenCounts == segments.map(\.lossTokenCount))
      #expect(
        read.violation(of: .packed(positionIDs), contextLength: 200, vocabularySize: 1 << 31 - 1) == nil, "seed \(seed)"
      )
    }
  }

  @Test("every number of digits is written, at both ends of each")
  func digits() {
    let powers: [Int32] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000]
    var numbers: [Int32] = [.max, .max - 1, 2_000_010_000]
    for power in powers { numbers += [power - 1, power, power + 1] }
    let source = SegmentSource(recordID: nil, file: "", line: nil, recordSum: SHA256Sum(of: []))
    let segment = PackedSegment(tokens: numbers, lossRanges: [0..<numbers.count], source: source)
    var encoder = PackedRowEncoder(schema: .packed(.omitted))
    #expect(line([segment], &encoder) == expectedLine([segment], .omitted))
  }

  @Test("a line that was cut is refused, and one with a changed byte is taken only for what it says byte for byte")
  func scannerRefuses() {
    let scanner = PackedRowScanner(schema: .packed(.omitted))
    let line = Array("{\"input_ids\":[10,2],\"labels\":[-100,2],\"seq_lengths\":[2]}".utf8)
    var row = PackedRow()
    for length in 0..<line.count {
      #expect(!scans(Array(line[..<length]), with: scanner, into: &row), "cut at \(length)")
    }
    for index in line.indices {
      for byte in UInt8.min...(.max) where byte != line[index] {
        var changed = line
        changed[index] = byte
        guard scans(changed, with: scanner, into: &row) else { continue }
        let lists = [row.inputIDs, row.labels, row.sequenceLengths].map { list in
          list.map { "\($0)" }.joined(separator: ",")
        }
        let written = "{\"input_ids\":[\(lists[0])],\"labels\":[\(lists[1])],\"seq_lengths\":[\(lists[2])]}"
        #expect(changed == Array(written.utf8), "byte \(index) changed to \(byte)")
      }
    }
  }

  @Test(
    "numbers are taken in the one form in which they are written",
    arguments: ["01", "-0", "+1", "1.0", "1e2", " 1", "2147483648", "-2147483649", "99999999999999999999", "", "-"])
  func numberForms(number: String) {
    let scanner = PackedRowScanner(schema: .packed(.omitted))
    var row = PackedRow()
    let line = Array("{\"input_ids\":[\(number)],\"labels\":[1],\"seq_lengths\":[1]}".utf8)
    #expect(!scans(line, with: scanner, into: &row))
  }
}
