import Archives
import Diagnostics
import Foundation
import StrictJSON
import Testing

@testable import Records

/// Cells of a table that hold JSON, for the formats whose fields are lists and objects.
@Suite("JSON in the cells of tables")
struct TableCellsTests {
  private func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }

  private func parse(_ text: String, map: [String] = []) throws -> (String, [ParsedRecord]) {
    let batch = try #require(try Samples.reader(Array(text.utf8), name: "data/t.csv").nextBatch())
    let map = try FieldMap(map)
    let format = try FormatCatalogue.standard().format(for: batch, choice: FormatChoice(map: map))
    let parser = RecordParser(format: format, map: map)
    return (format.name, try batch.records.map { try parser.parse($0) })
  }

  private static let messages = #"[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]"#
  private static let answer = #"[{"role":"assistant","content":"a"}]"#

  @Test("messages, conversations and mapped columns are read")
  func conversations() throws {
    let sharegpt = #"[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]"#
    for (header, cell, name, map) in [
      ("id,messages", Self.messages, "messages", []), ("id,conversations", sharegpt, "sharegpt", []),
      ("id,turns", Self.messages, "messages", ["messages=turns"]),
      ("id,row", #"{"messages":\#(Self.messages)}"#, "messages", ["messages=/row/messages"]),
    ] as [(String, String, String, [String])] {
      let (format, parsed) = try parse("\(header)\n1,\(quoted(cell))\n", map: map)
      #expect(format == name)
      #expect(parsed[0].conversation.messages.map { Samples.string($0.parts.flatMap(\.utf8)) } == ["q", "a"])
      #expect(parsed[0].conversation.recordID == "1")
    }
  }

  @Test("a field that may be a text is a list of messages only when it is one")
  func textsOrMessages() throws {
    for (cell, roles) in [
      (Self.answer, "q/a"), (#"{"role":"assistant","content":"a"}"#, "q/a"), ("[INST] a", "q/[INST] a"),
      (#"{"value": 7}"#, #"q/{"value": 7}"#), ("[1, 2", "q/[1, 2"), (#"[{"drug":"x"}]"#, #"q/[{"drug":"x"}]"#),
      (#"[{"from":"A","to":"B"}]"#, #"q/[{"from":"A","to":"B"}]"#), (#"[{"drug": "x""#, #"q/[{"drug": "x""#),
    ] {
      let (name, parsed) = try parse("prompt,completion\nq,\(quoted(cell))\n")
      #expect(name == "prompt-completion")
      let turns = parsed[0].conversation.messages.map { Samples.string($0.parts.flatMap(\.utf8)) }
      #expect(turns.joined(separator: "/") == roles)
    }
    let (name, pairs) = try parse(
      "prompt,chosen,rejected\nq,\(quoted(Self.answer)),\(quoted(Self.answer.replacing("\"a\"", with: "\"b\"")))\n")
    #expect(name == "preference" && pairs[0].conversation.preference?.rejected.count == 1)
  }

  @Test("a text field's cell is a text, whatever it begins with")
  func texts() throws {
    for (header, row) in [("question,answer", "[1] What?,{x}"), ("instruction,output", "{[,[]"), ("id,text", "1,[x")] {
      _ = try parse("\(header)\n\(row)\n")
    }
    let (_, parsed) = try parse("question,answer,contexts\nq,a,\"[\"\"One.\"\", \"\"Two.\"\"]\"\nq,a,[Old] text\n")
    let contexts = parsed.map { $0.conversation.messages[0].parts.filter { $0.purpose == .vignette }.map(\.field) }
    #expect(contexts == [["/contexts/0", "/contexts/1"], ["/contexts"]])
  }

  @Test(
    "a cell that is no JSON is told with its line, column and fix, and Python's notation by its name",
    arguments: [
      ("[{'role': 'user', 'content': 'q'}]", "Python's notation", "json.dumps"),
      ("[{'content': 'q', 'role': 'user'}\n {'content': 'a', 'role': 'assistant'}]", "Python's notation", "to_json"),
      ("[{\"role\": \"user\", \"content\": \"q\"", "is not JSON: the text ends inside", "json.dumps"),
      ("[{\"role\": }]", "is not JSON", "json.dumps"),
    ])
  func broken(cell: String, message: String, fix: String) throws {
    let error = try #require(
      Samples.failure { _ = try parse("id,messages\n1,\(quoted(Self.messages))\n2,\(quoted(cell))\n") })
    #expect(error.code == .recordsTableCellJSON)
    #expect(error.location?.description.hasPrefix("data/t.csv:3:3") == true && error.location?.pointer == "/messages")
    #expect(error.message.contains("column \"messages\"") && error.message.contains(message), "\(error.message)")
    #expect(error.fix.contains(fix))
  }

  @Test("the format is told even where every cell is broken")
  func allBroken() throws {
    for header in ["messages", "conversations"] {
      let error = Samples.failure { _ = try parse("id,\(header)\n1,\(quoted("[{'from': 'human'}]"))\n") }
      #expect(error?.code == .recordsTableCellJSON)
    }
  }

  @Test("the command that converts Python's notation gives what can be read", arguments: [",", "\t", ";"])
  func conversion(separator: String) throws {
    guard let python = OraclePython.path("TableCellsTests.conversion", "the command that converts a table") else {
      return
    }
    let cell = quoted("[{'role': 'user', 'content': \"it's; a,\tb\"}, {'role': 'assistant', 'content': 'é'}]")
    let text = "id\(separator)the messages\n1\(separator)\(cell)\n"
    try OraclePython.withFile(Data(text.utf8)) { path in
      let reader = RecordReader(try ByteSource(bytes: Array(text.utf8), name: path))
      let batch = try #require(try reader.nextBatch())
      let map = try FieldMap(["messages=the messages"])
      let error = try #require(
        Samples.failure { _ = try RecordParser(format: MessagesFormat(), map: map).parse(batch.records[0]) })
      let command = try #require(error.fix.split(separator: "is all there is: ").last)
        .replacing("python3", with: python, maxReplacements: 1).replacing(" > data.jsonl", with: "")
      let shell =
        "import subprocess, sys; sys.stdout.write(subprocess.check_output(sys.argv[1], shell=True, text=True))"
      let lines = try #require(try OraclePython.output(python, shell, [String(command)]))
      let parsed = try RecordParser(format: MessagesFormat(), map: map).parse(Samples.records(lines)[0])
      #expect(parsed.conversation.messages.map { Samples.string($0.parts.flatMap(\.utf8)) } == ["it's; a,\tb", "é"])
    }
  }

  @Test("a text within a cell's JSON changes, and every other byte stays")
  func editing() throws {
    let cell = quoted(#"["One \"x\".", "Two."]"#)
    let records = try Samples.records("id,contexts,question\n1,\(cell),q\n")
    let edited = try RecordEditor().replacing(
      [
        RecordEditor.Replacement(field: "/contexts/0", utf8: Array("\"x\", é".utf8)),
        RecordEditor.Replacement(field: "/question", utf8: Array("Q".utf8)),
      ], in: records[0])
    #expect(Samples.string(edited) == "1,\(quoted(#"["\"x\", \u00e9", "Two."]"#)),Q")
    for edits in [["/contexts/2"], ["/contexts/0", "/contexts"], ["/question/0"], ["/contexts/0", "/contexts/0"]] {
      let error = Samples.failure {
        _ = try RecordEditor().replacing(edits.map { .init(field: $0, utf8: []) }, in: records[0])
      }
      #expect(error?.code == .recordsNoSuchField, "\(edits)")
    }
  }
}

@Suite("Tables of one column")
struct OneColumnTableTests {
  private func rows(_ text: String, name: String) throws -> [String]? {
    let reader = try Samples.reader(Array(text.utf8), name: name)
    guard let batch = try reader.nextBatch() else { return nil }
    if reader.container?.kind != .table { return nil }
    return try batch.records.map { try JSONReader().readObject($0).root.members.map { $0.value.string ?? "" }.joined() }
  }

  @Test("a file named as a table is one, whatever its column is called")
  func named() throws {
    #expect(try rows("text\nhello\n\"a, b\"\n", name: "d/x.csv") == ["hello", "a, b"])
    #expect(try rows("text\na, b\n", name: "x.TSV.gz") == ["a, b"])
    #expect(try rows("\u{FEFF}\"story\"\r\nx\r\n", name: "x.csv.zst") == ["x"])
  }

  @Test("elsewhere one is a table that is named as what makes a record by itself; other words are no header")
  func content() throws {
    for header in ["text", "messages", "conversations"] {
      #expect(try rows("\(header)\nhello\n", name: "standard input") == ["hello"])
    }
    for text in ["story\nhello\n", "Text\nhello\n", "{\"text\":\"x\"}\n", "7\n8\n"] {
      #expect(try rows(text, name: "x.txt") == nil)
    }
    #expect(try rows("{\"text\":\"x\"}\n{\"text\":\"y\"}\n", name: "x.csv") == nil)
  }

  @Test("a line of plain words says how it would be a table; a header with bars how to convert it")
  func refused() throws {
    let batch = try #require(try Samples.reader(Array("story\nhello\n".utf8), name: "x.txt").nextBatch())
    let error = Samples.failure { _ = try FormatCatalogue.standard().recogniseFormat(in: batch) }
    #expect(error?.code == .jsonInvalid && error?.fix.contains(".csv or .tsv") == true)
    let bars = Samples.failure { _ = try rows("a|b\n1|2\n", name: "x.csv") }
    #expect(bars?.code == .recordsTableNoHeader && bars?.fix.contains("< x.csv > commas.csv") == true)
    #expect(Samples.failure { _ = try rows("1\n2\n", name: "x.csv") }?.code == .recordsTableNoHeader)
    #expect(Samples.failure { _ = try rows("text\n", name: "x.csv") }?.code == .recordsNoRecords)
  }

  @Test("a row with a comma that is not quoted has too many cells, and says so")
  func comma() {
    #expect(Samples.failure { _ = try rows("text\na, b\n", name: "x.csv") }?.code == .recordsTableColumnCount)
  }
}
