import Diagnostics
import Foundation
import Prompting
import Testing

@testable import ChatTemplates

@Suite("Origins through templates")
struct TemplateProvenanceTests {
  /// Each message speaks an alphabet of its own that no template uses, so that its bytes can be told by their letters.
  private static let alphabets: [[ClosedRange<UInt32>]] = [
    [0x0370...0x03FF], [0x0400...0x052F], [0x10A0...0x10FF, 0x1C90...0x1CBF, 0x2D00...0x2D2F], [0x0530...0x058F],
  ]
  private static let texts = ["  αβγ δέζ\nΗθι ", "жзи клм, нопР", "აბგ დევ\n\nზთი", "աբգ դեզ էը"]

  private static let a = TemplateValue.string(texts[0], origin: .content(message: 0, part: 0))
  private static let b = TemplateValue.string(texts[1], origin: .content(message: 1, part: 0))
  private static let variables: [(String, TemplateValue)] = [
    ("a", a), ("b", b), ("l", .list([a, b])), ("d", .dictionary([("k", a), ("m", b)])),
    ("ascii", .string("plain text", origin: .content(message: 2, part: 0))),
  ]

  private static func owner(of scalar: Unicode.Scalar) -> Int? {
    alphabets.firstIndex { $0.contains { $0.contains(scalar.value) } }
  }

  /// Checks every letter of a message's alphabet; returns how many there were.
  private func checkLetters(_ text: ProvenancedText, merged: Bool = false, _ template: String) -> Int {
    var offset = 0
    var count = 0
    for scalar in text.string.unicodeScalars {
      let width = String(scalar).utf8.count
      defer { offset += width }
      guard let owner = Self.owner(of: scalar) else { continue }
      count += 1
      for byte in offset..<offset + width {
        let origin = text.origin(at: byte)
        let isRight =
          origin.kind == .content && (Int(origin.messageIndex) == owner || merged && origin.messageIndex == -1)
        if !isRight { Issue.record("\(template.prefix(200)): \(scalar) at byte \(byte) is of \(origin)") }
      }
    }
    return count
  }

  @Test(
    "operations that move text keep the message of every letter",
    arguments: [
      "<s>{{ a }}</s>{{ b }}", "{{ a ~ b }}", "{{ a + 'x' + b }}", "{{ a|trim }}", "{{ a.strip() }}x{{ a.lstrip() }}",
      "{{ a[1:-1] }}", "{{ a[::-1] }}", "{{ b[::2] }}", "{{ a|first }}{{ b|last }}", "{{ a|upper }}",
      "{{ b|lower }}", "{{ b|capitalize }}", "{{ b|title }}", "{{ b.swapcase() }}", "{{ a|replace('α', 'x') }}",
      "{{ 'x-x'|replace('x', b) }}", "{{ a.replace('α', b) }}", "{{ a.replace('', '.') }}", "{{ a.split()|join('+') }}",
      "{{ b.split(',')[1] }}", "{{ a.splitlines()|join }}", "{{ b.partition(' ')|join('|') }}", "{{ l|join(', ') }}",
      "{{ ['x', 'y']|join(a) }}", "{{ a.join(['x', b, 'y']) }}", "{{ a * 3 }}", "{{ a.center(40, '*') }}",
      "{{ a|center(40) }}", "{{ a|indent(4) }}", "{{ a|indent(a) }}", "{{ 'x\ny'|indent(b, true) }}",
      "{{ b.ljust(30, '.') }}{{ b.zfill(20) }}", "{{ a|reverse }}", "{{ a|list|reverse|join }}",
      "{% for c in a %}{{ c }}{% endfor %}", "{% for c in a|list|sort %}{{ loop.index }}{{ c }}{% endfor %}",
      "{% for m in l if m %}{{ loop.previtem }}{{ m }}{{ loop.nextitem }}{% endfor %}",
      "{% set x = a %}{{ x }}", "{% set x %}<{{ a }}>{% endset %}{{ x }}{{ x|upper }}",
      "{% set x | trim %} {{ a }} {% endset %}{{ x }}", "{% filter upper %}x{{ a }}{% endfilter %}",
      "{% set n = namespace(t='') %}{% for m in l %}{% set n.t = n.t ~ m ~ '\n' %}{% endfor %}{{ n.t }}",
      "{% macro m(x, y='-') %}({{ x }}{{ y }}{{ varargs|join }}){% endmacro %}{{ m(a) }}{{ m(a, b, b) }}{{ m(a)|upper }}",
      "{% macro m() %}<{{ caller(b) }}>{% endmacro %}{% call(z) m() %}{{ a }}{{ z }}{% endcall %}",
      "{% with z = a %}{{ z }}{% endwith %}", "{{ a if a else b }}{{ nope or b }}", "{{ nope|default(a) }}",
      "{{ d.k }}{{ d['m'] }}{{ d.get('k') }}", "{% for k, v in d.items() %}{{ k }}{{ v }}{% endfor %}",
      "{{ d|dictsort|map('last')|join }}", "{{ l|map('trim')|join('|') }}", "{{ l|map('upper')|list|last }}",
      "{{ l|select|list|first }}", "{{ [{'t': a}, {'t': b}]|map(attribute='t')|join }}", "{{ l|sort|join }}",
      "{{ l|batch(1)|first|join }}", "{{ l|max }}", "{{ a|truncate(8, true, '') }}",
      "{{ a|string }}", "{{ a|safe }}", "{{ a|e }}", "{{ a.removeprefix('  α') }}",
      "{{ a|d('x') }}",
      "{{ b.expandtabs() }}", "{{ (a, b)[1] }}", "{{ a|tojson }}", "{{ d|tojson }}", "{{ d|tojson(indent=2) }}",
      "{{ dict(z=a).z }}", "{{ cycler(a, b).next() }}", "{% generation %}{{ a }}{% endgeneration %}{{ b }}",
      "{{ l|unique|list|join }}", "{{ [l, l]|sum(start=[])|join }}", "{{ a.format(1) }}",
    ])
  func letters(template: String) throws {
    let outcome = result(of: template, Self.variables)
    guard case .text(let text) = outcome else {
      Issue.record("\(template): \(outcome)")
      return
    }
    #expect(checkLetters(text, template) > 0, "\(template) shows no letter of the messages")
  }

  @Test(
    "what no longer knows which message it is of is still content",
    arguments: [
      "{{ l }}", "{{ d }}", "{{ [a] }}", "{{ '%s and %s' % (a, b) }}", "{{ '%r' % a }}", "{{ '{} {}'.format(a, b) }}",
      "{{ '{:>40}'.format(a) }}", "{{ '%(k)s' % d }}", "{{ '%s'|format(a) }}", "{{ '{!r}'.format(a) }}",
      "{{ l|string }}", "{{ '{k}'.format(**d) }}", "{{ a % () }}", "{{ l ~ b }}",
      "{{ l|string|upper }}",
    ])
  func merged(template: String) throws {
    let outcome = result(of: template, Self.variables)
    guard case .text(let text) = outcome else {
      Issue.record("\(template): \(outcome)")
      return
    }
    #expect(checkLetters(text, merged: true, template) > 0, "\(template) shows no letter of the messages")
  }

  @Test(
    "no byte made from content alone is template text",
    arguments: [
      "{{ a }}", "{{ ascii }}", "{{ ascii|upper }}", "{{ ascii|tojson }}", "{{ a|tojson(ensure_ascii=true) }}",
      "{{ a|urlencode }}", "{{ [ascii] }}", "{{ '%r' % ascii }}", "{{ '%x' % ascii|length }}",
      "{{ '{!r}'.format(ascii) }}", "{{ ascii[2:5] }}", "{{ ascii * 2 }}", "{{ ascii|list }}", "{{ ascii.split() }}",
      "{{ ascii|title }}", "{{ ascii|replace('p', ascii) }}", "{{ {ascii: 1} }}", "{{ {ascii: ascii}|tojson }}",
      "{{ ascii.partition(' ') }}", "{{ ascii|batch(2)|list }}", "{{ ascii|e }}", "{{ (ascii ~ '<')[:-1]|e }}",
      "{{ '%s' % ascii }}", "{{ '{}'.format(ascii) }}", "{{ '%.3s' % ascii }}", "{{ [[ascii]]|tojson }}",
      "{{ (ascii,) }}", "{{ ascii|list|groupby(0) }}",
    ])
  func contentOnly(template: String) throws {
    let outcome = result(of: template, Self.variables)
    guard case .text(let text) = outcome else {
      Issue.record("\(template): \(outcome)")
      return
    }
    if template.contains("|length") { return }
    #expect(!text.isEmpty)
    #expect(text.spans.allSatisfy { $0.origin.kind == .content }, "\(template): \(text.string) \(text.spans)")
  }

  @Test("text of the template itself is never content")
  func templateText() throws {
    for template in [
      "x{{ 1 + 2 }}{{ [1, 'a']|tojson }}{{ 'b'|upper }}", "{{ bos }}{{ '%s' % 'x' }}{{ range(3)|list }}",
    ] {
      let outcome = result(of: template, Self.variables + [("bos", .string("<s>"))])
      guard case .text(let text) = outcome else {
        Issue.record("\(template): \(outcome)")
        continue
      }
      #expect(text.spans.map(\.origin) == [.template], "\(template)")
    }
  }

  @Test("a layout's words and a message's parts keep their own origins")
  func parts() throws {
    let template = try ChatTemplate(
      source: Array("<|user|>{{ messages[0].content | trim }}<|end|>".utf8), name: "parts")
    let message = Message(
      role: .user,
      parts: [
        MessagePart(Array(" case ".utf8), purpose: .vignette), MessagePart(layout: "Options: "),
        MessagePart(Array("A ".utf8), purpose: .option),
      ])
    let conversation = Conversation(
      messages: [message], recordID: "1", location: InputLocation(source: "test", line: 1))
    let text = try template.render(conversation, specialTokens: SpecialTokenTexts()).text
    var runs: [String] = []
    var start = 0
    for span in text.spans {
      let run = String(decoding: text.utf8[start..<span.end], as: UTF8.self)
      runs.append("\(span.origin.kind) \(span.origin.messageIndex) \(span.origin.partIndex) \(run)")
      start = span.end
    }
    #expect(
      runs == [
        "template -1 -1 <|user|>", "content 0 0 case ", "layout 0 1 Options: ", "content 0 2 A",
        "template -1 -1 <|end|>",
      ])
  }

  @Test("templates of the package's models keep every byte of every message")
  func modelTemplates() throws {
    let folder = packageRoot.appendingPathComponent("ModelProfiles")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
      .compactMap { $0 as? URL }.filter { $0.pathExtension == "jinja" }
    #expect(!files.isEmpty)
    let roles: [[Role]] = [[.system, .user, .assistant, .user], [.user, .assistant, .user, .assistant], [.user]]
    for file in files {
      let template = try ChatTemplate(source: Array(Data(contentsOf: file)), name: file.lastPathComponent)
      var rendered = 0
      for turn in roles {
        let messages = turn.enumerated().map { index, role in
          Message(role: role, parts: [MessagePart(Array(Self.texts[index].utf8), purpose: .text)])
        }
        let conversation = Conversation(
          messages: messages, recordID: "1", location: InputLocation(source: "test", line: 1))
        let tokens = SpecialTokenTexts(bos: Array("<s>".utf8), eos: Array("</s>".utf8))
        guard let text = try? template.render(conversation, specialTokens: tokens).text else { continue }
        rendered += 1
        let given = turn.indices.reduce(0) { sum, index in
          sum + Self.texts[index].unicodeScalars.filter { Self.owner(of: $0) != nil }.count
        }
        #expect(checkLetters(text, file.lastPathComponent) >= given, "\(file.lastPathComponent) lost letters")
        checkContentSpans(text, file.lastPathComponent)
      }
      #expect(rendered >= 2, "\(file.lastPathComponent) refused the conversations")
    }
  }

  /// Bytes marked as content hold nothing but what is in that message.
  private func checkContentSpans(_ text: ProvenancedText, _ name: String) {
    var start = 0
    for span in text.spans {
      defer { start = span.end }
      if span.origin.kind != .content { continue }
      let run = String(decoding: text.utf8[start..<span.end], as: UTF8.self)
      let source = Self.texts[max(Int(span.origin.messageIndex), 0)]
      #expect(source.contains(run), "\(name): '\(run)' is not of message \(span.origin.messageIndex)")
    }
  }
}
