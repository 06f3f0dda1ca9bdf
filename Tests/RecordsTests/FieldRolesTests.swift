import Diagnostics
import StrictJSON
import Testing

@testable import Records

/// Several names for one role: one of them is read in all records, and none vanishes without a word.
@Suite("Names of one role")
struct FieldRolesTests {
  private struct Outcome {
    var turns: [String]
    var unused: [String]
  }

  /// The turns of the last record, as the format reads it that is learnt from all of them.
  private func read(_ lines: [String], map: [String] = []) throws -> Outcome {
    let batch = try #require(try Samples.reader(Array(lines.joined(separator: "\n").utf8)).nextBatch())
    let map = try FieldMap(map)
    let format = try FormatCatalogue.standard().format(for: batch, choice: FormatChoice(map: map))
    let record = try #require(batch.records.last)
    let conversation = try RecordParser(format: format, map: map).parse(record).conversation
    return Outcome(
      turns: conversation.messages.map { "\($0.role.rawValue): \(Samples.string($0.parts.flatMap(\.utf8)))" },
      unused: UnusedFields.names(in: batch, of: format, map: map))
  }

  private func failure(_ lines: [String], map: [String] = []) -> TrainPackError? {
    Samples.failure { _ = try read(lines, map: map) }
  }

  @Test(
    "a documented pair decides, and the other name is told as not used",
    arguments: [
      (#"{"problem":"P","solution":"S","answer":"42"}"#, "user: P", "assistant: S", ["answer"]),
      (#"{"instruction":"I","question":"Q","answer":"A"}"#, "user: Q", "assistant: A", ["instruction"]),
      (#"{"question":"Q","response":"R","answer":"A"}"#, "user: Q", "assistant: A", ["response"]),
      (#"{"question":"Q","solution":"S","answer":"A"}"#, "user: Q", "assistant: A", ["solution"]),
      (#"{"query":"Q","answer":"A"}"#, "user: Q", "assistant: A", []),
      (#"{"problem":"P","answer":"A"}"#, "user: P", "assistant: A", []),
      (#"{"question":"Q","context":"","input":"IMPORTANT","answer":"A"}"#, "user: Q\nIMPORTANT", "assistant: A", []),
      (#"{"question":"Q","context":"C","input":"I","answer":"A"}"#, "user: C\n\nQ\nI", "assistant: A", []),
      (#"{"question":"Q","context":"","contexts":["C"],"answer":"A"}"#, "user: C\n\nQ", "assistant: A", []),
      (#"{"question":"Q","context":"C","contexts":["D"],"answer":"A"}"#, "user: C\n\nQ", "assistant: A", ["contexts"]),
      (#"{"question":"Q","response":"","answer":"A"}"#, "user: Q", "assistant: A", []),
      (#"{"query":"","question":"Q","answer":"A"}"#, "user: Q", "assistant: A", []),
    ])
  func pairs(text: String, user: String, assistant: String, unused: [String]) throws {
    let outcome = try read([text])
    #expect(outcome.turns == [user, assistant] && outcome.unused == unused)
  }

  @Test("a blank field in one record changes nothing in the next, and is that record's own error")
  func decidedOnce() throws {
    let full = #"{"instruction":"I","question":"Q1","answer":"A"}"#
    let lacking = #"{"instruction":"I2","question":null,"answer":"A"}"#
    #expect(try read([lacking, full]).turns == ["user: Q1", "assistant: A"])
    #expect(failure([full, lacking])?.location?.pointer == "/question")
    let solved = #"{"problem":"P","solution":"S","answer":null}"#
    #expect(
      try read([solved, #"{"problem":"P","solution":"S2","answer":"42"}"#]).turns == ["user: P", "assistant: S2"])
    let error = try #require(failure([full, #"{"instruction":"I2","question":"Q"}"#]))
    #expect(error.code == .recordsMissingField && error.message == "the record has no /answer")
  }

  @Test(
    "where two fields could play a role and no pair decides, the error names both and the maps that choose",
    arguments: [
      (
        #"{"instruction":"I","query":"Q","response":"A"}"#, "/query and /instruction", "the question",
        "query=instruction"
      ),
      (#"{"problem":"P","response":"R","answer":"A"}"#, "/response and /answer", "the answer", "response=answer"),
      (
        #"{"prompt":"P","instruction":"I","chosen":"c","rejected":"r"}"#, "/prompt and /instruction", "the prompt",
        "prompt=instruction"
      ),
      (#"{"dialogue":"D","note":"N","section_text":"S"}"#, "/note and /section_text", "the note", "note=section_text"),
    ])
  func ambiguous(text: String, pointers: String, role: String, map: String) throws {
    let error = try #require(failure([text]))
    #expect(error.code == .recordsAmbiguousFields && error.message == "\(pointers) could both be \(role)")
    #expect(error.location?.line == 1 && error.fix.contains("--map \(map)"))
    // Each of the maps that the message names chooses.
    let maps = error.fix.split(separator: "--map ").dropFirst().map { $0.split(separator: " ")[0] }.map(String.init)
    #expect(maps.count == 2)
    for map in maps {
      let outcome = try read([text], map: [map])
      #expect(outcome.unused.count == 1 && !map.hasSuffix("=\(outcome.unused[0])"))
    }
  }

  @Test("two pairs in one record are chosen by one map each")
  func twoPairs() throws {
    let text = #"{"question":"Q","answer":"A","instruction":"I","response":"R"}"#
    #expect(failure([text])?.code == .recordsAmbiguousFields)
    #expect(try read([text], map: ["query=instruction"]).turns == ["user: I", "assistant: R"])
    #expect(try read([text], map: ["query=question"]).turns == ["user: Q", "assistant: A"])
    #expect(try read([text], map: ["query=question", "response=response"]).turns == ["user: Q", "assistant: R"])
  }

  @Test("a mapped field goes before all others, also under its own name")
  func mapped() throws {
    let text = #"{"problem":"P","solution":"S","answer":"42"}"#
    for (map, answer, unused) in [
      ("answer=solution", "S", ["answer"]), ("solution=solution", "S", ["answer"]),
      ("answer=answer", "42", ["solution"]),
      ("response=answer", "42", ["solution"]),
    ] {
      let outcome = try read([text], map: [map])
      #expect(outcome.turns == ["user: P", "assistant: \(answer)"] && outcome.unused == unused, "\(map)")
    }
    #expect(failure([#"{"question":"Q","answer":"A"}"#], map: ["solution=solution"])?.location?.pointer == "/solution")
  }

  @Test("the input follows the instruction, and is not shortened")
  func input() throws {
    let record = try Samples.parse(
      #"{"instruction":"I","input":"IN","response":"R"}"#, as: QueryResponseFormat()
    ).conversation
    #expect(Samples.parts(record.messages[0]) == ["text /instruction 0..<1 I", "layout  \n", "text /input 0..<2 IN"])
    let own = "[user]\n{input}: {query}\n[assistant]\n{response}"
    let format = try QueryResponseFormat().laidOut(by: .text(own, path: "own.txt"))
    let laidOut = try Samples.parse(#"{"instruction":"I","input":"IN","response":"R"}"#, as: format).conversation
    #expect(Samples.string(laidOut.messages[0].parts.flatMap(\.utf8)) == "IN: I")
  }

  @Test("one field holds the explanations of all questions")
  func explanations() throws {
    func record(_ explanation: String, _ rationale: String) -> String {
      #"{"question":"Q?","options":{"A":"x","B":"y"},"answer_idx":"A","explanation":"\#(explanation)","#
        + #""rationale":"\#(rationale)"}"#
    }
    let outcome = try read([record("E", "R"), record("", "R2"), record("E3", "R3")])
    #expect(outcome.turns[1] == "assistant: The correct answer is A: x\n\nR3" && outcome.unused == ["explanation"])
    #expect(try read([record("E", "R"), record("E2", "R2")]).turns[1].hasSuffix("\n\nE2"))
  }

  @Test("a system prompt may be called system_prompt; two that differ are refused")
  func systemPrompt() throws {
    let text = #"{"system_prompt":"S","question":"Q","response":"R"}"#
    #expect(try read([text]).turns == ["system: S", "user: Q", "assistant: R"])
    #expect(try read([text]).unused == [])
    #expect(try read([#"{"system_prompt":"S","prompt":"P","completion":"C"}"#]).turns[0] == "system: S")
    let two = failure([#"{"system":"T","system_prompt":"S","question":"Q","response":"R"}"#])
    #expect(two?.code == .recordsUnsupported && two?.location?.pointer == "/system_prompt")
    let same = #"{"system_prompt":"S","messages":[{"role":"system","content":"S"},{"role":"assistant","content":"A"}]}"#
    #expect(try read([same]).turns == ["system: S", "assistant: A"])
  }

  @Test("a pair's question may be called question, and a whole conversation be a transcript")
  func preferences() throws {
    let orca = #"{"system":"","question":"q","chosen":"c","rejected":"r"}"#
    #expect(try read([orca]).turns == ["user: q", "assistant: c"])
    let transcript =
      #"{"chosen":"\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: d e","#
      + #""rejected":"\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: f"}"#
    #expect(try read([transcript]).turns == ["user: a", "assistant: b", "user: c", "assistant: d e"])
    let parsed = try Samples.parse(transcript, as: PreferenceFormat()).conversation
    #expect(parsed.preference?.promptCount == 3)
    #expect(parsed.messages.map(\.isTrained) == [true, false, true, true])
    #expect(Samples.parts(parsed.messages[3]) == ["answer /chosen 47..<50 d e"])
    #expect(parsed.rejected?.messages.last.map { Samples.parts($0) } == ["answer /rejected 47..<48 f"])
    let empty = #"{"chosen":"\n\nHuman: a\n\nAssistant:","rejected":"\n\nHuman: a\n\nAssistant: b"}"#
    #expect(failure([empty])?.code == .recordsEmptyField)
  }
}
