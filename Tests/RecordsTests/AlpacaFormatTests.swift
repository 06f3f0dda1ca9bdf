import Diagnostics
import Prompting
import StrictJSON
import Testing

@testable import Records

@Suite("AlpacaFormat")
struct AlpacaFormatTests {
  private func failure(_ text: String) -> TrainPackError? {
    Samples.failure { _ = try Samples.parse(text, as: AlpacaFormat()) }
  }

  @Test("instruction and input are joined by a line break that is layout")
  func question() throws {
    let messages = try Samples.parse(#"{"instruction":"Say","input":"this","output":"That"}"#, as: AlpacaFormat())
      .conversation.messages
    #expect(messages.map(\.role) == [.user, .assistant])
    #expect(Samples.parts(messages[0]) == ["text /instruction 0..<3 Say", "layout  \n", "text /input 0..<4 this"])
    #expect(Samples.parts(messages[1]) == ["answer /output 0..<4 That"])
  }

  @Test(
    "without an input the instruction stands alone",
    arguments: [
      #""input":"","#, #""input":null,"#, "", #""system":"","history":[],"#, #""history":null,"system":null,"#,
    ])
  func noInput(members: String) throws {
    let parsed = try Samples.parse(#"{\#(members)"instruction":"Say","output":"That"}"#, as: AlpacaFormat())
    #expect(parsed.conversation.messages.map { Samples.parts($0).count } == [1, 1] && parsed.notes.isEmpty)
  }

  @Test("an empty question is noted, and an empty instruction leaves the input alone")
  func emptyQuestion() throws {
    let empty = try Samples.parse(#"{"instruction":" ","input":"","output":"y"}"#, as: AlpacaFormat())
    #expect(empty.notes.map(\.code) == [.recordsEmptyTurn] && empty.notes[0].location.pointer == "/instruction")
    let input = try Samples.parse(#"{"instruction":"","input":"x","output":"y"}"#, as: AlpacaFormat())
    #expect(Samples.parts(input.conversation.messages[0]) == ["text /input 0..<1 x"] && input.notes.isEmpty)
  }

  @Test("a system prompt and earlier turns come before the question")
  func systemAndHistory() throws {
    let parsed = try Samples.parse(
      #"{"instruction":"I","output":"O","system":"S","history":[["q1","a1"],["q2","a2"]]}"#, as: AlpacaFormat(),
      systemPrompt: "Given")
    let messages = parsed.conversation.messages
    #expect(messages.map(\.role) == [.system, .user, .assistant, .user, .assistant, .user, .assistant])
    #expect(
      messages.map { $0.parts[0].field } == [
        "/system", "/history/0/0", "/history/0/1", "/history/1/0", "/history/1/1", "/instruction", "/output",
      ])
    #expect(parsed.notes.map(\.code) == [.recordsOwnSystemPrompt])
  }

  @Test(
    "what is wrong is named by its pointer",
    arguments: [
      (#"{"instruction":"x"}"#, "records.missing-field", "/output"),
      (#"{"output":"x"}"#, "records.missing-field", "/instruction"),
      (#"{"instruction":"x","output":5}"#, "records.wrong-type", "/output"),
      (#"{"instruction":"x","output":null}"#, "records.wrong-type", "/output"),
      (#"{"instruction":"x","input":{},"output":"y"}"#, "records.wrong-type", "/input"),
      (#"{"instruction":"x","output":""}"#, "records.empty-field", "/output"),
      (#"{"instruction":"x","output":"y","system":1}"#, "records.wrong-type", "/system"),
      (#"{"instruction":"x","output":"y","history":{}}"#, "records.wrong-type", "/history"),
      (#"{"instruction":"x","output":"y","history":["a"]}"#, "records.wrong-type", "/history/0"),
      (#"{"instruction":"x","output":"y","history":[["a"]]}"#, "records.wrong-type", "/history/0"),
      (#"{"instruction":"x","output":"y","history":[["a",null]]}"#, "records.wrong-type", "/history/0/1"),
      (#"{"instruction":"x","output":"y","history":[["a",""]]}"#, "records.empty-field", "/history/0/1"),
    ])
  func errors(text: String, code: String, pointer: String) throws {
    let error = try #require(failure(text))
    #expect(error.code.id == code && error.location?.pointer == pointer, "\(error)")
  }

  @Test("real records keep every byte of their fields")
  func realRecords() throws {
    guard
      let bytes = Samples.shared(
        "data/datasets/formats/alpaca_en_demo.json", "AlpacaFormatTests.realRecords", "records of the Alpaca demo data")
    else { return }
    let array = try JSONReader().readTree(bytes, at: InputLocation(source: "alpaca_en_demo.json"))
    let lines = (array.array ?? []).map { JSONWriter.bytes(of: $0) }
    let records = try Samples.records(Array(lines.joined(separator: [0x0A])))
    #expect(records.count > 100)
    let parser = RecordParser(format: AlpacaFormat())
    for (record, tree) in zip(records, array.array ?? []) {
      let messages = try parser.parse(record).conversation.messages
      #expect(messages[0].parts.first?.utf8 == tree["instruction"]?.utf8)
      #expect(messages[0].parts.count == (tree["input"]?.utf8?.isEmpty == false ? 3 : 1))
      #expect(messages[1].parts.map(\.utf8) == [tree["output"]?.utf8])
    }
  }
}
