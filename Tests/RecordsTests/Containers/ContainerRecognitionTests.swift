import Diagnostics
import StrictJSON
import Testing

@testable import Records

@Suite("ContainerRecognition")
struct ContainerRecognitionTests {
  private func container(_ text: String) throws -> RecordContainer.Kind {
    try #require(try Samples.records(text).first).container.kind
  }

  @Test(
    "what records lie in is told by the content",
    arguments: [
      ("{\"a\":1}\n{\"a\":2}\n", .jsonLines, 2), ("\n  {\"a\":1}\n\n{\"a\":2}", .jsonLines, 2),
      ("{\"a\":1}", .jsonLines, 1),
      // One line with objects in it is a record when another line follows.
      ("{\"a\":{\"x\":1},\"b\":{\"x\":2}}\n{\"a\":{\"x\":1}}\n", .jsonLines, 2),
      ("{\"a\":{\"x\":1},\"b\":{\"x\":2}}\n", .jsonObject, 2), ("{\"a\":{\"x\":1}}", .jsonObject, 1),
      ("{\n \"a\": {\"x\": 1},\n \"b\": {\"y\": 2, \"x\": 3}\n}", .jsonObject, 2),
      ("{\n \"a\": {\"x\": 1},\n \"b\": {\"x\": 2},\n \"c\": null\n}", .jsonObject, 3),
      ("{\n \"a\": 1,\n \"b\": {\"x\": 2}\n}\n", .jsonObjects, 1),
      ("{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n", .jsonObjects, 2),
      ("{\n \"a\": {}, \"b\": \"text\"\n}", .jsonObjects, 1),
      ("[{\"a\":1},{\"a\":2}]", .jsonArray, 2), (" \r\n[\r\n{\"a\":1}\r\n,\r\n{\"a\":2}]\r\n", .jsonArray, 2),
      ("\u{feff}[{\"a\":1}]", .jsonArray, 1),
      ("{\"data\":[{\"a\":1},{\"a\":2}]}", .jsonArray, 2),
      ("{\n \"version\": \"1\",\n \"train\": [\n {\"a\": 1}\n ],\n \"note\": {\"x\": []}\n}", .jsonArray, 1),
      // Lists of objects that are fields of one record.
      ("{\n \"messages\": [\n {\"role\": \"user\"}\n ]\n}", .jsonObjects, 1),
      ("{\"messages\":[{\"role\":\"user\"}]}", .jsonLines, 1), ("{\"data\":[1,2]}", .jsonLines, 1),
      ("a,b\n1,2\n", .table, 1), ("a\tb\n1,2\t3\n", .table, 1), ("a;b\r\n1,5;2\r\n", .table, 1),
      ("\"a, b\",\"c\"\n\"x\ny\",z\n", .table, 1), ("\u{feff}a,b\n1,2", .table, 1),
      ("plain text\n{\"a\":1}\n", .jsonLines, 2), ("null\n{\"a\":1}\n", .jsonLines, 2),
    ] as [(String, RecordContainer.Kind, Int)])
  func kinds(text: String, kind: RecordContainer.Kind, count: Int) throws {
    let records = try Samples.records(text)
    #expect(records.map(\.container.kind) == Array(repeating: kind, count: count), "\(text)")
  }

  @Test(
    "a first line that breaks off is a broken line, not the start of an object over several lines",
    arguments: [
      "{\"a\": 1,\n{\"a\": 2}\n{\"a\": 3}\n", "{\"a\": \"tex\n{\"a\": 2}\n{\"a\": 3}\n",
      "{\"a\": [1}\n{\"a\": 2}\n{\"a\": 3}\n",
      "{\"a\": 1}}\n{\"a\": 2}\n{\"a\": 3}\n", "{\"a\": {\n{\"a\": 2}\n{\"a\": 3}\n",
    ])
  func brokenFirstLine(text: String) throws {
    let records = try Samples.records(text)
    #expect(records.count == 3 && records.allSatisfy { $0.container.kind == .jsonLines })
    let reader = JSONReader()
    let codes = records.map { record in Samples.failure { _ = try reader.readObject(record) }?.code }
    #expect(codes[0] != nil && codes[1...] == [nil, nil])
  }

  @Test("one object of objects without a field in common could be read in two ways, which is an error")
  func ambiguous() throws {
    for text in ["{\n \"a\": {\"x\": 1},\n \"b\": {\"y\": 2}\n}\n", "{\"a\":{\"x\":1},\"b\":{\"y\":2}}"] {
      let error = try #require(Samples.failure { _ = try Samples.records(text) })
      #expect(error.code == .recordsAmbiguousContainer && error.fix.contains("jq -c '.[]' data/test.jsonl"))
    }
    // A member that is no object says that it is one record.
    #expect(try container("{\n \"a\": {\"x\": 1},\n \"b\": {\"y\": 2},\n \"c\": 1\n}\n") == .jsonObjects)
  }

  @Test("a second list of objects in the wrapper is refused with a command for each list")
  func twoLists() throws {
    let text = "{\"train\": [{\"a\": 1}], \"version\": 1, \"test\": [{\"a\": 2}]}"
    let error = try #require(Samples.failure { _ = try Samples.records(text) })
    #expect(error.code == .recordsAmbiguousContainer && error.message.contains("\"test\""))
    #expect(error.fix.contains("jq -c '.[\"test\"][]' data/test.jsonl > test.jsonl"))
  }

  @Test("files of other kinds are named with the command that converts them")
  func foreignFiles() throws {
    for (text, words) in [
      ("PAR1\u{15}\u{4}", "read_parquet(sys.argv[1]).to_json(sys.argv[2]"), ("ARROW1\u{0}\u{0}", "read_feather"),
      ("SQLite format 3\u{0}", "sqlite3 -json"), ("<!DOCTYPE html>\n<a>", "resolve/main"), ("%PDF-1.4", "JSON Lines"),
      ("version https://git-lfs.github.com/spec/v1\noid", "git lfs pull"),
      (String(repeating: "a", count: 257) + "ustar\u{0}00", "save the archive as a file"),
    ] {
      let error = try #require(Samples.failure { _ = try Samples.records(text) })
      #expect(error.code == .recordsNotReadable && error.fix.contains(words), "\(error)")
      #expect(error.location?.source == "data/test.jsonl")
    }
    let old = try #require(
      Samples.failure { _ = try Samples.records([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0]) })
    #expect(old.code == .recordsNotReadable && old.fix.contains("CSV (UTF-8)"))
    let error = try #require(Samples.failure { _ = try Samples.records("PAR1") })
    #expect(error.fix.contains("data/test.jsonl data/test.jsonl"))
  }

  @Test(
    "UTF-16 and UTF-32 are refused in every container, with and without a byte order mark",
    arguments: ["[\n{\"a\":1}]", "{\"a\":1}\n", "question,answer\nx,y\n", "{\n\"k\":{\"a\":1}}"])
  func foreignEncodings(text: String) throws {
    let units = Array(text.utf16)
    let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    let wide = units.flatMap { [UInt8($0 & 0xFF), 0, 0, 0] }
    for (bytes, name) in [
      (little, "UTF-16LE"), ([0xFF, 0xFE] + little, "UTF-16LE"), (big, "UTF-16BE"), ([0xFE, 0xFF] + big, "UTF-16BE"),
      (wide, "UTF-32LE"), ([0xFF, 0xFE, 0, 0] + wide, "UTF-32LE"),
    ] as [([UInt8], String)] {
      let error = try #require(Samples.failure { _ = try Samples.records(bytes) })
      #expect(error.code == .jsonNotUTF8Encoded && error.fix.contains("iconv -f \(name) -t UTF-8 data/test.jsonl"))
    }
  }

  @Test("lines by contract are lines whatever they hold")
  func lines() throws {
    let bytes = Array("[1]\n{\"a\":{\"x\":1}}\n\"a\",1\n".utf8)
    let reader = RecordReader(
      try .init(bytes: bytes, name: "test"), containers: .lines)
    #expect(try reader.nextBatch()?.records.count == 3)
  }
}
