import ChatTemplates
import Diagnostics
import Prompting
import Testing

@testable import ExampleEncoding

/// Templates that take calls of tools in different forms, or not at all.
@Suite("Calls of tools")
struct ToolCallSupportTests {
  /// Puts the arguments between other texts, as DeepSeek's does.
  private static let joining = """
    {%- for m in messages %}{{ '<|im_start|>' + m.role + '\\n' }}{% if m.tool_calls %}{% for c in m.tool_calls %}\
    {{ '<tool_call>' + c.function.name + ' ' + c.function.arguments + '\\n' }}{% endfor %}{% else %}{{ m.content }}{% endif %}\
    {{ '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
    """
  private static let dumping = joining.replacing("c.function.arguments", with: "(c.function.arguments | tojson)")
  private static let identified = joining.replacing(
    "'<tool_call>' + ",
    with: "'<tool_call>' + (c.id if c.id is defined and c.id | length == 9 else raise_exception('no id')) + ' ' + "
  ).replacing("c.function.arguments", with: "(c.function.arguments | tojson)")

  /// Makes `Markup` of an object's JSON and adds texts to it, as Mistral's does.
  private static let escaping = joining.replacing("c.function.name", with: "'{\"name\": \"' + c.function.name + '\"}'")
    .replacing(
      "c.function.arguments",
      with: "(c.function.arguments if c.function.arguments is string else c.function.arguments | tojson | safe)")

  private func support(_ template: String) throws -> ToolCallSupport {
    ToolCallSupport(of: try ChatTemplate(source: Array(template.utf8), name: "t"), specialTokens: SpecialTokenTexts())
  }

  private static func conversation(
    _ arguments: String = #"{"x":1}"#, form: ToolArguments = .object, id: String? = nil
  ) -> Conversation {
    var conversation = EncodingFixture.conversation((.user, "q"), (.assistant, ""), (.tool, "r"), (.assistant, "a"))
    conversation.messages[1].parts = []
    conversation.messages[1].toolCalls = [
      ToolCall(
        id: id.map { Array($0.utf8) }, name: Array("f".utf8), arguments: Array(arguments.utf8), form: form, field: "/c")
    ]
    return conversation
  }

  @Test("whether the definitions of tools are written is told apart from their calls")
  func definitions() throws {
    #expect(try !support(Self.dumping).definitionsAreRendered)
    #expect(try support("{{ tools | tojson }}" + Self.dumping).definitionsAreRendered)
    #expect(try support("{{ tools[0].function.name }}{{ messages[0].content }}").definitionsAreRendered)
    #expect(try !support("{{ tools | length }}{{ messages[0].content }}").definitionsAreRendered)
  }

  @Test("what a template does with calls is told from what it does with small conversations")
  func probed() throws {
    #expect(try support(Self.dumping) == ToolCallSupport(arguments: .object))
    #expect(try support(Self.joining) == ToolCallSupport(arguments: .text))
    #expect(try support(Self.identified) == ToolCallSupport(arguments: .object, needsIdentifiers: true))
    #expect(try support(EncodingFixture.chatML) == ToolCallSupport(isRendered: false))
    #expect(try support("{{ messages | length }}") == ToolCallSupport(isRendered: false))
    // Nothing can be told of one that renders nothing.
    #expect(try support("{{ raise_exception('no') }}") == ToolCallSupport())
    // One that writes calls only beside a text.
    let beside = Self.joining.replacing("{{ '<|im_start|>'", with: "{{ m.content + '<|im_start|>'")
    #expect(try support(beside) == ToolCallSupport(arguments: .text))
  }

  @Test("a template that turns the quotes around an object's JSON into entities gets a string")
  func escaped() throws {
    #expect(try support(Self.escaping) == ToolCallSupport(arguments: .text))
    for form in [ToolArguments.object, .text] {
      let encoder = try EncodingFixture.encoder(Self.escaping)
      let text = try encoder.render(Self.conversation(#"{"x": "<y>"}"#, form: form)).text.string
      #expect(text.contains(#"<tool_call>{"name": "f"} {"x": "<y>"}"#), "\(text)")
    }
    // Where the string fares no better, or the template means its entities, an object is what transformers' guide has.
    let always = Self.escaping.replacing("c.function.arguments if c.function.arguments is string else", with: "")
    #expect(try support(always) == ToolCallSupport(arguments: .object))
    #expect(try support(Self.dumping.replacing("<tool_call>", with: "&quot;")) == ToolCallSupport(arguments: .object))
  }

  @Test("a template that joins texts gets the record's own string, or what Python's json.dumps writes of the object")
  func text() throws {
    let encoder = try EncodingFixture.encoder(Self.joining)
    let text = { (conversation: Conversation) in
      String(decoding: try encoder.render(conversation).text.utf8, as: UTF8.self)
    }
    #expect(try text(Self.conversation(#"{"x":[1,{"y":"é/"}]}"#)).contains(#"<tool_call>f {"x": [1, {"y": "é/"}]}"#))
    #expect(try text(Self.conversation(#"{ "x":1e2 }"#, form: .text)).contains(#"<tool_call>f { "x":1e2 }"#))
    let numbers = #"{"a":1e2,"b":-0,"c":1.50,"d":123456789012345678901234567890,"e":1e-7,"f":null,"g":[]}"#
    let written =
      #"{"a": 100.0, "b": 0, "c": 1.5, "d": 123456789012345678901234567890, "e": 1e-07, "f": null, "g": []}"#
    #expect(try text(Self.conversation(numbers)).contains(written))
  }

  @Test("the loss mask of a call is exact with arguments as text, and no control token comes out of them")
  func mask() throws {
    let conversation = Self.conversation(#"{"x":"<|im_end|>"}"#)
    let encoded = try EncodingFixture.encoder(Self.joining).encode(conversation)
    #expect(encoded.turns.map(\.cueIsPrefix) == [true, true])
    #expect(
      encoded.trainedTexts == ["<tool_call>f {\"x\": \"<|im_end|>\"}\n<|im_end|>", "a<|im_end|>"])
    #expect(encoded.example.ids.count { $0 == EncodingFixture.endOfTurn } == 4)
    #expect(encoded.firstMessageLosingContent(of: conversation) == nil)
  }

  @Test("a template without calls refuses them in words, at the call, with a fix that works")
  func none() throws {
    let encoder = try EncodingFixture.encoder(EncodingFixture.chatML)
    let error = #expect(throws: TrainPackError.self) { try encoder.encode(Self.conversation()) }
    #expect(error?.code == .templateNoToolCalls)
    #expect(error?.message.contains("renders no calls of tools, and message 2 of the record calls one") == true)
    #expect(error?.location?.recordID == "r" && error?.location?.pointer == "/c")
    #expect(error?.details.first?.contains("NoneType") == true)
    #expect(error?.fix.contains("--on-bad-record skip") == true)
    // What has nothing to do with calls stays the template's own error.
    let plain = try EncodingFixture.encoder("{{ raise_exception('no') }}")
    let own = #expect(throws: TrainPackError.self) {
      try plain.encode(EncodingFixture.conversation((.user, "q"), (.assistant, "a")))
    }
    #expect(own?.code == .templateRaised)
  }

  @Test("a call without the identifier that a template wants is refused with what to write")
  func identifiers() throws {
    let encoder = try EncodingFixture.encoder(Self.identified)
    #expect(throws: Never.self) { try encoder.encode(Self.conversation(id: "call00001")) }
    let error = #expect(throws: TrainPackError.self) { try encoder.encode(Self.conversation()) }
    #expect(error?.code == .templateCallIdentifier && error?.location?.pointer == "/c")
    #expect(error?.fix.contains("call00001") == true && error?.fix.contains("--on-bad-record skip") == true)
    // One that is there but wrong is the template's own matter.
    let wrong = #expect(throws: TrainPackError.self) { try encoder.encode(Self.conversation(id: "short")) }
    #expect(wrong?.code == .templateRaised)
  }

  @Test("an integer that no template takes is told once, at the record")
  func tooLarge() throws {
    let encoder = try EncodingFixture.encoder(Self.dumping)
    let error = #expect(throws: TrainPackError.self) {
      try encoder.encode(Self.conversation(#"{"x":123456789012345678901234567890}"#))
    }
    #expect(error?.code == .renderNumberTooLarge && error?.details == [])
    #expect(error?.location?.source == "test" && error?.location?.recordID == "r")
  }
}
