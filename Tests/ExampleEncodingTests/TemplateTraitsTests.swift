import ChatTemplates
import Diagnostics
import Prompting
import Testing

@testable import ExampleEncoding

@Suite("What a chat template does")
struct TemplateTraitsTests {
  private static let chatML = EncodingFixture.chatML
  /// Refuses roles that do not take turns, as Mistral's first template does.
  private static let strict = """
    {{ bos_token }}{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}\
    {{ raise_exception('by turns') }}{% endif %}{% if m.role == 'user' %}{{ '[INST] ' + m.content | trim + ' [/INST]' }}\
    {% else %}{{ m.content + eos_token }}{% endif %}{% endfor %}
    """

  private func traits(_ template: String, clock: TemplateClock = .unavailable) throws -> TemplateTraits {
    try TemplateTraits(
      of: try ChatTemplate(source: Array(template.utf8), name: "t"),
      specialTokens: SpecialTokenTexts(bos: Array("<s>".utf8), eos: Array("</s>".utf8)), clock: clock)
  }

  @Test("a system prompt is native, folded, dropped or rejected")
  func system() throws {
    #expect(try traits(Self.chatML).system == .native)
    let rejected = try traits(Self.strict)
    #expect(rejected.system == .rejected("the template refused the conversation: by turns"))
    let first = """
      {% set ns = namespace(s='') %}{% for m in messages %}{% if m.role == 'system' %}{% set ns.s = m.content + '\\n\\n' %}\
      {% elif m.role == 'user' %}{{ '[INST] ' + ns.s + m.content + ' [/INST]' }}{% set ns.s = '' %}\
      {% else %}{{ m.content + '</s>' }}{% endif %}{% endfor %}
      """
    #expect(try traits(first).system == .folded(.first))
    let users = "messages | selectattr('role', 'equalto', 'user') | list"
    let last = first.replacing("{% set ns.s = '' %}", with: "").replacing(
      "+ ns.s +", with: "+ (ns.s if m == (\(users))[-1] else '') +")
    #expect(try traits(last).system == .folded(.last))
    let dropping = Self.chatML.replacing(
      "{{ '<|im_start|>'", with: "{{ '' if message.role == 'system' else '<|im_start|>'")
    #expect(try traits(dropping).system == .dropped)
    let unanswered = dropping.replacing(
      "message.role == 'system'", with: "message.role == 'system' and messages[-1].role == 'assistant'")
    #expect(try traits(unanswered).system == .unanswered)
  }

  @Test("the system prompt that a template writes of its own is its text alone")
  func defaultSystem() throws {
    #expect(try traits(Self.chatML).defaultSystem == nil)
    for text in ["You are kind.", ""] {
      let own =
        "{% if messages[0].role != 'system' %}{{ '<|im_start|>system\\n\(text)<|im_end|>\\n' }}{% endif %}"
        + Self.chatML
      #expect(try traits(own).defaultSystem == Array(text.utf8))
    }
    // Words that stand there with a system prompt, too.
    let both = Self.chatML.replacing(
      "message.role + '\\n'", with: "message.role + '\\n' + ('Dated. ' if message.role == 'system' else '')")
    #expect(try traits(both).defaultSystem == nil)
  }

  @Test("the order of roles, and an assistant that speaks first")
  func roles() throws {
    let free = try traits(Self.chatML)
    #expect(free.alternation == .free && free.firstAssistant == .written)
    let strict = try traits(Self.strict)
    #expect(strict.alternation == .strict && strict.firstAssistant == .refused)
  }

  @Test("the token that begins a text is counted at the beginning and before later questions")
  func beginning() throws {
    func found(_ template: String) throws -> [Int]? {
      try traits(template).beginning.map { [$0.atStart, $0.isRepeated ? 1 : 0] }
    }
    #expect(try found(Self.chatML) == [0, 0])
    #expect(try found(Self.strict) == [1, 0])
    #expect(try found("{{ bos_token }}" + Self.strict) == [2, 0])
    #expect(
      try found(
        Self.chatML.replacing(
          "{{ '<|im_start|>'", with: "{{ (bos_token if message.role == 'user' else '') + '<|im_start|>'"))
        == [1, 1])
  }

  @Test("what follows an answer, the last and an earlier one")
  func ends() throws {
    let same = try traits(Self.chatML).turnEnd
    #expect(same.last == Array("<|im_end|>\n".utf8) && same.earlier == same.last)
    let closed = try traits(Self.chatML + "{% if not add_generation_prompt %}{{ eos_token }}{% endif %}")
    #expect(closed.turnEnd.last == Array("<|im_end|>\n</s>".utf8))
    #expect(closed.turnEnd.earlier == Array("<|im_end|>\n".utf8))
    guard case .changed(let changes) = closed.history[.plain] else {
      Issue.record("\(closed.history)")
      return
    }
    #expect(changes.map(\.kind) == [.end] && closed.history[.plain]?.fitsOneRow == true)
  }

  @Test("reasoning that goes from earlier turns, and words that move, take a conversation out of one row")
  func history() throws {
    let plain = try traits(Self.chatML)
    #expect(plain.history[.plain] == .kept && plain.history[.thinkTags] == .kept)
    #expect(plain.history[.reasoning] == .notWritten && plain.history[.spaced] == .kept)
    let stripping = Self.chatML.replacing(
      "+ message.content +", with: "+ (message.content if loop.last else message.content.split('</think>')[-1]) +")
    guard case .changed(let changes) = try traits(stripping).history[.thinkTags] else {
      Issue.record("history is kept")
      return
    }
    #expect(changes.map(\.kind) == [.reasoning])
    #expect(changes.first.map { String(decoding: $0.alone, as: UTF8.self) } == "<think>\nthinkmark\n</think>")
    #expect(changes.first?.inWhole == [] && HistoryTrait.changed(changes).fitsOneRow == false)
    let trimming = Self.chatML.replacing(
      "+ message.content +", with: "+ (message.content if loop.last else message.content | trim) +")
    guard case .changed(let white) = try traits(trimming).history[.spaced] else {
      Issue.record("white space is kept")
      return
    }
    #expect(white.map(\.kind) == [.whiteSpace])
    #expect(try traits(Self.strict).history[.system]?.fitsOneRow == nil)
  }

  @Test("a date is found with its place, and a template that renders nothing without a clock is told")
  func date() throws {
    let dated = try traits("{{ 'Today is ' + strftime_now('%d %B %Y') + '.\\n' }}" + Self.chatML)
    #expect(dated.needs == [.clock] && dated.date?.place == .beforeMessages)
    #expect(dated.date.map { String(decoding: $0.line, as: UTF8.self) } == "Today is 03 February 2001.")
    let after = try traits(Self.chatML + "{{ strftime_now('%Y') }}", clock: .fixed(secondsSince1970: 0))
    #expect(after.needs == [] && after.date?.place == .afterMessages)
    #expect(try traits(Self.chatML).date == nil)
  }

  @Test("a template is given the tools and the variables that it needs; where no text helps, its error is told")
  func needs() throws {
    #expect(try traits("{% for t in tools %}{{ t.function.name }}{% endfor %}" + Self.chatML).needs == [.tools])
    let named = try traits("{{ functions + 'x' }}" + Self.chatML)
    #expect(named.needs == [] && named.neededVariables == ["functions"])
    let error = #expect(throws: TrainPackError.self) { try traits("{{ functions + 1 }}") }
    #expect(error?.code == .templateUndefined)
  }

  @Test("white space, empty texts and lists, by role")
  func contents() throws {
    let strict = try traits(Self.strict).contents
    #expect(strict[.system] == nil && strict[.tool] == nil)
    #expect(strict[.user]?.whiteSpace == .stripped && strict[.assistant]?.whiteSpace == .kept)
    #expect(strict[.user]?.empty == .kept && strict[.assistant]?.list == .refused)
    let left = try traits(Self.chatML.replacing("message.content", with: "(message.content.lstrip() or 'none')"))
      .contents
    #expect(left[.user]?.whiteSpace == .strippedBefore && left[.user]?.empty == .changed)
    let listing = try traits(
      Self.chatML.replacing(
        "message.content", with: "(message.content if message.content is string else message.content[0].text)"))
    #expect(listing.contents[.user]?.list == .accepted)
    #expect(
      try traits(Self.chatML.replacing("message.content", with: "(message.content | string)")).contents[.user]?.list
        == .otherwise)
    let none = Self.chatML.replacing("message.content", with: "(message.content or raise_exception('empty'))")
    #expect(try traits(none).contents[.assistant]?.empty == .refused)
  }

  @Test("a generation cue that answers do not begin with is told, for the last answer and for earlier ones")
  func cue() throws {
    let plain = try traits(Self.chatML).cue
    #expect(plain.precedesLast && plain.precedesEarlier)
    let thinking = Self.chatML.replacing("assistant\\n", with: "assistant\\n<think>\\n")
    let cue = try traits(thinking).cue
    #expect(!cue.precedesLast && !cue.precedesEarlier)
  }

  @Test("the token that ends an answer and whether it is trained, without tags and with them")
  func loss() throws {
    let loss = { (template: String) in try LossTraits(of: try EncodingFixture.encoder(template).scheme) }
    let end = LossTraits.End(tokenID: EncodingFixture.endOfTurn, isTrained: true)
    let plain = try loss(Self.chatML)
    #expect(plain.last == end && plain.earlier == end && plain.tagDifferences == nil)
    func tagged(_ answer: String) -> String {
      """
      {% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' }}{% if m.role == 'assistant' %}\(answer)\
      {% else %}{{ m.content + '<|im_end|>\\n' }}{% endif %}{% endfor %}\
      {% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
      """
    }
    let begin = "{% generation %}"
    let stop = "{% endgeneration %}"
    let exact = try loss(tagged(begin + "{{ m.content + '<|im_end|>' }}" + stop + "{{ '\\n' }}"))
    #expect(exact.last == end && exact.tagDifferences == [])
    #expect(try loss(tagged(begin + "{{ m.content + '<|im_end|>\\n' }}" + stop)).tagDifferences == [.lineBreak])
    let open = try loss(tagged(begin + "{{ m.content }}" + stop + "{{ '<|im_end|>\\n' }}"))
    #expect(open.tagDifferences == [.end] && open.last?.isTrained == false)
    let last =
      "{% if loop.last %}\(begin){{ m.content + '<|im_end|>' }}\(stop){% else %}{{ m.content + '<|im_end|>' }}{% endif %}{{ '\\n' }}"
    let lastOnly = try loss(tagged(last))
    #expect(lastOnly.tagDifferences == [.history] && lastOnly.earlier?.isTrained == false)
    let early = tagged("{{ m.content + '<|im_end|>\\n' }}").replacing(
      "{{ '<|im_start|>' + m.role + '\\n' }}",
      with:
        "{% if m.role == 'assistant' %}\(begin){{ '<|im_start|>assistant\\n' }}\(stop){% else %}{{ '<|im_start|>' + m.role + '\\n' }}{% endif %}"
    )
    #expect(try loss(early).tagDifferences?.contains(.answer) == true)
    #expect(try loss(early).tagDifferences?.contains(.elsewhere) == true)
    #expect(try loss(Self.chatML.replacing("<|im_end|>", with: "<|endoftext|>")).last == nil)
  }

  @Test("a template that never ends is bounded, and told once")
  func bounded() throws {
    let error = #expect(throws: TrainPackError.self) {
      try traits("{% for i in range(100000) %}{% for j in range(100000) %}{{ i }}{% endfor %}{% endfor %}")
    }
    #expect(error?.code == .templateLimit)
  }
}
