import Diagnostics
import StrictJSON
import Testing

@testable import Records

@Suite("Tables")
struct TableTests {
  private func rows(_ text: String) throws -> [[String]] {
    try Samples.records(text).map { record in
      try JSONReader().readObject(record).root.members.map { $0.value.string ?? "" }
    }
  }

  private func failure(_ text: String) throws -> TrainPackError {
    try #require(
      Samples.failure { for record in try Samples.records(text) { _ = try JSONReader().readObject(record) } })
  }

  @Test("a row is an object of the columns' names and texts")
  func rows() throws {
    let records = try Samples.records("id,\"a \"\"b\"\"\",é\r\n1,\"x, \"\"y\"\"\r\nz\",\r\n\r\n2,5\" disc,\" \"\n")
    #expect(
      try records.map { Samples.string(try JSONReader().readObject($0).bytes) } == [
        #"{"id":"1","a \"b\"":"x, \"y\"\r\nz","é":""}"#, #"{"id":"2","a \"b\"":"5\" disc","é":" "}"#,
      ])
    #expect(records.map { Samples.string($0.bytes) } == ["1,\"x, \"\"y\"\"\r\nz\",", "2,5\" disc,\" \""])
    #expect(records.map(\.lineBreak) == [.carriageReturnLineFeed, .lineFeed])
    #expect(records.map(\.location.line) == [2, 5] && records.map(\.location.byteOffset) == [17, 37])
  }

  @Test("tabs and semicolons separate too; the other characters are text then")
  func delimiters() throws {
    #expect(try rows("a\tb\n1,2\t3;4\n") == [["1,2", "3;4"]])
    #expect(try rows("a;b;c, d\n1,2;\"3;4\";\n") == [["1,2", "3;4", ""]])
    let error = try failure("a,b;c\n1,2;3\n")
    #expect(error.code == .recordsAmbiguousContainer && error.message.contains("comma or semicolon"))
  }

  @Test(
    "a header row without names is an error",
    arguments: [
      ("1,2\n3,4\n", .recordsTableNoHeader), (String(repeating: "x", count: 300) + ",a\n1,2\n", .recordsTableNoHeader),
      ("\"a\nb\",c\n1,2\n", .recordsTableNoHeader), (",a\n0,x\n", .recordsTableColumnName),
      ("a,b,a\n1,2,3\n", .recordsTableColumnName), ("a,b,\n1,2,3\n", .recordsTableColumnName),
      ("a,b\u{0}\n1,2\n", .recordsTableControlCharacter), ("a,b\n", .recordsNoRecords), ("a,b", .recordsNoRecords),
    ] as [(String, DiagnosticCode)])
  func headers(text: String, code: DiagnosticCode) throws {
    #expect(try failure(text).code == code, "\(text)")
  }

  @Test("names that differ only in their composition are two names")
  func composition() throws {
    #expect(try rows("e\u{301},\u{e9}\n1,2\n") == [["1", "2"]])
  }

  @Test(
    "what is wrong in a row is its own error, and the next rows are read",
    arguments: [
      ("1,2,3", .recordsTableColumnCount, 2), ("1", .recordsTableColumnCount, 2),
      ("\"1\n2\",x\u{0}", .recordsTableControlCharacter, 3),
    ] as [(String, DiagnosticCode, Int)])
  func badRow(row: String, code: DiagnosticCode, line: Int) throws {
    let records = try Samples.records("a,b\n\(row)\nx,y\n")
    let errors = records.map { record in Samples.failure { _ = try JSONReader().readObject(record) } }
    #expect(errors.map { $0?.code } == [code, nil])
    #expect(errors[0]?.location?.line == line)
  }

  @Test("a row that is not UTF-8 says where, and names iconv")
  func notUTF8() throws {
    let records = try Samples.records(Array("a,b\n\"x\ny\",caf".utf8) + [0xE9] + Array(" au lait\nx,y\n".utf8))
    let error = try #require(Samples.failure { _ = try JSONReader().readObject(records[0]) })
    #expect(error.code == .recordsTableNotUTF8 && error.location?.description == "data/test.jsonl:3:7, byte 13")
    #expect(error.message == "the row is not UTF-8: a character that is cut short (byte 0xE9)")
    #expect(error.fix.contains("iconv -f WINDOWS-1252 -t UTF-8 data/test.jsonl"))
    #expect(Samples.failure { _ = try JSONReader().readObject(records[1]) } == nil)
    let header = try #require(Samples.failure { _ = try Samples.records([0xE9] + Array("a,b\n1,2\n".utf8)) })
    #expect(header.code == .recordsTableNotUTF8)
  }

  @Test(
    "what puts the ends of rows in doubt is an error of the whole table, after the rows before it",
    arguments: [
      ("a,b\n1,2\n3,\"4\nx,y\n", .recordsTableOpenQuote, "3:3, byte 10"),
      ("a,b\n1,2\n\"the \"quick\" test\",4\n", .recordsTableTextAfterQuote, "3:7, byte 14"),
      ("a,b\n1,2\n3,\"4\" \nx,y\n", .recordsTableTextAfterQuote, "3:6, byte 13"),
      ("a,b\n1,2\n3,4\r5,6\n", .recordsTableControlCharacter, "3:4, byte 11"),
      ("a,b\n1,2\n3,4\r", .recordsTableControlCharacter, "3:4, byte 11"),
    ] as [(String, DiagnosticCode, String)])
  func broken(text: String, code: DiagnosticCode, place: String) throws {
    let reader = try Samples.reader(Array(text.utf8))
    #expect(try reader.nextBatch()?.records.count == 1)
    let error = try #require(Samples.failure { _ = try reader.nextBatch() })
    #expect(error.code == code && error.location?.description == "data/test.jsonl:" + place, "\(error)")
  }

  @Test("a quote that puts rows in doubt says that skipping does not help, and how to find its line")
  func findsQuote() throws {
    for (text, line) in [("a,b\n1,2\n3,\"4\nx,y\n", 3), ("a,b\n\"x\ny\",1\n3,\"the \"quick\" one\"\n", 4)] {
      let error = try failure(text)
      #expect(error.details.contains { $0.contains("--on-bad-record skip cannot pass over it") })
      #expect(error.fix.hasSuffix("awk -F'\"' 'NR <= \(line) && NF && NF % 2 == 0 {print NR\": \"$0}' data/test.jsonl"))
    }
    let reader = try Samples.reader(Array("a,b\n\"x".utf8), name: "t.csv.gz")
    let error = Samples.failure { _ = try reader.nextBatch() }
    #expect(error?.fix.contains("gzip -dc t.csv.gz | awk ") == true)
  }

  @Test("rows are the same whatever the size of a batch, and put together give the table")
  func batches() throws {
    let text =
      "n,t\r\n" + (0..<400).map { "\($0),\"\(String(repeating: "x\"\"\r\n,", count: $0 * 7 % 301))\"\r\n" }.joined()
    let bytes = Array(text.utf8)
    let whole = try Samples.records(bytes)
    #expect(whole.count == 400)
    for maximumBytes in [1, 100, 4_096, 100_000] {
      let records = try Samples.records(bytes, maximumBytes: maximumBytes)
      #expect(records.map { Array($0.bytes) } == whole.map { Array($0.bytes) })
      #expect(records.map(\.location) == whole.map(\.location))
      #expect(Array("n,t\r\n".utf8) + records.flatMap { Array($0.bytes) + $0.lineBreak.utf8 } == bytes)
    }
  }

  @Test("rows longer than a chunk are one record; one over the limit is refused without being kept")
  func longRows() throws {
    let long = "\"" + String(repeating: "\"\"é\r\n", count: 150_000) + "\",1"
    let text = "a,b\nx,y\n\(long)\nx,y\r\n\(long)"
    let whole = try Samples.records(text)
    #expect(whole.map(\.range.count) == [3, long.utf8.count, 3, long.utf8.count])
    var limits = Limits()
    limits.maximumRecordBytes = 100_000
    let records = try Samples.records(Array(text.utf8), limits: limits)
    #expect(records.map { $0.problem == nil } == [true, false, true, false])
    #expect(records.map(\.location) == whole.map(\.location))
    #expect(records[1].range.count == 256)
  }

  @Test("a cell's text changes and every other byte stays")
  func editing() throws {
    let records = try Samples.records("id,a/b,c\r\n1,\"x, \"\"y\"\"\",z\r\n2,x,\r\n")
    func edit(_ index: Int, _ edits: [(String, String)]) throws -> String {
      Samples.string(
        try RecordEditor().replacing(
          edits.map { RecordEditor.Replacement(field: $0.0, utf8: Array($0.1.utf8)) }, in: records[index]))
    }
    #expect(try edit(0, []) == "1,\"x, \"\"y\"\"\",z")
    #expect(try edit(0, [("/a~1b", "y")]) == "1,\"y\",z")
    #expect(try edit(0, [("/c", "say \"z\"\n"), ("/id", "")]) == ",\"x, \"\"y\"\"\",\"say \"\"z\"\"\n\"")
    #expect(try edit(1, [("/c", "plain \" quote"), ("/a~1b", "")]) == "2,,plain \" quote")
    #expect(try edit(1, [("/c", "\"first")]) == "2,x,\"\"\"first\"")
    for edits in [[("/d", "x")], [("", "x")], [("/c/0", "x")], [("/c", "x"), ("/c", "y")]] {
      #expect(Samples.failure { _ = try edit(0, edits) }?.code == .recordsNoSuchField)
    }
  }

  @Test("a cell that is changed reads as the new text, whatever it holds")
  func roundTrip() throws {
    for (header, row) in [("a,b", "x,y"), ("a\tb", "\"x\"\ty"), ("a;b", "x;\"\"")] {
      for text in ["", "\"", "a\"b", "\r\n", "x,y;z\tw", " \"x\" ", "é\u{2028}"] {
        let record = try Samples.records(header + "\n" + row + "\n")[0]
        let edited = try RecordEditor().replacing(
          [RecordEditor.Replacement(field: "/b", utf8: Array(text.utf8))], in: record)
        #expect(try rows(header + "\n" + Samples.string(edited) + "\n")[0] == ["x", text])
      }
    }
  }
}
