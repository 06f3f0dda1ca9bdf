import Archives
import Diagnostics
import StrictJSON
import Testing

@testable import Records

@Suite("Record batches")
struct RecordBatchTests {
  private func text(ofField key: String, in batch: RecordBatch, _ position: Int) throws -> String? {
    var found: String?
    try JSONReader().withText(ofField: Array(key.utf8), of: batch, at: position) { text in
      found = String(decoding: text.indices.map { text[$0] }, as: UTF8.self)
    }
    return found
  }

  @Test(
    "a field's text is that of the record's document, whatever the records lie in",
    arguments: [
      "{\"t\":\"a\\nb\"}\n\r\n{\"t\":1}\r\n{\"u\":\"x\"}\n{\"t\":\"é\"}",
      "[{\"t\":\"a\"},\n{\"u\":\"b\"},{\"t\":\"\\u00e9\"}]",
      "{\"k\":{\"t\":\"a\"},\"l\":{\"t\":\"b\"}}", "t,u\n\"a\nb\",c\nd,\n",
      "{\n \"t\": \"a\"\n}\n{\n \"t\": \"b\"\n}\n",
    ])
  func fields(text: String) throws {
    let batch = try #require(try Samples.reader(Array(text.utf8)).nextBatch())
    #expect(!batch.records.isEmpty)
    for (position, record) in batch.records.enumerated() {
      let expected = try JSONReader().readDocument(record).root["t"]?.string
      #expect(try self.text(ofField: "t", in: batch, position) == expected)
    }
  }

  @Test("a record that cannot be read gives its field's reader the document's own error")
  func errors() throws {
    var limits = Limits()
    limits.maximumRecordBytes = 24
    let text =
      "{\"t\":\"a\"}\n{\"t\":\"a\",\"t\":\"b\"}\n{\"t\":}\n{\"t\":\"\(String(repeating: "x", count: 30))\"}\n{\"t\":"
    let batch = try #require(try Samples.reader(Array(text.utf8), limits: limits).nextBatch())
    #expect(batch.records.count == 5)
    for (position, record) in batch.records.enumerated() {
      let expected = Samples.failure {
        if let problem = record.problem { throw problem }
        _ = try JSONReader(limits: limits).readDocument(record)
      }
      #expect(Samples.failure { _ = try self.text(ofField: "t", in: batch, position) } == expected)
      #expect((expected == nil) == (position == 0))
    }
  }

  @Test("each of many lines that are too long says so")
  func longLines() throws {
    var limits = Limits()
    limits.maximumRecordBytes = 3
    let lines = (0..<2_000).map { $0 % 3 == 0 ? "{}" : "{\"a\":\($0)}" }
    let records = try Samples.records(Array((lines.joined(separator: "\n") + "\n").utf8), limits: limits)
    #expect(records.count == 2_000)
    for (index, record) in records.enumerated() {
      #expect((record.problem?.code == .limitExceeded) == (index % 3 != 0))
      if let problem = record.problem {
        #expect(problem.location?.line == index + 1 && problem.message.contains("\(lines[index].utf8.count) met"))
      }
    }
  }

  @Test("a batch's memory is used again, and records that are still held keep their bytes")
  func recycled() throws {
    let lines = (0..<40_000).map { "{\"n\":\($0),\"t\":\"\(String(repeating: "x", count: $0 * 7 % 97))\"}" }
    let bytes = Array(lines.joined(separator: "\n").utf8)
    let expected = try Samples.records(bytes)
    let reader = try Samples.reader(bytes)
    var held: [Record] = []
    var seen = 0
    while let batch = try reader.nextBatch(maximumBytes: 1) {
      for record in batch.records {
        #expect(record.bytes.elementsEqual(lines[seen].utf8) && record.location == expected[seen].location)
        #expect(record.index == seen && record.lineBreak == expected[seen].lineBreak)
        if seen % 997 == 0 { held.append(record) }
        seen += 1
      }
      batch.recycle()
    }
    #expect(seen == lines.count)
    for (index, record) in held.enumerated() { #expect(record.bytes.elementsEqual(lines[index * 997].utf8)) }
  }

  @Test("a text that ends inside a character is cut short; a line that does so is not UTF-8")
  func cutCharacter() throws {
    for (end, code): ([UInt8], DiagnosticCode) in [
      ([], .recordsTruncatedLastLine), ([0x0A], .jsonInvalidUTF8), ([0x0D, 0x0A, 0x7B, 0x7D], .jsonInvalidUTF8),
    ] {
      let records = try Samples.records(Array("{}\n{\"a\":1}".utf8) + [0xED] + end)
      #expect(Samples.failure { _ = try JSONReader().readObject(records[1]) }?.code == code)
    }
  }
}
