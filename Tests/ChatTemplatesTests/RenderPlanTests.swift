import Diagnostics
import Foundation
import Prompting
import Testing

@testable import ChatTemplates

@Suite("Plans of renderings")
struct RenderPlanTests {
  private static let tokens = SpecialTokenTexts(bos: Array("<s>".utf8), eos: Array("</s>".utf8))

  private static let roles: [[Role]] = [
    [], [.user], [.assistant], [.system], [.user, .assistant], [.system, .user, .assistant],
    [.user, .user, .assistant],
    [.user, .assistant, .user, .assistant], [.system, .user, .assistant, .user], [.developer, .user, .assistant],
    [.user, .assistant, .tool, .assistant], [.assistant, .user, .assistant],
    [.system, .user, .assistant, .user, .assistant, .user, .assistant],
  ]
  private static let texts = [
    "", " ", "\n\t ", "\u{3000}\u{85}", "x", "Fever?", "  spaced \n", "\u{A0}wide\u{2003}", "a</think>b", "</think>",
    "<|im_end|>", "[INST] x [/INST]", "<s>", "e\u{301}\u{301}", "12", "<b>&\"", "{{ x }}", "none", "文字。",
    "\r\nline\r\n",
  ]

  /// Numbers that follow from a seed.
  private struct Numbers {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  private static func conversation(_ roles: [Role], _ numbers: inout Numbers) -> Conversation {
    let messages = roles.map { role in
      let parts = (0..<[1, 1, 1, 2, 3, 0][numbers.next(below: 6)]).map { index in
        let text = texts[numbers.next(below: texts.count)]
        return index == 1 ? MessagePart(layout: text) : MessagePart(Array(text.utf8), purpose: .text, field: "/x")
      }
      return Message(role: role, parts: parts)
    }
    return Conversation(messages: messages, recordID: "r", location: InputLocation(source: "test"))
  }

  /// Holds plans against renderings; returns how many of the shapes had a plan, and how many have none because the texts
  /// decide.
  private static func compare(_ template: ChatTemplate, name: String, rounds: Int) throws -> (plans: Int, open: Int) {
    var counts = (plans: 0, open: 0)
    var numbers = Numbers(state: 7)
    for roles in roles {
      for round in 0..<rounds {
        let conversation = conversation(roles, &numbers)
        let options = RenderOptions(addGenerationPrompt: round % 2 == 1, clock: .fixed(secondsSince1970: 1_700_000_000))
        let shape = try #require(ConversationShape(of: conversation))
        let rendered = try? template.render(conversation, specialTokens: tokens, options: options)
        switch template.planning(for: shape, specialTokens: tokens, options: options) {
        case .plan(let plan):
          counts.plans += 1
          #expect(plan.render(conversation).prompt == rendered, "\(name): \(conversation.messages)")
        case .fails:
          #expect(rendered == nil, "\(name): \(conversation.messages)")
        case .dependsOnTexts: counts.open += 1
        }
      }
    }
    return counts
  }

  @Test(
    "templates that copy whole texts have plans, which write what they write",
    arguments: [
      "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}</s>{% endfor %}{% if add_generation_prompt %}<|a|>{% endif %}",
      "{% for m in messages %}{{ '<' + m['role'] + '>' + m['content'] + eos_token }}{% endfor %}",
      "{% for m in messages %}{{ m.content | trim }}|{{ m.content.lstrip() }}|{{ m.content.rstrip() }}{% endfor %}",
      "{% for m in messages %}{{ m.content.lstrip().rstrip() }}|{{ (m.content | trim).lstrip() }}{% endfor %}",
      "{% for m in messages %}{% if m.content %}[{{ m.content }}]{% endif %}{% endfor %}",
      "{% for m in messages %}{% if m.content | trim %}[{{ m.content ~ m.content }}]{% endif %}{% endfor %}",
      "{% set ns = namespace(t='') %}{% for m in messages %}{% set ns.t = ns.t + m.content + ', ' %}{% endfor %}{{ ns.t }}",
      "{% macro w(t) %}({{ t }}){% endmacro %}{% for m in messages %}{{ w(m.content) }}{{ w(m.role) }}{% endfor %}",
      "{% for m in messages %}{% set t %}<{{ m.content }}>{% endset %}{{ t }}{{ t }}{% endfor %}",
      "{% for m in messages %}{% if m.content | length > 0 %}[{{ m.content }}]{% endif %}{{ m.content != '' }}{% endfor %}",
      "{% for m in messages %}{{ 0 < 1 and m.content | length == 0 }}{{ m.content | trim == '' }}{% endfor %}",
      "{{ messages | map(attribute='content') | join }}", "{{ messages | map(attribute='content') | join(', ') }}",
      "{% for m in messages %}{{ loop.index0 }}{{ m.content is string }}{{ m.content | default('x') }}{% endfor %}",
      "{{ (messages | first).content if messages else 'none' }}{{ bos_token }}{{ strftime_now('%Y') }}",
      "{% for m in messages if m.role == 'user' %}{{ m['content'] | safe }}{{ m.content | string }}{% endfor %}",
      "{% if messages and messages[0].role == 'system' %}{% set s = messages[0].content %}{% set rest = messages[1:] %}"
        + "{% else %}{% set s = '' %}{% set rest = messages %}{% endif %}{{ s }}{% for m in rest %}{{ m.content }}{% endfor %}",
      "{% for m in messages %}{% if m.role == 'developer' %}{{ raise_exception('role') }}{% endif %}"
        + "{{ m.content }}{% endfor %}",
      "{% for m in messages %}{{ m.content * 3 }}{% endfor %}",
      "{% for m in messages %}{{ m.content.strip() + '!' }}{% endfor %}",
    ])
  func copies(_ source: String) throws {
    let counts = try Self.compare(
      try ChatTemplate(source: Array(source.utf8), name: "test"), name: source, rounds: 60)
    #expect(counts.plans > 200 && counts.open == 0)
  }

  @Test(
    "a template that looks into texts has no plan for conversations with texts",
    arguments: [
      "{{ messages[0].content | length }}", "{{ messages[0].content | length > 1 }}",
      "{{ messages[0].content | upper }}", "{{ messages[0].content[0] }}",
      "{{ messages[0].content[1:] }}", "{% if 'x' in messages[0].content %}yes{% endif %}",
      "{% if messages[0].content == 'Fever?' %}yes{% endif %}",
      "{% for c in messages[0].content %}{{ c }},{% endfor %}",
      "{{ messages }}", "{{ messages | tojson }}", "{{ messages[0].content | e }}",
      "{{ messages[0].content | replace('x', 'y') }}", "{{ messages[0].content.split('</think>')[-1] }}",
      "{{ messages[0].content.startswith('x') }}", "{{ '%s' | format(messages[0].content) }}",
      "{{ messages[0].content | int }}", "{{ messages | map(attribute='content') | sort | join }}",
      "{{ messages | map(attribute='content') | unique | join }}", "{{ {messages[0].content: 1}['x'] }}",
      "{{ messages[0].content | trim('x') }}", "{{ (messages[0].content ~ 'x') | trim }}",
      "{{ (messages[0].content ~ messages[0].content) | trim }}", "{{ messages[0].content < 'm' }}",
      "{{ messages[0][messages[0].content] }}", "{{ messages[0].content | wordcount }}",
      "{{ [messages[0].content] == ['x'] }}",
      "{{ messages[0].content is sameas 'x' }}{{ messages[0].content is lower }}",
      "{{ messages[0].content | indent }}", "{{ 'b'.join([messages[0].content, 'x']) | upper }}",
      "{% filter upper %}{{ messages[0].content }}{% endfilter %}", "{{ messages[0].content.format(1) }}",
      "{{ messages | selectattr('content', 'equalto', 'x') | list | length }}",
      "{{ messages | groupby('content') | length }}", "{{ messages[0].content | truncate(5) }}",
      "{{ messages[0].content | center(9) }}", "{{ messages[0].content * 9 }}",
    ])
  func looks(_ source: String) throws {
    let template = try ChatTemplate(source: Array(source.utf8), name: "test")
    _ = try Self.compare(template, name: source, rounds: 60)
    for text in ["Fever?", " "] {
      let message = Message(role: .user, parts: [MessagePart(Array(text.utf8), purpose: .text)])
      let shape = try #require(
        ConversationShape(
          of: Conversation(messages: [message], recordID: "r", location: InputLocation(source: "test"))))
      let planning = template.planning(for: shape, specialTokens: Self.tokens, options: RenderOptions())
      if case .dependsOnTexts = planning { continue }
      Issue.record("\(source) has an answer for any text like \(text.debugDescription)")
    }
  }

  @Test("real templates write what their plans say")
  func realTemplates() throws {
    var names: [String: (plans: Int, open: Int)] = [:]
    for folder in ["ModelProfiles", "../shared/data/templates"] {
      let root = packageRoot.appendingPathComponent(folder).standardizedFileURL.path
      guard let files = FileManager.default.enumerator(atPath: root) else {
        print("SKIPPED (no \(folder)): plans of the templates there")
        continue
      }
      for case let file as String in files where file.hasSuffix(".jinja") {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(file)")))
        guard let template = try? ChatTemplate(source: bytes, name: file) else { continue }
        names[file] = try Self.compare(template, name: file, rounds: 12)
      }
    }
    #expect(names.count >= 12 && names.values.reduce(0) { $0 + $1.plans } > names.count * 20)
  }

  @Test("the shipped templates have plans for a question and its answer")
  func shippedTemplates() throws {
    let root = packageRoot.appendingPathComponent("ModelProfiles").path
    let files = try #require(FileManager.default.enumerator(atPath: root)).compactMap { $0 as? String }
    var unplanned: [String] = []
    for file in files where file.hasSuffix(".jinja") {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(file)")))
      let template = try ChatTemplate(source: bytes, name: file)
      let messages = [Role.user, .assistant].map {
        Message(role: $0, parts: [MessagePart(Array("Fever?".utf8), purpose: .text)])
      }
      let shape = try #require(
        ConversationShape(
          of: Conversation(messages: messages, recordID: "r", location: InputLocation(source: "test"))))
      let planning = template.planning(
        for: shape, specialTokens: Self.tokens, options: RenderOptions(clock: .fixed(secondsSince1970: 1_700_000_000)))
      if case .plan = planning { continue }
      unplanned.append(file)
    }
    // It looks for the end of the reasoning in every answer.
    #expect(unplanned == ["deepseek/deepseek-v3.jinja"])
  }

  @Test("a plan's beginning is found where it is one for every text, and its end is that of the shorter text")
  func beginnings() throws {
    let source =
      "{% for m in messages %}<|{{ m.role }}|>\n{{ m.content | trim }}</s>\n{% endfor %}"
      + "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
    let template = try ChatTemplate(source: Array(source.utf8), name: "test")
    var numbers = Numbers(state: 3)
    var found = 0
    for round in 0..<400 {
      let conversation = Self.conversation(Self.roles[4 + round % 5], &numbers)
      let shape = try #require(ConversationShape(of: conversation))
      guard case .plan(let plan) = template.planning(for: shape, specialTokens: Self.tokens, options: RenderOptions())
      else { continue }
      let whole = plan.render(conversation)
      for count in 0..<conversation.messages.count {
        var earlier = conversation
        earlier.messages.removeSubrange(count...)
        let options = RenderOptions(addGenerationPrompt: true)
        let cue = try template.render(earlier, specialTokens: Self.tokens, options: options).text
        guard
          case .plan(let beginning) = template.planning(
            for: shape.prefix(count), specialTokens: Self.tokens, options: options)
        else { continue }
        let isPrefix = whole.prompt.text.utf8.starts(with: cue.utf8)
        if let place = plan.end(of: beginning) {
          found += 1
          #expect(isPrefix && whole.offset(of: place) == cue.count)
        }
        // White space alone stands for none in this template, and nothing else makes one text begin with another.
        #expect(isPrefix == (plan.end(of: beginning) != nil))
        #expect(isPrefix == (conversation.messages[count].role == .assistant))
      }
    }
    #expect(found > 300)
  }

  @Test("calls, reasoning, tools and plain texts have no shape")
  func noShape() {
    var numbers = Numbers(state: 1)
    let usual = Self.conversation([.user, .assistant], &numbers)
    #expect(ConversationShape(of: usual) != nil)
    var other = usual
    other.messages[1].reasoning = MessagePart([0x78], purpose: .text)
    #expect(ConversationShape(of: other) == nil)
    other = usual
    other.messages[0].name = [0x78]
    #expect(ConversationShape(of: other) == nil)
    other = usual
    other.tools = [Array("{}".utf8)]
    #expect(ConversationShape(of: other) == nil)
    other = usual
    other.kind = .text
    #expect(ConversationShape(of: other) == nil)
    other = usual
    other.messages = (0..<65).map { Message(role: $0 % 2 == 0 ? .user : .assistant, parts: []) }
    #expect(ConversationShape(of: other) == nil)
  }

  @Test("a template that may meet a bound on a small text has no plan and no failure for all texts")
  func bounds() throws {
    var limits = Limits()
    limits.maximumTemplateOutputBytes = 64
    let source = "{{ 'x' * 500000 }}{{ messages[0].content }}"
    let template = try ChatTemplate(source: Array(source.utf8), name: "test", limits: limits)
    var numbers = Numbers(state: 1)
    let shape = try #require(ConversationShape(of: Self.conversation([.user], &numbers)))
    let planning = template.planning(for: shape, specialTokens: Self.tokens, options: RenderOptions())
    guard case .dependsOnTexts = planning else {
      Issue.record("\(planning)")
      return
    }
  }
}
