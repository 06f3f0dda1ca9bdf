import Diagnostics
import Prompting
import Testing

@testable import ExampleEncoding

/// What messages hold beside their text, and records that are no conversation.
@Suite("What messages hold")
struct MessageContentsTests {
  private static let template = """
    {%- for m in messages %}[{{ m.role }}]{{ m.content or '' }}{% if m.reasoning_content and keeps %}({{ m.reasoning_content }}){% endif %}\
    {%- for c in m.tool_calls or [] %}<{{ c.function.name }}{{ c.function.arguments | tojson }}>{% endfor %}{% endfor %}
    """

  private func encode(_ conversation: Conversation, keeps: Bool = true, tools: Bool = true) throws -> EncodedExample {
    var template = Self.template.replacing("and keeps", with: keeps ? "" : "and false")
    if !tools { template = template.replacing("m.tool_calls or []", with: "[]") }
    return try EncodingFixture.encoder(template).encode(conversation)
  }

  @Test("reasoning and calls that a template leaves out are missed, those that it writes are not")
  func lost() throws {
    var conversation = EncodingFixture.conversation((.user, "q"), (.assistant, "a"))
    conversation.messages[1].reasoning = MessagePart(Array("because".utf8), purpose: .explanation)
    #expect(try encode(conversation).firstMessageLosingContent(of: conversation) == nil)
    let without = try encode(conversation, keeps: false)
    #expect(without.firstMessageLosingContent(of: conversation) == 1)
    #expect(without.losesCallOrReasoning(of: conversation, message: 1))
    conversation.messages[1].reasoning = nil
    conversation.messages[1].toolCalls = [ToolCall(name: Array("f".utf8), arguments: Array(#"{"x":1}"#.utf8))]
    let called = try encode(conversation)
    #expect(called.firstMessageLosingContent(of: conversation) == nil)
    #expect(String(decoding: called.prompt.text.utf8, as: UTF8.self) == #"[user]q[assistant]a<f{"x": 1}>"#)
    #expect(try encode(conversation, tools: false).firstMessageLosingContent(of: conversation) == 1)
    conversation.tools = [Array(#"{"name":"f"}"#.utf8)]
    #expect(try encode(conversation).losesTools(of: conversation))
  }

  @Test("a turn that the record takes out of the loss is not trained")
  func untrained() throws {
    var conversation = EncodingFixture.conversation(
      (.user, "q"), (.assistant, "one"), (.user, "r"), (.assistant, "two"))
    let both = try encode(conversation).turns
    conversation.messages[1].isTrained = false
    let last = try encode(conversation).turns
    #expect(both.map(\.messageIndex) == [1, 3] && last.map(\.messageIndex) == [3])
  }
}

@Suite("Locations for people")
struct VisibleLocationTests {
  @Test("control characters of a record's own identifier do not reach the terminal")
  func controls() {
    var location = InputLocation(source: "a.jsonl", line: 1)
    location.recordID = "\u{1B}[31mred\u{7}"
    #expect(location.description == #"a.jsonl:1, record "\u{1B}[31mred\u{7}""#)
  }
}
