import ChatTemplates
import Diagnostics
import Prompting
import Testing

@testable import ExampleEncoding

/// What templates make of the texts of messages.
@Suite("What a template writes of a text")
struct WrittenContentTests {
  private static let contents = [
    "sunny today", "a", "content", "{\"a\": [1, \"x\\n\"]}", "two\nlines\t\"quoted\" \\ back\\slash \\alpha",
    "  padded \n",
    "發燒 🩺 e\u{301} \u{2028}.", "<b>&amp;</b> 'x'", "\"", "42", "\u{1}\u{7F}", "",
  ]

  private func written(_ expression: String, _ content: String) throws -> [WrittenContent] {
    var conversation = EncodingFixture.conversation((.user, "q"), (.tool, content), (.assistant, "the answer"))
    conversation.messages[1].toolCallID = Array("call00042".utf8)
    let template =
      "{% for m in messages %}<|im_start|>{% if m.role == 'tool' %}{{ \(expression) }}{% else %}{{ m.content }}{% endif %}{% endfor %}"
    return try EncodingFixture.encoder(template).encode(conversation).writtenContent(of: conversation)
  }

  @Test(
    "quotes, brackets and escapes of a filter repeat nothing",
    arguments: [
      "m.content", "m.content | trim", "m.content | tojson", "m.content | string | tojson",
      "{'content': m.content} | tojson",
      "{'role': m.role, 'content': m.content} | tojson(indent=2)", "m | tojson", "[m.content] | tojson",
      "{'content': m.content, 'call_id': m.tool_call_id} | tojson", "m.content | e", "[m.content] | string",
      "m.content | tojson(ensure_ascii=true)", "'[RESULT] ' + (m.content | tojson) + '[/RESULT]'",
    ])
  func once(expression: String) throws {
    for content in Self.contents {
      #expect(try written(expression, content) == [.whole, .whole, .whole], "\(expression) of \(content)")
    }
  }

  @Test(
    "a text that is written twice, in whole or in part, is found",
    arguments: [
      "m.content + m.content", "m.content + ' and ' + m.content", "(m.content | tojson) + m.content",
      "(m.content | tojson) + (m.content | tojson)", "[m.content, m.content] | tojson",
      "m.content[:5] + ': ' + m.content",
      "{'title': m.content[:5], 'content': m.content} | tojson",
      "{'a': m.content, 'b': m.content, 'id': m.tool_call_id} | tojson",
    ])
  func twice(expression: String) throws {
    for content in ["sunny today", "two\nlines \"quoted\" in it", "發燒三天 and more", "<b>bold</b> text"] {
      #expect(try written(expression, content) == [.whole, .repeated, .whole], "\(expression) of \(content)")
    }
  }

  @Test(
    "a text of which some is left out is found",
    arguments: [
      "m.content[:5]", "m.content[:5] | tojson", "''", "{'content': m.content[1:-1], 'id': m.tool_call_id} | tojson",
    ])
  func shortened(expression: String) throws {
    for content in ["sunny today", "發燒三天 and more", "<b>bold</b> text"] {
      #expect(try written(expression, content) == [.whole, .shortened, .whole], "\(expression) of \(content)")
    }
  }

  @Test("check and export judge alike: a text that is cut and escaped is lost for both, however long it stands there")
  func oneJudgment() throws {
    for content in ["ab\"\"\"\"\"\"c", "x\n\n\n\n\n\ny"] {
      let template = "{% for m in messages %}{{ m.content[1:] | tojson }}{% endfor %}"
      let conversation = EncodingFixture.conversation((.user, content), (.assistant, "an answer"))
      let encoded = try EncodingFixture.encoder(template).encode(conversation)
      #expect(encoded.writtenContent(of: conversation)[0] == .shortened, "\(content)")
      #expect(encoded.firstMessageLosingContent(of: conversation) == 0, "\(content)")
    }
  }

  @Test("a number that the template reads and writes as one is there; the same digits in an identifier are not it")
  func numbers() throws {
    let reading = "{'content': m.content | int, 'call_id': m.tool_call_id} | tojson"
    #expect(try written(reading, "7")[1] == .whole)
    #expect(try written(reading, "-7")[1] == .whole)
    #expect(try written("{'content': m.content | float, 'call_id': m.tool_call_id} | tojson", "8.5")[1] == .whole)
    #expect(try written("{'call_id': m.tool_call_id} | tojson", "42")[1] == .shortened)
    #expect(try written(reading, "8.5")[1] == .shortened)
    var conversation = EncodingFixture.conversation((.user, "q"), (.tool, "7"), (.assistant, "a"))
    conversation.messages[1].toolCallID = Array("call00001".utf8)
    let template =
      "{% for m in messages %}{% if m.role == 'tool' %}{{ \(reading) }}{% else %}{{ m.content }}{% endif %}{% endfor %}"
    let encoded = try EncodingFixture.encoder(template).encode(conversation)
    #expect(encoded.firstMessageLosingContent(of: conversation) == nil)
    conversation.messages[1].parts = [MessagePart(Array("8".utf8), purpose: .text)]
    #expect(encoded.firstMessageLosingContent(of: conversation) == 1)
  }
}
