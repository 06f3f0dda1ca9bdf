import Diagnostics
import Prompting
import Testing

@testable import Records

@Suite("MessagesFormat")
struct MessagesFormatTests {
  private func failure(_ text: String) -> TrainPackError? {
    Samples.failure { _ = try Samples.parse(text, as: MessagesFormat()) }
  }

  @Test("roles and content become messages whose parts know their fields")
  func messages() throws {
    let parsed = try Samples.parse(
      #"{"id":"r-1","messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"H\u00e9"},"#
        + #"{"content":"Yo","role":"assistant"}]}"#, as: MessagesFormat())
    let conversation = parsed.conversation
    #expect(conversation.messages.map(\.role) == [.system, .user, .assistant])
    #expect(Samples.parts(conversation.messages[0]) == ["systemPrompt /messages/0/content 0..<8 Be kind."])
    #expect(Samples.parts(conversation.messages[1]) == ["text /messages/1/content 0..<3 Hé"])
    #expect(Samples.parts(conversation.messages[2]) == ["answer /messages/2/content 0..<2 Yo"])
    #expect(conversation.recordID == "r-1" && conversation.location.recordID == "r-1")
    #expect(conversation.location.line == 1 && parsed.notes.isEmpty)
  }

  @Test(
    "what is wrong is named by its pointer",
    arguments: [
      (#"{"m":[]}"#, "records.missing-field", "/messages"), (#"{"messages":{}}"#, "records.wrong-type", "/messages"),
      (#"{"messages":[]}"#, "records.empty-field", "/messages"),
      (#"{"messages":["x"]}"#, "records.wrong-type", "/messages/0"),
      (#"{"messages":[{"content":"x"}]}"#, "records.missing-field", "/messages/0/role"),
      (#"{"messages":[{"role":1,"content":"x"}]}"#, "records.wrong-type", "/messages/0/role"),
      (#"{"messages":[{"role":"human","content":"x"}]}"#, "records.unknown-role", "/messages/0/role"),
      (#"{"messages":[{"role":"User","content":"x"}]}"#, "records.unknown-role", "/messages/0/role"),
      (
        #"{"messages":[{"role":"user","content":"x"},{"role":"assistant"}]}"#, "records.missing-field",
        "/messages/1/content"
      ),
      (#"{"messages":[{"role":"user","content":null}]}"#, "records.wrong-type", "/messages/0/content"),
      (#"{"messages":[{"role":"user","content":7}]}"#, "records.wrong-type", "/messages/0/content"),
      (
        #"{"messages":[{"role":"user","content":[{"type":"text","text":"x"}]}]}"#, "records.unsupported",
        "/messages/0/content"
      ),
      (
        #"{"messages":[{"role":"assistant","content":null,"tool_calls":[{}]}]}"#, "records.unsupported",
        "/messages/0/tool_calls"
      ),
      (#"{"messages":[{"role":"assistant","content":"x","weight":0}]}"#, "records.unsupported", "/messages/0/weight"),
      (#"{"messages":[{"role":"assistant","content":"x"}],"tools":[{}]}"#, "records.unsupported", "/tools"),
      (#"{"messages":[{"role":"assistant","content":" \n"}]}"#, "records.empty-field", "/messages/0/content"),
    ])
  func errors(text: String, code: String, pointer: String) throws {
    let error = try #require(failure(text))
    #expect(error.code.id == code && error.location?.pointer == pointer, "\(error)")
    #expect(error.location?.line == 1 && error.location?.recordID == "test.jsonl:1")
  }

  @Test("a role of another format is answered with the role that is meant")
  func roleRemedies() {
    #expect(failure(#"{"messages":[{"role":"gpt","content":"x"}]}"#)?.fix.contains("\"assistant\"") == true)
    #expect(failure(#"{"messages":[{"role":"asistant","content":"x"}]}"#)?.fix.contains("\"assistant\"") == true)
  }

  @Test("a conversation needs an assistant turn, and one that does not end with it is noted")
  func assistantTurns() throws {
    #expect(failure(#"{"messages":[{"role":"user","content":"x"}]}"#)?.code == .recordsNoAssistantTurn)
    #expect(failure(#"{"messages":[{"role":"system","content":"x"}]}"#)?.code == .recordsNoAssistantTurn)
    let parsed = try Samples.parse(
      #"{"messages":[{"role":"assistant","content":"x"},{"role":"user","content":""}]}"#, as: MessagesFormat())
    #expect(parsed.notes.map(\.code) == [.recordsEmptyTurn, .recordsUnansweredTurn])
    #expect(parsed.notes[0].location.pointer == "/messages/1/content")
  }

  @Test("members that are not read are noted; a weight of one and empty lists say nothing")
  func ignoredMembers() throws {
    let parsed = try Samples.parse(
      #"{"messages":[{"role":"user","content":"x","name":"Ann"},{"role":"assistant","content":"y","weight":1,"#
        + #""tool_calls":[],"function_call":null,"reasoning_content":"z"}],"tools":[]}"#, as: MessagesFormat())
    #expect(parsed.notes.map { $0.location.pointer } == ["/messages/0/name", "/messages/1/reasoning_content"])
    #expect(parsed.notes.allSatisfy { $0.code == .recordsIgnoredField })
  }

  @Test("the given system prompt comes first, and the record's own wins")
  func systemPrompt() throws {
    let plain = #"{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y"}]}"#
    let given = try Samples.parse(plain, as: MessagesFormat(), systemPrompt: "Be brief.")
    #expect(given.conversation.messages.map(\.role) == [.system, .user, .assistant])
    #expect(Samples.parts(given.conversation.messages[0]) == ["systemPrompt  Be brief."])
    #expect(given.conversation.messages[1].parts[0].field == "/messages/0/content" && given.notes.isEmpty)
    for role in ["system", "developer"] {
      let own = #"{"messages":[{"role":"\#(role)","content":"Mine."},{"role":"assistant","content":"y"}]}"#
      let parsed = try Samples.parse(own, as: MessagesFormat(), systemPrompt: "Be brief.")
      #expect(parsed.conversation.messages.count == 2 && parsed.notes.map(\.code) == [.recordsOwnSystemPrompt])
      #expect(Samples.string(parsed.conversation.messages[0].parts[0].utf8) == "Mine.")
    }
  }

  @Test(
    "the identifier is the record's own as it is written, or its place",
    arguments: [
      (#""id":"a/b""#, "a/b"), (#""id":12.50"#, "12.50"), (#""realidx":7"#, "7"), (#""uid":"u","qid":"q""#, "u"),
      (#""pubid":1,"id":"x""#, "x"), (#""id":null,"qid":"q""#, "q"), (#""id":"","uid":3"#, "3"),
      (#""x":1"#, "test.jsonl:1"),
      (#""id":"\#(String(repeating: "é", count: 512))""#, String(repeating: "é", count: 512)),
      (#""id":"\#(String(repeating: "é", count: 512))x","qid":"q""#, "q"),
      (#""id":"\#(String(repeating: "x", count: 1_300_000))""#, "test.jsonl:1"),
    ])
  func identifiers(member: String, identifier: String) throws {
    let text = #"{\#(member),"messages":[{"role":"assistant","content":"y"}]}"#
    #expect(try Samples.parse(text, as: MessagesFormat()).conversation.recordID == identifier)
  }
}
