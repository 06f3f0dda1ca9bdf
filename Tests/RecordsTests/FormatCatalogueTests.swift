import Diagnostics
import Testing

@testable import Records

@Suite("FormatCatalogue")
struct FormatCatalogueTests {
  private static let alpaca = #"{"instruction":"x","output":"y"}"#
  private static let messages = #"{"messages":[{"role":"assistant","content":"y"}]}"#
  private static let medqa = #"{"question":"Q?","options":{"A":"x"},"answer":"x","answer_idx":"A"}"#

  private func recognise(_ lines: [String]) throws -> String {
    let reader = try Samples.reader(Array(lines.joined(separator: "\n").utf8))
    let batch = try #require(try reader.nextBatch())
    return try FormatCatalogue.standard().recogniseFormat(in: batch).name
  }

  private func failure(_ lines: [String]) -> TrainPackError? { Samples.failure { _ = try recognise(lines) } }

  @Test("each format is recognised from its fields")
  func recognises() throws {
    #expect(try recognise([Self.alpaca]) == "alpaca")
    #expect(try recognise([Self.messages, Self.messages]) == "messages")
    #expect(try recognise([Self.medqa]) == "medqa")
  }

  @Test("a bad record among the first ones does not hide the format of the others")
  func badRecordInSample() throws {
    #expect(try recognise(["{broken", Self.alpaca, #"{"instruction":"x"}"#, Self.alpaca, Self.alpaca]) == "alpaca")
    #expect(try recognise([Self.alpaca, #"{"instruction":"x"}"#]) == "alpaca")
    let record = try Samples.records(#"{"instruction":"x"}"#)[0]
    let error = Samples.failure { _ = try RecordParser(format: AlpacaFormat()).parse(record) }
    #expect(error?.code == .recordsMissingField && error?.location?.pointer == "/output")
  }

  @Test("unknown fields are an error that says what each format missed")
  func unknown() throws {
    let error = try #require(failure([#"{"instruction":1,"label":"y"}"#]))
    #expect(error.code == .recordsUnknownFormat && error.location?.line == 1)
    // The fields, the four nearest formats, and the names of the others.
    #expect(error.details.count == 6)
    #expect(error.details[0] == "its fields: instruction, label")
    #expect(error.details.contains { $0.contains("/instruction is a number, not a string, no /output") })
    #expect(error.details[5].hasPrefix("further formats, which lack more: ") && error.details[5].contains("medqa"))
    #expect(error.fix.contains("--map"))
    #expect(failure([Self.alpaca, "{}", "{}"])?.code == .recordsUnknownFormat)
  }

  @Test("records that fit two formats, or a mixture, are ambiguous")
  func ambiguous() throws {
    let both = #"{"prompt":"p","completion":"c","instruction":"x","output":"y"}"#
    #expect(failure([both])?.code == .recordsAmbiguousFormat)
    let mixed = try #require(failure([Self.alpaca, Self.alpaca, Self.messages]))
    #expect(mixed.code == .recordsAmbiguousFormat && mixed.message.contains("alpaca, messages"))
    #expect(mixed.fix.contains("--input-format alpaca"), "the format of the most records is named")
  }

  @Test(
    "every shape that people have is recognised",
    arguments: [
      (#"{"conversations":[{"from":"human","value":"x"},{"from":"gpt","value":"y"}],"tools":"[]"}"#, "sharegpt"),
      (#"{"messages":[],"prompt":"p","prompt_id":"1"}"#, "messages"),
      (#"{"instruction":"x","input":"","output":"y","text":"z"}"#, "alpaca"),
      (#"{"prompt":"p","completion":"c"}"#, "prompt-completion"),
      (
        #"{"prompt":[{"role":"user","content":"p"}],"completion":[{"role":"assistant","content":"c"}]}"#,
        "prompt-completion"
      ),
      (#"{"query":"q","response":"r"}"#, "query-response"), (#"{"question":"q","answer":"r"}"#, "query-response"),
      (#"{"instruction":"q","response":"r","context":""}"#, "query-response"),
      (#"{"INSTRUCTION":"q","RESPONSE":"r"}"#, "query-response"),
      (#"{"problem":"q","solution":"r"}"#, "query-response"),
      (#"{"prompt":"p","chosen":"c","rejected":"r"}"#, "preference"),
      (#"{"prompt":"p","messages":[],"chosen":[],"rejected":[],"score_chosen":1}"#, "preference"),
      (#"{"instruction":"p","input":"","chosen":"c","rejected":"r","output":"o"}"#, "preference"),
      (#"{"conversations":[],"chosen":{},"rejected":{}}"#, "preference"),
      (#"{"input":{"messages":[]},"preferred_output":[],"non_preferred_output":[]}"#, "preference"),
      (
        #"{"id":"1","question":"q","opa":"a","opb":"b","opc":"c","opd":"d","cop":1,"choice_type":"single","exp":null}"#,
        "medmcqa"
      ),
      (#"{"QUESTION":"q","CONTEXTS":["c"],"LONG_ANSWER":"l","final_decision":"yes"}"#, "pubmedqa"),
      (
        #"{"pubid":1,"question":"q","context":{"contexts":["c"],"labels":[]},"long_answer":"l","final_decision":"no"}"#,
        "pubmedqa"
      ),
      (#"{"dataset":"d","encounter_id":"e","dialogue":"d","note":"n"}"#, "dialogue-note"),
      (#"{"ID":"0","section_header":"GENHX","section_text":"t","dialogue":"d"}"#, "dialogue-note"),
      (#"{"text":"t"}"#, "text"), (#"{"text":"t","meta":{"source":"x"}}"#, "text"),
    ])
  func shapes(text: String, name: String) throws {
    #expect(try recognise([text]) == name)
  }

  private func choose(_ lines: [String], _ choice: FormatChoice) throws -> any DatasetFormat {
    let batch = try #require(try Samples.reader(Array(lines.joined(separator: "\n").utf8)).nextBatch())
    return try FormatCatalogue.standard().format(for: batch, choice: choice)
  }

  @Test("fields of other names are mapped, inner ones too; what the format does not read is refused")
  func mapped() throws {
    let line = #"{"stem":"Why?","label":{"text":"So."},"answer":9}"#
    let map = try FieldMap(["question=stem", "answer=/label/text"])
    let format = try choose([line], FormatChoice(map: map))
    #expect(format.name == "query-response")
    let record = try Samples.records(line)[0]
    let messages = try RecordParser(format: format, map: map).parse(record).conversation.messages
    #expect(Samples.parts(messages[0]) == ["text /stem 0..<4 Why?"])
    #expect(Samples.parts(messages[1]) == ["answer /label/text 0..<3 So."])
    let typo = Samples.failure {
      _ = try choose([line], FormatChoice(map: FieldMap(map.entries.map(\.text) + ["sytem=x"])))
    }
    #expect(typo?.code == .recordsUnknownMapName && typo?.fix.contains("system") == true)
    let other = Samples.failure {
      _ = try choose([line], FormatChoice(map: FieldMap(map.entries.map(\.text) + ["output=x"])))
    }
    #expect(other?.code == .recordsUnknownMapName && other?.message.contains("query-response") == true)
    for text in ["question", "=x", "x=", "a=/~2"] {
      #expect(Samples.failure { _ = try FieldMap([text]) } != nil)
    }
    #expect(Samples.failure { _ = try FieldMap(["a=b", "a=c"]) }?.code == .recordsInvalidMap)
    let missing = Samples.failure {
      _ = try RecordParser(format: QueryResponseFormat(), map: map).parse(Samples.records(#"{"stem":"x"}"#)[0])
    }
    #expect(missing?.code == .recordsMissingField)
  }

  @Test("when nothing can be read, the first record's own error is told")
  func nothingReadable() {
    #expect(failure(["{'a': 1}", "{'a': 2}"])?.code == .jsonInvalid)
  }

  @Test("a format is found by name, and a mistyped name is answered with the nearest")
  func byName() throws {
    let catalogue = try FormatCatalogue.standard()
    for name in catalogue.names { #expect(try catalogue.format(named: name).name == name) }
    let near = try #require(Samples.failure { _ = try catalogue.format(named: "Alpacca") })
    #expect(near.code == .recordsUnknownFormatName && near.fix.contains("alpaca"))
    #expect(
      Samples.failure { _ = try catalogue.format(named: "parquet") }?.details
        == ["formats: \(catalogue.names.joined(separator: ", "))"])
  }
}
