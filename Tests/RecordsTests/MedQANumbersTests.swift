import Diagnostics
import StrictJSON
import Testing

@testable import Records

/// Questions whose right option is a number, and other forms of MedQA's records.
@Suite("MedQA by number")
struct MedQANumbersTests {
  private func read(_ lines: [String], name: String? = nil, map: [String] = []) throws -> [ParsedRecord] {
    let batch = try #require(try Samples.reader(Array(lines.joined(separator: "\n").utf8)).nextBatch())
    let map = try FieldMap(map)
    let format = try FormatCatalogue.standard().format(for: batch, choice: FormatChoice(name: name, map: map))
    let parser = RecordParser(format: format, map: map)
    return try batch.records.map { try parser.parse($0) }
  }

  private func letters(_ lines: [String], name: String? = nil, map: [String] = []) throws -> [String] {
    try read(lines, name: name, map: map).map { Samples.string($0.choice?.letter ?? []) }
  }

  private func failure(_ lines: [String], name: String? = nil, map: [String] = []) -> TrainPackError? {
    Samples.failure { _ = try read(lines, name: name, map: map) }
  }

  private static func record(_ members: String) -> String {
    #"{"question":"Q?","options":["w","x","y","z"],\#(members)}"#
  }

  @Test("the list of keys and values of the Hub's MedQA is read, each value with its place")
  func keyed() throws {
    let parsed = try read([
      #"{"question":"Q?","answer":"y","options":[{"key":"A","value":"x"},{"key":"B","value":"y"}],"answer_idx":"B"}"#
    ])[0]
    #expect(Samples.string(parsed.conversation.messages[0].parts.flatMap(\.utf8)) == "Q?\n\nOptions:\nA. x\nB. y")
    #expect(parsed.conversation.messages[0].parts.contains { $0.field == "/options/1/value" })
    #expect(parsed.choice == ChosenOption(letter: Array("B".utf8), optionCount: 2, agrees: true))
    let broken = failure([#"{"question":"Q?","answer_idx":"A","options":[{"key":"A","value":"x"},"y"]}"#])
    #expect(broken?.location?.pointer == "/options/1")
  }

  @Test("a 0, the number of the options, or the answer's text says where numbers begin")
  func told() throws {
    #expect(try letters([Self.record(#""answer":3"#), Self.record(#""answer":0"#)]) == ["D", "A"])
    #expect(try letters([Self.record(#""answer":3"#), Self.record(#""answer":4"#)]) == ["C", "D"])
    #expect(try letters([Self.record(#""answer_idx":2,"answer":"y""#)]) == ["C"])
    #expect(try letters([Self.record(#""answer_idx":2,"answer":"x""#)]) == ["B"])
    let digits = #"{"question":"Q?","options":["1","2","0","3"],"answer":"#
    #expect(try letters([digits + "0}", digits + "2}"]) == ["A", "C"], "the option by its number, not by its text")
    #expect(try letters([Self.record(#""label":0"#)]) == ["A"])
    #expect(try letters([#"{"question":"Q?","options":{"0":"a","1":"b"},"answer_idx":1,"answer":"b"}"#]) == ["1"])
  }

  @Test("where the numbers do not say it, the error names the format that does, and it works")
  func unknown() throws {
    let open = [Self.record(#""answer":2"#), Self.record(#""answer":1"#)]
    let error = try #require(failure(open))
    #expect(error.code == .medqaUnknownBase && error.fix.contains("--input-format medqa-0"))
    #expect(try letters(open, name: "medqa-0") == ["C", "B"])
    #expect(try letters(open, name: "medqa-1") == ["B", "A"])
    #expect(failure([Self.record(#""answer":0"#), Self.record(#""answer":4"#)])?.code == .medqaUnknownBase)
    let wrong = try #require(failure([Self.record(#""answer":0"#), Self.record(#""answer":9"#)]))
    #expect(wrong.code == .medqaAnswerNotAnOption && wrong.location?.line == 2)
    #expect(wrong.message == "/answer is 9, but the options are 0 to 3 (they count from 0)")
    #expect(failure([Self.record(#""answer":0"#), Self.record(#""answer":1.5"#)])?.code == .recordsWrongType)
  }

  @Test("MMLU's choices and SWAG's endings are read by mapping them")
  func mapped() throws {
    let mmlu = #"{"question":"Q?","choices":["w","x","y","z"],"answer":0}"#
    #expect(try letters([mmlu], map: ["options=choices"]) == ["A"])
    #expect(failure([mmlu])?.fix.contains("--map options=choices") == true)
    let swag = #"{"sent1":"Q?","ending0":"w","ending1":"x","label":0}"#
    #expect(try letters([swag], map: ["question=sent1", "options=ending0,ending1", "answer=label"]) == ["A"])
  }

  @Test("options with letters of their own, answers that stand there twice and unread passages are noted")
  func notes() throws {
    func codes(_ text: String) throws -> [DiagnosticCode] { try read([text])[0].notes.map(\.code) }
    #expect(try codes(#"{"question":"Q?","options":["A)21","B)22"],"answer":"B"}"#) == [.recordsLetteredOptions])
    #expect(try codes(#"{"question":"Q?","options":["A. x","(B) y"],"answer":"B"}"#) == [.recordsLetteredOptions])
    #expect(try codes(#"{"question":"Q?","options":["A vitamin","B cell"],"answer":"B"}"#) == [])
    #expect(
      try codes(#"{"question":"Q?","options":["x","y","y"],"answer":"y","answer_idx":"B"}"#) == [.recordsSameOptions])
    #expect(try codes(#"{"question":"Q?","options":["x","x","y"],"answer":"y","answer_idx":"C"}"#) == [])
    let passage = try read([#"{"article":"Long.","question":"Q?","options":["x","y"],"answer":"B"}"#])[0]
    #expect(passage.notes.map(\.code) == [.recordsUnreadPassage] && passage.notes[0].location.pointer == "/article")
    let format = try MedQAFormat().laidOut(
      by: .text("[user]\n{article}\n{vignette}{stem}\n[assistant]\n{letter}", path: "own.txt"))
    let named = try Samples.parse(
      #"{"article":"Long.","question":"Q?","options":["x","y"],"answer_idx":"B","answer":"y"}"#, as: format)
    #expect(named.notes.isEmpty)
  }
}
