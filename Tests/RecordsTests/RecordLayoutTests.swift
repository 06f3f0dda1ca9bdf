import Diagnostics
import Prompting
import Testing

@testable import Records

@Suite("RecordLayout")
struct RecordLayoutTests {
  private func layout(_ text: String) throws -> RecordLayout {
    try RecordLayout(text, vocabulary: ConversationLayout.Vocabulary(["name", "age"], sections: ["list": ["item"]]))
  }

  @Test("placeholders are filled, sections repeat, fixed words become one layout part")
  func fills() throws {
    let layout = try layout("{{{name}}}, {age}{#list}; {item}!{/list}.")
    var values = RecordLayout.Values([
      "name": [MessagePart(Array("Ann".utf8), purpose: .text, field: "/n")], "age": [MessagePart([], purpose: .text)],
    ])
    values.sections["list"] = ["x", "y"].map {
      RecordLayout.Values(["item": [MessagePart(Array($0.utf8), purpose: .option)]])
    }
    let parts = layout.parts(values)
    #expect(Samples.string(parts.flatMap(\.utf8)) == "{Ann}, ; x!; y!.")
    #expect(parts.map(\.purpose) == [.layout, .text, .layout, .option, .layout, .option, .layout])
    values.sections = [:]
    #expect(Samples.string(layout.parts(values).flatMap(\.utf8)) == "{Ann}, .")
  }

  @Test(
    "a wrong layout is refused with the place",
    arguments: [
      "{}", "{a\nb}", "{#list}{name}{/list}", "{#lst}", "{#list}", "{/list}", "{name", "a } b", "{#list}{#list}",
    ])
  func refuses(text: String) {
    let error = Samples.failure { _ = try layout(text) }
    #expect(error?.code == .recordsInvalidLayout && error?.location?.byteOffset != nil)
  }

  @Test("a name that the format does not know is a field of the record")
  func fields() throws {
    #expect(try layout("{name} {topic} {Question Text} {ü} {topic}").fieldNames == ["topic", "Question Text", "ü"])
  }
}

@Suite("ConversationLayout")
struct ConversationLayoutTests {
  private static let record =
    #"{"question":"He coughs. Which?","options":{"A":"x","B":"y"},"answer":"y","answer_idx":"B","year":2020,"exp":"As."}"#

  private func messages(_ text: String) throws -> [String] {
    let format = try MedQAFormat().laidOut(by: .text(text, path: "own.txt"))
    return try Samples.parse(Self.record, as: format).conversation.messages.map { message in
      "\(message.role.rawValue): \(Samples.string(message.parts.flatMap(\.utf8)))"
    }
  }

  @Test("the user's own layout has its turns and any field of the record")
  func own() throws {
    #expect(
      try messages("[system]\nExam of {year}.\n[user]\n{stem}\n\n[assistant]\n{letter}\n") == [
        "system: Exam of 2020.", "user: Which?\n", "assistant: B",
      ])
    #expect(
      try messages("[user]\r\n{vignette}{stem}\r\n[assistant]\r\n{letter}") == [
        "user: He coughs. Which?", "assistant: B",
      ])
    let missing = Samples.failure { _ = try messages("[user]\n{topic}\n[assistant]\n{letter}") }
    #expect(missing?.code == .recordsMissingField && missing?.location?.pointer == "/topic")
  }

  @Test(
    "a layout without its turns is refused",
    arguments: [
      "", "{stem}", "[user]\nx", "[assistant]\nx\n[user]\ny", "[user]\n{stem\n[assistant]\n{letter}",
      "x\n[user]\n[assistant]", "[user]\n{stem}\n[foo]\n[assistant]\n{letter}", "[user]\n{stem}\n[assistant]\nfixed",
    ])
  func refused(text: String) {
    let error = Samples.failure { _ = try messages(text) }
    #expect(
      error?.code == .recordsInvalidLayout && error?.location?.source == "own.txt", "\(String(describing: error))")
  }

  private func notes(_ text: String, record: String = record, as format: any DatasetFormat) throws -> [String] {
    let laidOut = try format.laidOut(by: .text(text, path: "own.txt"))
    return try Samples.parse(record, as: laidOut).notes.map { "\($0.code.id) \($0.location.pointer ?? "-")" }
  }

  @Test("an answer that the layout puts into the prompt is noted, an option's letter and an explanation are not")
  func leaks() throws {
    let tail = "\n[assistant]\n{letter}"
    let medqa = try MedQAFormat()
    for prompt in ["{stem} {letter}", "{stem} {answer_idx}"] {
      #expect(try notes("[user]\n\(prompt)\(tail)", as: medqa) == ["records.answer-in-prompt /answer_idx"])
    }
    #expect(
      try notes("[system]\n{answer}\n[user]\n{stem}\(tail)", as: medqa) == ["records.answer-in-prompt /options/B"])
    #expect(
      try notes("[user]\n{stem}{#options}{letter}{/options}{#explanation}{explanation}{/explanation}\(tail)", as: medqa)
        == [])
    let pair = #"{"question":"q","answer":"a"}"#
    for name in ["response", "answer"] {
      #expect(
        try notes("[user]\n{query} {\(name)}\n[assistant]\n{response}", record: pair, as: QueryResponseFormat())
          == ["records.answer-in-prompt /answer"])
    }
    let dialogue = #"{"dialogue":"d","section_text":"n"}"#
    #expect(
      try notes("[user]\n{section_text}\n[assistant]\n{note}", record: dialogue, as: DialogueNoteFormat())
        == ["records.answer-in-prompt /section_text"])
    let decision = #"{"QUESTION":"q","CONTEXTS":["c"],"final_decision":"yes"}"#
    #expect(
      try notes("[user]\n{question}{final_decision}\n[assistant]\n{answer}", record: decision, as: PubMedQAFormat())
        == ["records.answer-in-prompt /final_decision"])
  }

  @Test("a missing explanation is noted where it should stand before the answer, and nowhere else")
  func reasoningFirst() throws {
    let bare = Self.record.replacing(#","exp":"As.""#, with: "")
    for (name, record, codes) in [
      ("reasoning-first", bare, ["records.no-explanation"]), ("reasoning-first", Self.record, []),
      ("answer-first", bare, []), ("letter-only", bare, []),
    ] {
      let parsed = try Samples.parse(record, as: MedQAFormat().laidOut(by: .named(name)))
      #expect(parsed.notes.map(\.code.id) == codes, "\(name)")
    }
  }

  @Test("a layout that leaves the assistant nothing of a record is that record's error")
  func nothingToLearn() throws {
    let text = "[user]\n{stem}\n[assistant]\nAs follows: {#explanation}{explanation}{/explanation}"
    #expect(try messages(text).last == "assistant: As follows: As.")
    let bare = Self.record.replacing(#","exp":"As.""#, with: "")
    let error = Samples.failure { _ = try notes(text, record: bare, as: MedQAFormat()) }
    #expect(error?.code == .recordsNoAssistantTurn && error?.message.contains("own.txt") == true)
  }

  @Test("three layouts are shipped for questions with options, and none for conversations")
  func shipped() throws {
    func answer(_ name: String) throws -> String {
      let parsed = try Samples.parse(Self.record, as: MedQAFormat().laidOut(by: .named(name)))
      return Samples.string(parsed.conversation.messages[1].parts.flatMap(\.utf8))
    }
    #expect(try answer("answer-first") == "The correct answer is B: y\n\nAs.")
    #expect(try answer("reasoning-first") == "As.\n\nThe correct answer is B: y")
    #expect(try answer("letter-only") == "B")
    let unknown = Samples.failure { _ = try answer("leter-only") }
    #expect(unknown?.code == .recordsUnknownLayout && unknown?.fix.contains("letter-only") == true)
    #expect(
      Samples.failure { _ = try MessagesFormat().laidOut(by: .named("letter-only")) }?.code == .recordsUnknownLayout)
  }

  @Test("an error in a layout has its line and its byte in the file, whose lines may end in CR LF")
  func places() throws {
    for (text, line, offset) in [
      ("[user]\n{stem}\n[assistant]\nIt is\n{lettr", 5, 32),
      ("[user]\r\n{stem}\r\n[assistant]\r\nIt is\r\n{lettr", 5, 36),
      ("[system]\nBe kind.\n[user]\n}\n[assistant]\n{letter}", 4, 25),
    ] {
      let error = Samples.failure { _ = try MedQAFormat().laidOut(by: .text(text, path: "own.txt")) }
      #expect(error?.location == InputLocation(source: "own.txt", line: line, byteOffset: offset))
    }
  }

  @Test("a placeholder that no record has as a field is the layout's error, with what there is")
  func unknownField() throws {
    let text = "[user]\n{vignette}{stem} {nosuch}\n[assistant]\n{letter}"
    let batch = try #require(try Samples.reader(Array(Self.record.utf8)).nextBatch())
    let choice = FormatChoice(layout: .text(text, path: "own.txt"))
    let error = try #require(
      Samples.failure { _ = try FormatCatalogue.standard().format(for: batch, choice: choice) })
    #expect(error.code == .recordsInvalidLayout && error.message.hasPrefix("{nosuch}"))
    #expect(error.location == InputLocation(source: "own.txt", line: 2, byteOffset: 24))
    #expect(error.details[0] == "placeholders: {vignette}, {stem}, {letter}, {answer}, {#explanation}, {#options}")
    #expect(error.details[1].hasPrefix("fields: "))
  }
}
