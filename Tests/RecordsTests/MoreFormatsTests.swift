import Diagnostics
import Prompting
import StrictJSON
import Testing

@testable import Records

/// Formats beside the first three: what they make of a record, and what they refuse.
@Suite("Formats of conversations")
struct ConversationFormatTests {
  private func parse(_ text: String, as format: any DatasetFormat, system: String? = nil) throws -> Conversation {
    try Samples.parse(text, as: format, systemPrompt: system).conversation
  }

  private func lines(_ messages: [Message]) -> [String] {
    messages.map { "\($0.role.rawValue)\($0.isTrained ? "" : "-"): \(Samples.string($0.parts.flatMap(\.utf8)))" }
  }

  @Test("ShareGPT's speakers become roles, its calls tool calls, its tools definitions")
  func shareGPT() throws {
    let conversation = try parse(
      #"{"system":"Be kind.","tools":"[{\"name\":\"f\"}]","conversations":[{"from":"human","value":"Hi"},"#
        + #"{"from":"function_call","value":"{\"name\":\"f\",\"arguments\":{\"x\":1}}"},"#
        + #"{"from":"observation","value":"7"},{"from":"gpt","value":"Seven"}]}"#, as: ShareGPTFormat())
    #expect(
      lines(conversation.messages) == ["system: Be kind.", "user: Hi", "assistant: ", "tool: 7", "assistant: Seven"])
    #expect(conversation.messages[2].toolCalls.map { Samples.string($0.arguments) } == [#"{"x":1}"#])
    #expect(conversation.messages[2].toolCalls[0].field == "/conversations/1/value")
    #expect(conversation.tools.map(Samples.string) == [#"{"type":"function","function":{"name":"f"}}"#])
    let roles = #"{"conversations":[{"role":"user","content":"x"},{"role":"assistant","content":"y"}]}"#
    #expect(lines(try parse(roles, as: ShareGPTFormat()).messages) == ["user: x", "assistant: y"])
  }

  @Test(
    "what is wrong in ShareGPT's records is named by its pointer",
    arguments: [
      (#"{"conversations":[{"from":"humann","value":"x"}]}"#, "records.unknown-role", "/conversations/0/from"),
      (#"{"conversations":[{"value":"x"}]}"#, "records.missing-field", "/conversations/0/from"),
      (#"{"conversations":[{"from":"gpt"}]}"#, "records.missing-field", "/conversations/0/value"),
      (#"{"conversations":[{"from":"gpt","value":1}]}"#, "records.wrong-type", "/conversations/0/value"),
      (#"{"conversations":[{"from":"gpt","value":""}]}"#, "records.empty-field", "/conversations/0/value"),
      (
        #"{"conversations":[{"from":"function_call","value":"search(fever)"}]}"#, "records.tool-json",
        "/conversations/0/value"
      ),
      (
        #"{"conversations":[{"from":"function_call","value":"{\"x\":1}"}]}"#, "records.tool-json",
        "/conversations/0/value"
      ),
      (
        #"{"conversations":[{"from":"function_call","value":"{\"name\":7}"}]}"#, "records.wrong-type",
        "/conversations/0/value/name"
      ),
      (#"{"tools":"nope","conversations":[{"from":"gpt","value":"x"}]}"#, "records.tool-json", "/tools"),
      (
        #"{"system":"a","conversations":[{"from":"system","value":"b"},{"from":"gpt","value":"x"}]}"#,
        "records.unsupported", "/system"
      ),
      (#"{"conversations":[{"from":"human","value":"x"}]}"#, "records.no-assistant-turn", nil),
    ])
  func shareGPTErrors(text: String, code: String, pointer: String?) throws {
    let error = try #require(Samples.failure { _ = try parse(text, as: ShareGPTFormat()) })
    #expect(error.code.id == code && error.location?.pointer == pointer, "\(error)")
  }

  @Test("a prompt is given, its completion learnt; a bad label is refused")
  func promptCompletion() throws {
    let format = PromptCompletionFormat()
    #expect(lines(try parse(#"{"prompt":"p","completion":"c"}"#, as: format).messages) == ["user: p", "assistant: c"])
    let turns = try parse(
      #"{"prompt":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}],"#
        + #""completion":[{"role":"assistant","content":"d"}],"label":true}"#, as: format, system: "S")
    #expect(lines(turns.messages) == ["system: S", "user: a", "assistant-: b", "user: c", "assistant: d"])
    for (text, code) in [
      (#"{"prompt":"p","completion":"c","label":false}"#, "records.unsupported"),
      (#"{"prompt":"p","completion":" "}"#, "records.empty-field"), (#"{"prompt":"p"}"#, "records.missing-field"),
      (#"{"prompt":7,"completion":"c"}"#, "records.wrong-type"),
      (#"{"prompt":[],"completion":"c"}"#, "records.empty-field"),
      (#"{"prompt":"p","completion":[{"role":"user","content":"c"}]}"#, "records.empty-field"),
    ] {
      #expect(Samples.failure { _ = try parse(text, as: format) }?.code.id == code, "\(text)")
    }
  }

  @Test("a question's context comes first and may be shortened")
  func queryResponse() throws {
    let format = try QueryResponseFormat()
    let messages = try parse(
      #"{"question":"Why?","context":["First.","Second."],"answer":"So.","system":"S","history":[["a","b"]]}"#,
      as: format
    ).messages
    #expect(
      lines(messages) == ["system: S", "user: a", "assistant: b", "user: First.\n\nSecond.\n\nWhy?", "assistant: So."])
    #expect(Samples.parts(messages[3])[0] == "vignette /context/0 0..<6 First.")
    #expect(lines(try parse(#"{"query":"q","response":"r"}"#, as: format).messages) == ["user: q", "assistant: r"])
    #expect(Samples.failure { _ = try parse(#"{"query":"q","response":""}"#, as: format) }?.code == .recordsEmptyField)
    #expect(
      Samples.failure { _ = try parse(#"{"query":"q","response":"r","context":[1]}"#, as: format) }?.location?.pointer
        == "/context/0")
  }

  @Test(
    "a pair keeps its rejected answer beside the chosen one, however the prompt is given",
    arguments: [
      #"{"prompt":"p","chosen":"c","rejected":"r"}"#, #"{"instruction":"p","chosen":"c","rejected":"r"}"#,
      #"{"conversations":[{"from":"human","value":"p"}],"chosen":{"from":"gpt","value":"c"},"rejected":{"from":"gpt","value":"r"}}"#,
      #"{"prompt":"p","chosen":[{"role":"user","content":"p"},{"role":"assistant","content":"c"}],"#
        + #""rejected":[{"role":"user","content":"p"},{"role":"assistant","content":"r"}]}"#,
      #"{"input":{"messages":[{"role":"user","content":"p"}]},"preferred_output":[{"role":"assistant","content":"c"}],"#
        + #""non_preferred_output":[{"role":"assistant","content":"r"}]}"#,
    ])
  func preference(text: String) throws {
    let conversation = try parse(text, as: PreferenceFormat(), system: "S")
    #expect(lines(conversation.messages) == ["system: S", "user: p", "assistant: c"])
    #expect(conversation.preference?.promptCount == 2)
    #expect(lines(conversation.rejected?.messages ?? []) == ["system: S", "user: p", "assistant: r"])
  }

  @Test("pairs that are none are refused")
  func preferenceErrors() {
    for (text, code) in [
      (#"{"prompt":"p","chosen":"c","rejected":"c"}"#, "records.same-preference"),
      (
        #"{"chosen":[{"role":"user","content":"a"},{"role":"assistant","content":"c"}],"#
          + #""rejected":[{"role":"user","content":"z"},{"role":"assistant","content":"c"}]}"#,
        "records.no-shared-prompt"
      ),
      (
        #"{"prompt":"z","chosen":[{"role":"user","content":"a"},{"role":"assistant","content":"c"}],"#
          + #""rejected":[{"role":"user","content":"a"},{"role":"assistant","content":"d"}]}"#,
        "records.no-shared-prompt"
      ),
      (#"{"prompt":"p","chosen":"c"}"#, "records.missing-field"),
      (#"{"chosen":"c","rejected":"r"}"#, "records.missing-field"),
      (#"{"prompt":"p","chosen":"","rejected":"r"}"#, "records.empty-field"),
      (#"{"prompt":"p","chosen":[{"role":"tool","content":"x"}],"rejected":"r"}"#, "records.empty-field"),
    ] {
      #expect(Samples.failure { _ = try parse(text, as: PreferenceFormat()) }?.code.id == code, "\(text)")
    }
  }

  @Test("a plain text has no turns, and no system prompt is put before it")
  func text() throws {
    let conversation = try parse(#"{"text":"Once."}"#, as: TextFormat(), system: "S")
    #expect(conversation.kind == .text && lines(conversation.messages) == ["assistant: Once."])
    let parsed = try Samples.parse(#"{"text":"Once."}"#, as: TextFormat(), systemPrompt: "S")
    #expect(parsed.notes.map(\.code) == [.recordsUnusedSystemPrompt])
    #expect(Samples.failure { _ = try parse(#"{"text":" "}"#, as: TextFormat()) }?.code == .recordsEmptyField)
    #expect(Samples.failure { _ = try parse(#"{"text":["x"]}"#, as: TextFormat()) }?.code == .recordsWrongType)
  }
}

@Suite("Formats of medicine")
struct MedicalFormatTests {
  private func parsed(_ text: String, as format: any DatasetFormat) throws -> ParsedRecord {
    try Samples.parse(text, as: format)
  }

  private func text(_ message: Message) -> String { Samples.string(message.parts.flatMap(\.utf8)) }

  @Test("PubMedQA's contexts may be shortened, its decision is the answer, its long answer explains")
  func pubMedQA() throws {
    let format = try PubMedQAFormat()
    for record in [
      #"{"QUESTION":"Is it?","CONTEXTS":["One. Two.",""," Three."],"LONG_ANSWER":"It is.","final_decision":"yes"}"#,
      #"{"question":"Is it?","context":{"contexts":["One. Two."," Three."]},"long_answer":"It is.","final_decision":"yes"}"#,
    ] {
      let parsed = try parsed(record, as: format)
      let messages = parsed.conversation.messages
      #expect(text(messages[0]) == "One. Two.\n\n Three.\n\nIs it? Answer yes, no or maybe.")
      #expect(text(messages[1]) == "The answer is yes.\n\nIt is.")
      #expect(messages[0].parts.map(\.purpose) == [.vignette, .layout, .vignette, .layout, .stem, .layout])
      #expect(parsed.choice == ChosenOption(letter: Array("yes".utf8), optionCount: 3))
    }
    for (record, code, pointer) in [
      (
        #"{"QUESTION":"Q","CONTEXTS":["c"],"final_decision":"perhaps"}"#, "records.answer-not-an-option",
        "/final_decision"
      ),
      (#"{"QUESTION":"Q","CONTEXTS":["c",7],"final_decision":"no"}"#, "records.wrong-type", "/CONTEXTS/1"),
      (#"{"QUESTION":"","CONTEXTS":["c"],"final_decision":"no"}"#, "records.empty-field", "/QUESTION"),
      (#"{"CONTEXTS":["c"],"final_decision":"no"}"#, "records.missing-field", "/QUESTION"),
    ] {
      let error = Samples.failure { _ = try self.parsed(record, as: format) }
      #expect(error?.code.id == code && error?.location?.pointer == pointer)
    }
  }

  private static func medMCQA(_ cop: String) -> String {
    #"{"question":"Old. Which?","opa":"a","opb":"b","opc":"c","opd":"d","cop":\#(cop),"exp":"E"}"#
  }

  private func adapted(_ cops: [String]) throws -> any DatasetFormat {
    let lines = cops.map(Self.medMCQA).joined(separator: "\n")
    let batch = try #require(try Samples.reader(Array(lines.utf8)).nextBatch())
    return try FormatCatalogue.standard().format(for: batch, choice: FormatChoice())
  }

  @Test("where MedMCQA's cop begins is told by a 0 or a 4, and not guessed")
  func medMCQA() throws {
    for (cops, expected) in [
      (["1", "0", "3"], "B"), (["1", "4"], "A"), (["\"1\"", "\"4\""], "A"), (["1", "0", "-1"], "B"),
    ] {
      let parsed = try parsed(Self.medMCQA(cops[0]), as: adapted(cops))
      #expect(
        text(parsed.conversation.messages[1]).hasPrefix(
          "The correct answer is \(expected): \(expected.lowercased())\n\nE"))
      #expect(text(parsed.conversation.messages[0]) == "Old. Which?\n\nOptions:\nA. a\nB. b\nC. c\nD. d")
    }
    for cops in [["1", "2", "3"], ["0", "4"]] {
      #expect(Samples.failure { _ = try adapted(cops) }?.code == .medmcqaUnknownBase)
    }
    let unknown = try #require(Samples.failure { _ = try adapted(["1", "2", "-1", "1"]) })
    #expect(
      unknown.location?.description == "data/test.jsonl:1" && unknown.details == ["cop is 1 (2×), -1 (1×), 2 (1×)"])
    let both = try #require(Samples.failure { _ = try adapted(["4", "1", "0"]) })
    #expect(both.location?.line == 3 && both.details.contains("the first 4: data/test.jsonl:1"))
    let keptBack = Samples.failure { _ = try adapted(["-1", "-1"]) }
    #expect(keptBack?.message.contains("kept back") == true && keptBack?.fix.contains("training") == true)
    for (cop, base, message, fix) in [
      ("5", MedMCQAFormat.Base.one, "/cop is 5, but the options are 1 to 4 (cop counts from 1)", nil),
      ("4", .zero, "/cop is 4, but the options are 0 to 3 (cop counts from 0)", "say --input-format medmcqa-1"),
      ("0", .one, "/cop is 0, but the options are 1 to 4 (cop counts from 1)", "say --input-format medmcqa-0"),
      (
        "-9223372036854775808", .one, "/cop is -9223372036854775808, but the options are 1 to 4 (cop counts from 1)",
        nil
      ),
      ("null", .one, "/cop is null: the record names no right option", nil),
      ("\"\"", .one, "/cop is empty: the record names no right option", nil),
      ("2.5", .one, "/cop is 2.5, not a whole number", nil),
      ("\"B\"", .one, "/cop is \"B\", not a number", "say --map answer_idx=cop"),
    ] as [(String, MedMCQAFormat.Base, String, String?)] {
      let error = try #require(Samples.failure { _ = try parsed(Self.medMCQA(cop), as: MedMCQAFormat(base: base)) })
      #expect(error.message == message && error.location?.line == 1)
      #expect(
        error.fix.contains("say --") == (fix != nil) && fix.map { error.fix.contains($0) } != false, "\(error.fix)")
    }
    let float = try parsed(Self.medMCQA("\"2.0\""), as: MedMCQAFormat(base: .zero))
    #expect(float.choice?.letter == Array("C".utf8), "as pandas writes a column with empty cells")
    for (cop, base, code) in [
      ("4", MedMCQAFormat.Base.zero, "records.answer-not-an-option"), ("0", .one, "records.answer-not-an-option"),
      ("-1", .one, "records.answer-not-an-option"), ("\"x\"", .one, "records.wrong-type"),
      ("1.5", .one, "records.wrong-type"),
      ("null", .one, "records.missing-field"), ("99999999999999999999", .one, "records.wrong-type"),
    ] {
      let error = Samples.failure { _ = try parsed(Self.medMCQA(cop), as: MedMCQAFormat(base: base)) }
      #expect(error?.code.id == code && error?.location?.pointer == "/cop", "\(cop)")
    }
  }

  @Test("options that a question repeats are written once; another list stays, and is not shortened")
  func repeatedOptions() throws {
    func record(_ list: String) -> String {
      #"{"question":"Old. Which?\nAnswer Choices: \#(list)","options":{"A":"x","B":"y"},"answer":"y","answer_idx":"B"}"#
    }
    let same = try parsed(record("(A) x (B) y"), as: MedQAFormat())
    #expect(text(same.conversation.messages[0]) == "Old. Which?\n\nOptions:\nA. x\nB. y")
    #expect(same.notes.map(\.code) == [.recordsRepeatedOptions])
    let other = try parsed(record("(A) x (B) z. And more."), as: MedQAFormat())
    #expect(text(other.conversation.messages[0]).contains("Answer Choices: (A) x (B) z. And more.\n\nOptions:"))
    #expect(Samples.parts(other.conversation.messages[0])[0] == "vignette /question 0..<5 Old. ")
    #expect(other.notes.isEmpty)
  }

  @Test("a dialogue becomes its note, or a section of it")
  func dialogue() throws {
    let format = try DialogueNoteFormat()
    let whole = try parsed(#"{"dialogue":"D: hi.","note":"N"}"#, as: format).conversation.messages
    #expect(whole.map(text) == ["D: hi.\n\nWrite the clinical note for this conversation.", "N"])
    let turns = try parsed(#"{"dialogue":"D: hi.\nP: hi .\n","note":"N"}"#, as: format).conversation.messages[0]
    #expect(
      Samples.parts(turns).prefix(2) == ["vignette /dialogue 0..<7 D: hi.\n", "vignette /dialogue 7..<15 P: hi .\n"])
    let section = try parsed(#"{"dialogue":"D","section_text":"T","section_header":"GENHX"}"#, as: format)
    #expect(
      text(section.conversation.messages[0])
        == "D\n\nWrite the section GENHX of the clinical note for this conversation.")
    for (record, pointer) in [
      (#"{"dialogue":"D","note":""}"#, "/note"), (#"{"dialogue":"","note":"N"}"#, "/dialogue"),
      (#"{"note":"N"}"#, "/dialogue"),
    ] {
      #expect(Samples.failure { _ = try parsed(record, as: format) }?.location?.pointer == pointer)
    }
  }
}
