import Archives
import Diagnostics
import StrictJSON
import Testing

@testable import Records

@Suite("RecordReader")
struct RecordReaderTests {
  private func lines(_ text: String) throws -> [String] { try Samples.records(text).map { Samples.string($0.bytes) } }

  @Test("LF and CRLF end records, blank lines are skipped, the last line may end with the file")
  func lineBreaks() throws {
    let records = try Samples.records("{\"a\":1}\n\r\n \t\n{\"b\":2}\r\n{\"c\":3}")
    #expect(records.map { Samples.string($0.bytes) } == ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"])
    #expect(records.map(\.lineBreak) == [.lineFeed, .carriageReturnLineFeed, .endOfFile])
    #expect(records.map(\.location.line) == [1, 4, 5])
    #expect(records.map(\.location.byteOffset) == [0, 13, 22])
    #expect(records.map(\.index) == [0, 1, 2])
    #expect(records[0].location.source == "data/test.jsonl")
  }

  @Test("U+2028, vertical tabs and form feeds end no record")
  func onlyLineFeeds() throws {
    #expect(try lines("{\"a\":\"x\u{2028}y\u{85}z\"}\n").count == 1)
    #expect(try lines("{\"a\":\"\\n\"}\u{b}\u{c}\n").count == 1)
  }

  @Test("records are the same whatever the size of a batch, and put together give the file")
  func batches() throws {
    let text = (0..<500).map { "{\"n\":\($0),\"t\":\"\(String(repeating: "x", count: $0 * 7 % 301))\"}\n" }.joined()
    let bytes = Array(text.utf8)
    let whole = try Samples.records(bytes)
    #expect(whole.count == 500)
    for maximumBytes in [1, 100, 4_096, 1 << 20] {
      let records = try Samples.records(bytes, maximumBytes: maximumBytes)
      #expect(records.map { Array($0.bytes) } == whole.map { Array($0.bytes) })
      #expect(records.map(\.location) == whole.map(\.location))
      #expect(records.flatMap { Array($0.bytes) + $0.lineBreak.utf8 } == bytes)
    }
    let reader = try Samples.reader(bytes)
    var indexes: [Int] = []
    var byteCount = 0
    while let batch = try reader.nextBatch(maximumBytes: 1) {
      indexes.append(batch.index)
      byteCount += batch.byteCount
    }
    #expect(indexes == Array(0..<indexes.count) && byteCount == bytes.count && reader.recordCount == 500)
    #expect(try reader.nextBatch() == nil)
  }

  @Test("lines longer than a chunk are one record")
  func longLines() throws {
    let long = "{\"t\":\"" + String(repeating: "é", count: 400_000) + "\"}"
    let records = try Samples.records("{}\n\(long)\n{}\n\(long)")
    #expect(records.map(\.range.count) == [2, long.utf8.count, 2, long.utf8.count])
    #expect(records.map(\.location.line) == [1, 2, 3, 4])
    #expect(records.allSatisfy { $0.problem == nil })
  }

  @Test("a byte order mark is skipped at the start, noted, and refused anywhere else")
  func byteOrderMark() throws {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let reader = try Samples.reader(mark + Array("{\"a\":1}\n".utf8) + mark + Array("{\"a\":2}\n".utf8))
    let batch = try #require(try reader.nextBatch())
    #expect(reader.notes.map(\.code) == [.recordsByteOrderMark])
    #expect(Samples.string(batch.records[0].bytes) == "{\"a\":1}")
    #expect(batch.records[0].location.byteOffset == 3)
    #expect(Samples.failure { _ = try JSONReader().readObject(batch.records[1]) }?.code == .jsonByteOrderMark)
  }

  @Test("UTF-16 and UTF-32 are refused with the way to convert them")
  func foreignEncodings() throws {
    let text = Array("{\"a\":1}\n".utf16)
    for (bytes, name) in [
      ([0xFF, 0xFE] + text.flatMap { [UInt8($0), 0] }, "UTF-16LE"), (text.flatMap { [0, UInt8($0)] }, "UTF-16BE"),
      (text.flatMap { [UInt8($0), 0, 0, 0] }, "UTF-32LE"),
    ] as [([UInt8], String)] {
      let error = try #require(Samples.failure { _ = try Samples.reader(bytes).nextBatch() })
      #expect(error.code == .jsonNotUTF8Encoded && error.fix.contains("iconv -f \(name) -t UTF-8"))
    }
  }

  @Test("an input without records is an error", arguments: ["", "\n\n", " \t\r\n", "\u{feff}"])
  func noRecords(text: String) throws {
    #expect(Samples.failure { _ = try Samples.records(text) }?.code == .recordsNoRecords)
  }

  @Test("a record over the limit is refused without being kept, and the next ones are read")
  func tooLongRecord() throws {
    var limits = Limits()
    limits.maximumRecordBytes = 1_000_000
    var bytes = Array("{\"a\":1}\n{\"t\":\"".utf8)
    bytes += [UInt8](repeating: 0x61, count: 50_000_000)
    bytes += Array("\"}\n{\"a\":2}\n\n{\"a\":3}".utf8)
    let records = try Samples.records(bytes, limits: limits)
    #expect(records.map { $0.problem == nil } == [true, false, true, true])
    #expect(records.map(\.location.line) == [1, 2, 3, 5])
    #expect(records[2].location.byteOffset == 50_000_017)
    #expect(records[1].range.count == 256 && records[1].batchBytes.count < 1_000)
    let error = try #require(Samples.failure { _ = try JSONReader().readObject(records[1]) })
    #expect(error.code == .limitExceeded && error.location?.line == 2)
    #expect(error.message.contains("1000000") && error.fix.contains("--maximum-record-bytes"))
  }

  @Test("a record just over a small limit is refused with its length, at the end of the file too")
  func smallLimit() throws {
    var limits = Limits()
    limits.maximumRecordBytes = 10
    let records = try Samples.records(Array("{\"a\": 123}\n{\"a\": 1234}\n{}\n{\"a\": 12345}".utf8), limits: limits)
    #expect(records.map { $0.problem?.message.contains("11 met") } == [nil, true, nil, false])
    #expect(records[3].problem?.message.contains("more were met") == true)
  }

  @Test("a last line that stops in the middle looks truncated; any other line does not")
  func truncatedLastLine() throws {
    let records = try Samples.records("{\"a\":1}\n{\"a\": \"tex\n{\"a\": \"te")
    let reader = JSONReader()
    #expect(Samples.failure { _ = try reader.readObject(records[0]) } == nil)
    #expect(Samples.failure { _ = try reader.readObject(records[1]) }?.code == .jsonTruncated)
    let last = try #require(Samples.failure { _ = try reader.readObject(records[2]) })
    #expect(last.code == .recordsTruncatedLastLine && last.message.contains("truncated"))
    #expect(last.location?.line == 3)
    let cut = try Samples.records(Array("{}\n{\"a\": \"caf".utf8) + [0xC3])
    #expect(Samples.failure { _ = try reader.readObject(cut[1]) }?.code == .recordsTruncatedLastLine)
  }

  @Test("lines that are no object, hold NUL bytes or bad UTF-8 are errors of their own, with their places")
  func badLines() throws {
    var bytes = Array("{\"a\":1}\n[1]\n{\"a\":\"".utf8)
    bytes +=
      [0] + Array("\"}\n{\"a\":\"".utf8) + [0xFF]
      + Array("\"}\n\u{0}\n{\"a\":1,\"a\":2}\n{\"b\":\"\\ud800\"}\n{\"c\":3}\n".utf8)
    let records = try Samples.records(bytes)
    let reader = JSONReader()
    let codes = records.map { record in Samples.failure { _ = try reader.readObject(record) }?.code }
    #expect(
      codes == [
        nil, .recordsNotAnObject, .jsonInvalid, .jsonInvalidUTF8, .jsonInvalid, .jsonDuplicateKey, .jsonLoneSurrogate,
        nil,
      ])
    let invalid = try #require(Samples.failure { _ = try reader.readObject(records[3]) })
    #expect(invalid.location?.description == "data/test.jsonl:4:7, byte 28, /a")
  }

  @Test("every code is listed once and explained")
  func codes() {
    let identifiers = DiagnosticCode.recordsCodes.map(\.id)
    #expect(Set(identifiers).count == identifiers.count)
    #expect(DiagnosticCode.recordsCodes.allSatisfy { $0.explanation.count > 60 })
  }
}
