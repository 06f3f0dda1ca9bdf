import Diagnostics
import Prompting
import StrictJSON
import Testing

@testable import Records

@Suite("MedQAFormat")
struct MedQAFormatTests {
  private static let record =
    #"{"realidx":3,"question":"A man has a fever. He takes 37.5 mg.  Which drug is best?","answer":"Beta","#
    + #""options":{"A":"Alpha","B":"Beta"},"answer_idx":"B"}"#

  private func parse(_ text: String) throws -> ParsedRecord { try Samples.parse(text, as: MedQAFormat()) }

  private func failure(_ text: String) -> TrainPackError? { Samples.failure { _ = try parse(text) } }

  @Test("a question is laid out with its case, its stem, its options and its answer")
  func layout() throws {
    let messages = try parse(Self.record).conversation.messages
    #expect(
      Samples.parts(messages[0]) == [
        "vignette /question 0..<38 A man has a fever. He takes 37.5 mg.  ",
        "stem /question 38..<57 Which drug is best?",
        "layout  \n\nOptions:\nA. ", "option /options/A 0..<5 Alpha", "layout  \nB. ", "option /options/B 0..<4 Beta",
      ])
    #expect(
      Samples.parts(messages[1]) == [
        "layout  The correct answer is ", "answer /answer_idx 0..<1 B", "layout  : ", "answer /options/B 0..<4 Beta",
      ])
    #expect(messages.map(\.role) == [.user, .assistant])
  }

  @Test("an explanation follows the answer after a blank line", arguments: ["explanation", "exp", "rationale"])
  func explanation(key: String) throws {
    let blank = key == "explanation" ? "exp" : "explanation"
    let text = Self.record.dropLast() + #","\#(blank)":null,"\#(key)2":"no","\#(key)":"Because."}"#
    let messages = try parse(String(text)).conversation.messages
    #expect(Samples.string(messages[1].parts.flatMap(\.utf8)) == "The correct answer is B: Beta\n\nBecause.")
    #expect(Samples.parts(messages[1]).last == "explanation /\(key) 0..<8 Because.")
  }

  @Test("a question of one sentence has no vignette, and odd keys are escaped in pointers")
  func oneSentence() throws {
    let messages = try parse(#"{"question":"Which?","options":{"a/b":"x"},"answer":"x","answer_idx":"a/b"}"#)
      .conversation.messages
    #expect(Samples.parts(messages[0]).first == "stem /question 0..<6 Which?")
    #expect(messages[0].parts.map(\.field).contains("/options/a~1b"))
  }

  @Test(
    "what is wrong is named by its pointer",
    arguments: [
      (
        #"{"question":"Q?","options":{"A":"x"},"answer":"x","answer_idx":"E"}"#, "medqa.answer-not-an-option",
        "/answer_idx"
      ),
      (
        #"{"question":"Q?","options":{"A":"x"},"answer":"x","answer_idx":"a"}"#, "medqa.answer-not-an-option",
        "/answer_idx"
      ),
      (#"{"question":"Q?","options":{},"answer":"x","answer_idx":"A"}"#, "medqa.answer-not-an-option", "/answer_idx"),
      (#"{"question":"Q?","options":"x","answer":"x","answer_idx":"A"}"#, "records.wrong-type", "/options"),
      (
        #"{"question":"Q?","options":["x"],"answer":"x","answer_idx":"B"}"#, "medqa.answer-not-an-option", "/answer_idx"
      ),
      (#"{"question":"Q?","options":["x",2],"answer":"x","answer_idx":"A"}"#, "records.wrong-type", "/options/1"),
      (#"{"question":"Q?","options":{"A":1},"answer":"x","answer_idx":"A"}"#, "records.wrong-type", "/options/A"),
      (#"{"question":"Q?","options":{"A":"x"},"answer":"x","answer_idx":true}"#, "records.wrong-type", "/answer_idx"),
      (#"{"question":"Q?","options":{"A":"x"},"answer":"x"}"#, "records.missing-field", "/answer_idx"),
      (#"{"question":"Q?","options":{"A":"x"},"answer_idx":"A"}"#, "records.missing-field", "/answer"),
      (#"{"question":" ","options":{"A":"x"},"answer":"x","answer_idx":"A"}"#, "records.empty-field", "/question"),
      (#"{"question":"Q?","options":{"A":""},"answer":"","answer_idx":"A"}"#, "records.empty-field", "/options/A"),
      (#"{"options":{"A":"x"},"answer":"x","answer_idx":"A"}"#, "records.missing-field", "/question"),
    ])
  func errors(text: String, code: String, pointer: String) throws {
    let error = try #require(failure(text))
    #expect(error.code.id == code && error.location?.pointer == pointer, "\(error)")
  }

  @Test("an answer text that differs from its option is noted, and the option's text is used")
  func answerTextDiffers() throws {
    let parsed = try parse(#"{"question":"Q?","options":{"A":"x"},"answer":"y","answer_idx":"A"}"#)
    #expect(parsed.notes.map(\.code) == [.medqaAnswerTextDiffers])
    #expect(parsed.notes[0].location.pointer == "/answer")
    #expect(Samples.string(parsed.conversation.messages[1].parts.flatMap(\.utf8)) == "The correct answer is A: x")
  }

  @Test("real questions keep every byte, end in their stem, and are formatted whole")
  func realRecords() throws {
    guard
      let bytes = Samples.shared(
        "data/datasets/medqa-usmle-test.jsonl", "MedQAFormatTests.realRecords", "1,273 questions of MedQA-USMLE")
    else { return }
    let reader = try Samples.reader(bytes)
    let first = try #require(try reader.nextBatch())
    let format = try FormatCatalogue.standard().recogniseFormat(in: first)
    #expect(format.name == "medqa")
    let parser = RecordParser(format: format)
    var batch: RecordBatch? = first
    var withVignette = 0
    var askingStems = 0
    while let records = batch?.records {
      for record in records {
        let parsed = try parser.parse(record)
        #expect(parsed.notes.isEmpty)
        let question = try #require(parsed.document.root["question"]?.utf8.map(Array.init))
        let parts = parsed.conversation.messages[0].parts
        #expect(parts.filter { $0.field == "/question" }.flatMap(\.utf8) == question)
        if parts[0].purpose == .vignette { withVignette += 1 }
        let stem = try #require(parts.first { $0.purpose == .stem })
        if Samples.string(stem.utf8).contains("?") || stem.utf8.last == 0x3A { askingStems += 1 }
        #expect(parts.filter { $0.purpose == .option }.count == parsed.document.root["options"]?.count)
      }
      batch = try reader.nextBatch()
    }
    #expect(reader.recordCount == 1_273)
    #expect(withVignette > 1_200 && askingStems > 1_255, "\(withVignette) with a vignette, \(askingStems) asking")
  }
}
