import Diagnostics
import StrictJSON
import Testing

@testable import Records

/// Arrays, objects of objects, and objects over several lines.
@Suite("JSON containers")
struct JSONContainerTests {
  private func texts(_ text: String) throws -> [String] { try Samples.records(text).map { Samples.string($0.bytes) } }

  private func failure(_ text: String) throws -> TrainPackError {
    try #require(Samples.failure { _ = try Samples.records(text) })
  }

  private func identifier(_ record: Record) throws -> String {
    RecordIdentifier.of(RecordFields(try JSONReader().readObject(record).root), in: record)
  }

  @Test("an array's elements are records with their own bytes, lines, columns and offsets")
  func array() throws {
    let records = try Samples.records("[\n  {\"a\": \"]}\\\"\"},\r\n  {\n    \"b\": [1, {}]\n  } , 3\n]\n")
    #expect(
      records.map { Samples.string($0.bytes) } == ["{\"a\": \"]}\\\"\"}", "{\n    \"b\": [1, {}]\n  }", "3"])
    #expect(
      records.map(\.location.description).map { $0.dropFirst("data/test.jsonl:".count) } == [
        "2:3, byte 4", "3:3, byte 22", "5:7, byte 47",
      ])
    #expect(records.map(\.index) == [0, 1, 2])
    let reader = JSONReader()
    #expect(Samples.failure { _ = try reader.readObject(records[0]) } == nil)
    let error = try #require(Samples.failure { _ = try reader.readObject(records[2]) })
    #expect(error.code == .recordsNotAnObject && error.location?.line == 5)
  }

  @Test("what is wrong inside an element is its own error, at its true place")
  func badElement() throws {
    let records = try Samples.records("[{\"a\": 1},\n {\"a\": 1,\n  \"a\": 2}, {\"b\": tru}, {\"c\": \"\\ud800\"}, {}]")
    let reader = JSONReader()
    let errors = records.map { record in Samples.failure { _ = try reader.readObject(record) } }
    #expect(errors.map { $0?.code } == [nil, .jsonDuplicateKey, .jsonInvalid, .jsonLoneSurrogate, nil])
    #expect(errors[1]?.location?.description == "data/test.jsonl:3:3, byte 23, /a")
    #expect(errors[2]?.location?.description == "data/test.jsonl:3:18, byte 38, /b")
  }

  @Test("a member's key names its record")
  func members() throws {
    let text = "{\n  \"216\" : {\"Q\": 1},\n  \"\\u0041 b\": {\"Q\": 2, \"id\": \"own\"}\n}"
    let records = try Samples.records(text)
    #expect(records.map { $0.key.map { Samples.string($0) } } == ["216", "A b"])
    #expect(records.map { Samples.string($0.bytes) } == ["{\"Q\": 1}", "{\"Q\": 2, \"id\": \"own\"}"])
    #expect(try records.map(identifier) == ["216", "own"])
    let bad = try Samples.records("{\"x\": {\"Q\": 1}, \"y\": {\"Q\": 2,}}")
    let error = try #require(Samples.failure { _ = try JSONReader().readObject(bad[1]) })
    #expect(error.location?.description == "data/test.jsonl:1:30, byte 29, record \"y\"")
  }

  @Test("identifiers without a field: FILE[INDEX] in arrays, which may be one line, FILE:LINE elsewhere")
  func identifiers() throws {
    for (text, identifiers) in [
      ("[{\"a\":1},{\"a\":2}]", ["test.jsonl[0]", "test.jsonl[1]"]),
      ("{\"a\":1}\n\n{\"a\":2}\n", ["test.jsonl:1", "test.jsonl:3"]),
      ("{\n\"a\":1}\n{\"a\":2}\n", ["test.jsonl:1", "test.jsonl:3"]),
      ("a,b\n\"1\n2\",3\n4,5", ["test.jsonl:2", "test.jsonl:4"]),
      ("{\"\":{\"a\":1},\"k\":{\"a\":1}}", ["test.jsonl[0]", "k"]),
    ] {
      let records = try Samples.records(text)
      #expect(try records.map(identifier) == identifiers)
    }
  }

  @Test("a key that stands twice is an error with both places, however it is written")
  func duplicateKeys() throws {
    let error = try failure("{\n \"a\": {\"x\": 1},\n \"b\": {\"x\": 2},\n \"\\u0061\": {\"x\": 3}\n}")
    #expect(error.code == .jsonDuplicateKey && error.location?.description == "data/test.jsonl:4:2, byte 35")
    #expect(error.details == ["first at data/test.jsonl:2:2, byte 3"])
    // Keys are bytes: a composed and a decomposed letter differ.
    #expect(try Samples.records("{\"e\u{301}\":{\"x\":1},\"\u{e9}\":{\"x\":1}}").count == 2)
  }

  @Test(
    "what stands between the records is read strictly",
    arguments: [
      ("[{\"a\":1},]", .jsonInvalid, "1:10, byte 9"), ("[{\"a\":1} {\"a\":2}]", .jsonInvalid, "1:10, byte 9"),
      ("[{\"a\":1},,{\"a\":2}]", .jsonInvalid, "1:10, byte 9"), ("[,{\"a\":2}]", .jsonInvalid, "1:2, byte 1"),
      ("[{\"a\":1}\n", .jsonTruncated, "2:1, byte 9"), ("[{\"a\":1},\n", .jsonTruncated, "2:1, byte 10"),
      ("[", .jsonTruncated, "1:2, byte 1"), ("[{\"a\":1}]\n]", .jsonInvalid, "2:1, byte 10"),
      ("[{\"a\":1}]\n[{\"a\":2}]", .jsonInvalid, "2:1, byte 10"), ("[{\"a\":1}} ]", .jsonInvalid, "1:9, byte 8"),
      ("[{\"a\":[1}, {}]", .jsonInvalid, "1:9, byte 8, /a/0"),
      ("[{\"a\":\"x}, {}]", .jsonTruncated, "1:15, byte 14, /a"),
      ("[{\"a\":\"x\n}, {\"b\": \"y\"}]", .jsonInvalid, "1:9, byte 8, /a"),
      ("[{\"a\":1}, {\"b\": 2", .jsonTruncated, "1:18, byte 17, /b"),
      ("{\"a\":{\"x\":1},\"b\":{\"x\":1},}", .jsonInvalid, "1:26, byte 25"),
      ("{\"a\":{\"x\":1},\n\"b\":{\"x\":1}", .jsonTruncated, "2:12, byte 25"),
      ("{\n\"a\":{\"x\":1},\"b\":{\"x\":1},b:{}}", .jsonInvalid, "2:25, byte 26"),
      ("{\n\"a\":{\"x\":1},\"b\":{\"x\":1},\"c\" {}}", .jsonInvalid, "2:29, byte 30"),
      ("{\n\"a\":{\"x\":1},\"b\":{\"x\":1},\"\\x\":{}}", .jsonInvalid, "2:26, byte 27"),
      ("{\n\"a\":{\"x\":1},\"b\":{\"x\":1}}\nx", .jsonInvalid, "3:1, byte 27"),
      ("{\n\"a\":1},\n{\"a\":2}", .jsonInvalid, "2:7, byte 8"), ("{\n\"a\":1}\n[]", .jsonInvalid, "3:1, byte 9"),
      ("{\n\"a\":1}\n{\n\"a\":2", .jsonTruncated, "4:6, byte 16, /a"),
      ("{\n\"data\":[{\"a\":1}]", .jsonTruncated, "2:16, byte 17"),
      ("{\"data\":[{\"a\":1}],}", .jsonInvalid, "1:17, byte 16"),
      ("{\n\"data\":[{\"a\":1}],\"b\":}", .jsonInvalid, "2:16, byte 17"),
      ("{\"data\":[{\"a\":1}],\"data\":1}", .jsonDuplicateKey, "1:17, byte 16"),
    ] as [(String, DiagnosticCode, String)])
  func strict(text: String, code: DiagnosticCode, place: String) throws {
    let error = try failure(text)
    #expect(error.code == code, "\(text): \(error)")
    #expect(error.location?.description == "data/test.jsonl:" + place, "\(text): \(error)")
    #expect(!error.fix.isEmpty)
  }

  @Test("the records before a broken place are handed out first")
  func brokenLater() throws {
    let reader = try Samples.reader(Array("[{\"a\":1},{\"a\":2},]".utf8))
    #expect(try reader.nextBatch()?.records.count == 2)
    #expect(Samples.failure { _ = try reader.nextBatch() }?.code == .jsonInvalid)
    #expect(Samples.failure { _ = try reader.nextBatch() }?.code == .jsonInvalid)
  }

  @Test("an empty array or an array of blanks holds no record", arguments: ["[]", "[ \n ]\n", "[\n"])
  func empty(text: String) throws {
    #expect(
      Samples.failure { _ = try Samples.records(text) }?.code == (text == "[\n" ? .jsonTruncated : .recordsNoRecords))
  }

  @Test("records are the same whatever the size of a batch, and put together give the text")
  func batches() throws {
    let elements = (0..<300).map { index in
      "{\"n\": \(index),\n  \"t\": \"\(String(repeating: "\\\\\\\"x]", count: index * 7 % 301))\"}"
    }
    let keyed = zip(0..., elements).map { "\"k\($0)\": \($1)" }
    for text in [
      "[" + elements.joined(separator: ",\n ") + "]\n", "{" + keyed.joined(separator: " , ") + "}",
      elements.joined(separator: "\n") + "\n",
    ] {
      let bytes = Array(text.utf8)
      let whole = try Samples.records(bytes)
      #expect(whole.map { Samples.string($0.bytes) } == elements)
      for maximumBytes in [1, 100, 4_096, 100_000] {
        let records = try Samples.records(bytes, maximumBytes: maximumBytes)
        #expect(records.map { Array($0.bytes) } == whole.map { Array($0.bytes) })
        #expect(records.map(\.location) == whole.map(\.location) && records.map(\.key) == whole.map(\.key))
        #expect(records.map(\.index) == Array(0..<300))
      }
    }
  }

  @Test("elements longer than a chunk are one record; one over the limit is refused without being kept")
  func longElements() throws {
    let long = "{\"t\": \"" + String(repeating: "\\\"é\\\\", count: 200_000) + "\", \"u\": [[{}]]}"
    for text in ["[{}, \(long), {}, \(long)]", "{\"a\": {\"t\": 1}, \"b\": \(long), \"c\": {}, \"d\": \(long)}"] {
      let whole = try Samples.records(text)
      #expect(whole.map(\.range.count)[1] == long.utf8.count && whole[3].range.count == long.utf8.count)
      var limits = Limits()
      limits.maximumRecordBytes = 100_000
      let records = try Samples.records(Array(text.utf8), limits: limits)
      #expect(records.map { $0.problem == nil } == [true, false, true, false])
      #expect(records.map(\.location) == whole.map(\.location))
      #expect(records[1].range.count == 256 && records[1].batchBytes.count < 300_000)
      #expect(records[1].problem?.code == .limitExceeded)
    }
  }

  @Test("deep nesting is the record's error, however deep")
  func deep() throws {
    let deep = String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000)
    let records = try Samples.records("[{\"a\": 1}, {\"a\": \(deep)}, {\"a\": 2}]")
    let codes = records.map { record in Samples.failure { _ = try JSONReader().readObject(record) }?.code }
    #expect(codes == [nil, .jsonTooDeep, nil])
  }

  @Test("white space without end between records is bounded")
  func whiteSpace() throws {
    var limits = Limits()
    limits.maximumRecordBytes = 100_000
    let space = String(repeating: " ", count: 1_000_000)
    let error = Samples.failure { _ = try Samples.records(Array("[{\"a\":1}\(space),{}]".utf8), limits: limits) }
    #expect(error?.code == .limitExceeded)
  }

  @Test("an element's text changes and every other byte stays")
  func editing() throws {
    let records = try Samples.records("[\n {\n  \"q\" : \"old\", \"n\": 1.50\n }, {\"q\": \"é\"}]")
    let edit = RecordEditor.Replacement(field: "/q", utf8: Array("new é".utf8))
    #expect(
      Samples.string(try RecordEditor().replacing([edit], in: records[0]))
        == "{\n  \"q\" : \"new \\u00e9\", \"n\": 1.50\n }")
    #expect(Samples.string(try RecordEditor().replacing([edit], in: records[1])) == "{\"q\": \"new é\"}")
  }
}
