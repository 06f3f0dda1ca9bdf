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
        #"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":"x"}]}]}"#, "records.unsupported",
        "/messages/0/content/0"
      ),
      (#"{"messages":[{"role":"user","content":[7]}]}"#, "records.wrong-type", "/messages/0/content/0"),
      (
        #"{"messages":[{"role":"user","content":[{"type":"text","text":7}]}]}"#, "records.wrong-type",
        "/messages/0/content/0/text"
      ),
      (
        #"{"messages":[{"role":"assistant","content":null,"tool_calls":[{}]}]}"#, "records.missing-field",
        "/messages/0/tool_calls/0/name"
      ),
      (
        #"{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{"}}]}]}"#,
        "records.tool-json", "/messages/0/tool_calls/0/function/arguments"
      ),
      (
        #"{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"[1]"}}]}]}"#,
        "records.tool-json", "/messages/0/tool_calls/0/function/arguments"
      ),
      (
        #"{"messages":[{"role":"user","content":"x","tool_calls":[{"name":"f"}]}]}"#, "records.unsupported",
        "/messages/0/tool_calls"
      ),
      (#"{"messages":[{"role":"assistant","content":"x","weight":0.5}]}"#, "records.unsupported", "/messages/0/weight"),
      (#"{"messages":[{"role":"user","content":"x","weight":1}]}"#, "records.unsupported", "/messages/0/weight"),
      (#"{"messages":[{"role":"assistant","content":"x"}],"tools":[7]}"#, "records.tool-json", "/tools/0"),
      (#"{"messages":[{"role":"assistant","content":"x"}],"tools":"[{"}"#, "records.tool-json", "/tools"),
      (#"{"messages":[{"role":"assistant","content":"x"}],"tools":7}"#, "records.wrong-type", "/tools"),
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
    #expect(parsed.notes.map(\.code) == [.recordsEmptyTurn, .recordsUnbalancedTurns, .recordsUnansweredTurn])
    #expect(parsed.notes[0].location.pointer == "/messages/1/content")
  }

  @Test("members that are not read are noted; a weight of one and empty lists say nothing")
  func ignoredMembers() throws {
    let parsed = try Samples.parse(
      #"{"messages":[{"role":"user","content":"x","mood":"Ann"},{"role":"assistant","content":"y","weight":1,"#
        + #""tool_calls":[],"function_call":null,"reasoning":"z","reasoning_content":"w"}],"tools":[]}"#,
      as: MessagesFormat())
    #expect(parsed.notes.map { $0.location.pointer } == ["/messages/0/mood", "/messages/1/reasoning"])
    #expect(parsed.notes.allSatisfy { $0.code == .recordsIgnoredField })
    #expect(parsed.conversation.messages[1].reasoning.map { Samples.string($0.utf8) } == "w")
  }

  @Test("content lists are joined, a weight of zero takes a turn out of the loss, calls and answers of tools are kept")
  func wholeMessages() throws {
    let parsed = try Samples.parse(
      #"{"tools":[{"name":"f","parameters":{}},{"type":"function","function":{"name":"g"}}],"messages":["#
        + #"{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","value":"b"},"c"],"weight":0},"#
        + #"{"role":"assistant","content":"No.","weight":0},{"role":"user","content":"Try."},"#
        + #"{"role":"assistant","content":null,"tool_calls":[{"id":"i1","type":"function","function":"#
        + #"{"name":"f","arguments":"{\"x\": 1}"}},{"function":{"name":"g","arguments":{"y":[1, 2]}}}]},"#
        + #"{"role":"tool","tool_call_id":"i1","name":"f","content":"7"},{"role":"assistant","content":"Seven."}]}"#,
      as: MessagesFormat())
    let conversation = parsed.conversation
    #expect(parsed.notes.isEmpty, "\(parsed.notes)")
    #expect(
      conversation.tools.map(Samples.string) == [
        #"{"type":"function","function":{"name":"f","parameters":{}}}"#,
        #"{"type":"function","function":{"name":"g"}}"#,
      ])
    let messages = conversation.messages
    #expect(messages.map(\.isTrained) == [true, false, true, true, true, true])
    #expect(
      Samples.parts(messages[0]) == [
        "text /messages/0/content/0/text 0..<1 a", "text /messages/0/content/1/value 0..<1 b",
        "text /messages/0/content/2 0..<1 c",
      ])
    #expect(messages[3].isCallOnly && messages[3].toolCalls.map { Samples.string($0.name) } == ["f", "g"])
    #expect(messages[3].toolCalls.map { Samples.string($0.arguments) } == [#"{"x": 1}"#, #"{"y":[1,2]}"#])
    #expect(messages[3].toolCalls.map { $0.id.map { Samples.string($0) } } == ["i1", nil])
    #expect(
      messages[4].toolCallID.map { Samples.string($0) } == "i1" && messages[4].name.map { Samples.string($0) } == "f")
  }

  @Test(
    "turns out of order are noted once",
    arguments: [
      (["user", "user", "assistant"], "/messages/1"), (["assistant"], "/messages/0"),
      (["user", "assistant", "assistant"], "/messages/2"), (["user", "tool", "assistant"], "/messages/1"),
      (["system", "user", "assistant", "tool", "assistant"], "/messages/3"),
      (["user", "system", "assistant"], "/messages/1"),
    ])
  func unbalanced(roles: [String], pointer: String) throws {
    let messages = roles.map { #"{"role":"\#($0)","content":"x"}"# }.joined(separator: ",")
    let parsed = try Samples.parse(#"{"messages":[\#(messages)]}"#, as: MessagesFormat())
    #expect(parsed.notes.map(\.code) == [.recordsUnbalancedTurns] && parsed.notes[0].location.pointer == pointer)
  }

  @Test("the given system prompt comes first, and the record's own wins")
  func systemPrompt() throws {
    let plain = #"{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y"}]}"#
    let given = try Samples.parse(plain, as: MessagesFormat(), systemPrompt: "Be brief.")
    #expect(given.conversation.messages.map(\.role) == [.system, .user, .assistant])
    #expect(Samples.parts(given.conversation.messages[0]) == ["systemPrompt  Be brief."])
    #expect(given.conversation.messages[1].parts[0].field == "/messages/0/content" && given.notes.isEmpty)
    for role in ["system", "developer"] {
      let own =
        #"{"messages":[{"role":"\#(role)","content":"Mine."},{"role":"user","content":"x"},"#
        + #"{"role":"assistant","content":"y"}]}"#
      let parsed = try Samples.parse(own, as: MessagesFormat(), systemPrompt: "Be brief.")
      #expect(parsed.conversation.messages.count == 3 && parsed.notes.map(\.code) == [.recordsOwnSystemPrompt])
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
