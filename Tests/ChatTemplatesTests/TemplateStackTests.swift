import Diagnostics
import Foundation
import Testing

@testable import ChatTemplates

@Suite("Templates on small stacks")
struct TemplateStackTests {
  typealias Variables = [(String, TemplateValue)]

  /// 512 KB is what threads have on macOS, 8 MB on Linux.
  private static let sizes = [256 << 10, 512 << 10, 4 << 20]

  private static func nested(_ opening: String, _ core: String, _ closing: String, _ count: Int) -> String {
    String(repeating: opening, count: count) + core + String(repeating: closing, count: count)
  }

  /// Templates that nest as deeply as the limits allow, each of which needs more than half a megabyte in debug builds.
  private static let deep: [String] = {
    let deepest = Limits().maximumTemplateParseDepth - 4
    let chain = Limits().maximumTemplateParseDepth - 1
    let half = deepest / 2
    return [
      "{{ " + nested("(", "1", ")", deepest) + " }}",
      "{{ " + nested("[", "1", "]", deepest) + "|tojson }}",
      "{{ " + nested("{'a': ", "1", "}", deepest) + " }}",
      "{{ " + nested("1 or 1 and 1 < 1 + 1 ~ 1 * 1 ** (", "1", ")", half) + " }}",
      "{{ " + nested("x[", "1", "]", deepest) + " }}",
      "{{ " + nested("-", "1", "", deepest) + " }}",
      "{{ " + nested("not ", "1", "", deepest) + " }}",
      "{{ 1" + nested("|string", "", "", chain) + " }}",
      "{{ x" + nested(".a", "", "", chain) + " }}",
      "{{ " + nested("(", "1", ")|string", half) + nested("|string", "", "", half) + " }}",
      nested("{% if 1 %}", "{{ 1" + nested("|string", "", "", chain) + " }}", "{% endif %}", deepest),
      nested("{% if 1 %}", "x", "{% endif %}", deepest),
      nested("{% if 0 %}{% else %}", "x", "{% endif %}", deepest),
      nested("{% for i in [1] %}", "{{ loop.index }}", "{% endfor %}", deepest),
      nested("{% for i in [1] if i %}", "x", "{% endfor %}", deepest),
      nested("{% for i in [1] recursive %}", "x", "{% endfor %}", deepest),
      nested("{% set x %}", "x", "{% endset %}", deepest),
      nested("{% with a = 1 %}", "x", "{% endwith %}", deepest),
      nested("{% macro m() %}", "x", "{% endmacro %}{{ m() }}", deepest),
      nested("{% filter upper %}", "x", "{% endfilter %}", deepest),
      "{% macro m() %}{{ caller() }}{% endmacro %}" + nested("{% call m() %}", "x", "{% endcall %}", deepest),
      nested("{% generation %}", "x", "{% endgeneration %}", deepest),
      "{% for " + nested("(", "a", ",)", deepest) + " in [" + nested("(", "1", ",)", deepest)
        + "] %}{{ a }}{% endfor %}",
      "{% set " + nested("(", "a", ",)", deepest) + " = " + nested("(", "1", ",)", deepest) + " %}{{ a }}",
      "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
      "{% macro m(a=m()) %}{% endmacro %}{{ m() }}",
      "{% macro m() %}" + nested("{% for i in [1] %}", "{{ m() }}", "{% endfor %}", deepest)
        + "{% endmacro %}{{ m() }}",
      "{% macro m() %}{{ " + nested("[", "m()", "]|string", half) + " }}{% endmacro %}{{ m() }}",
      "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{% call m() %}x{% endcall %}",
      "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
      "{% for i in [1] recursive %}{{ " + nested("(", "loop([1])", "~ 'a')", half) + " }}{% endfor %}",
    ]
  }()

  /// What walks over the values `n.v` and `n.w`, which nest alike.
  private static let uses = [
    "{{ n.v }}", "{{ n.v|tojson }}", "{{ n.v|tojson(indent=1) }}", "{{ n.v == n.w }}", "{{ n.v != [n.w] }}",
    "{{ n.v in [n.w] }}", "{{ [n.v, n.w]|sort|length }}", "{{ n.v < n.w }}", "{{ [n.v, n.w]|unique|list|length }}",
    "{{ [n.v].index(n.w) }}", "{{ '%s' % [n.v] }}", "{{ '{}'.format(n.v) }}", "{{ n.v ~ n.w }}", "{{ n.v|e }}",
    "{{ [n.v]|join }}", "{{ [n.v]|groupby(0)|length }}", "{{ [n.v, n.w]|max }}", "{{ n.v|string|length }}",
    "{{ n.v|urlencode }}", "{{ n.v|pprint }}",
  ]

  private static let keyUses = [
    "{{ {n.v: 1}[n.w] }}", "{{ {n.v: 1} == {n.w: 1} }}", "{{ {n.v: 1}.get(n.w) }}", "{{ n.w in {n.v: 1} }}",
    "{{ dict([(n.v, 1)]) }}", "{{ dict({n.v: 1}) }}",
  ]

  private static let iterators = [
    "n.v|map('string')", "n.v|select", "n.v|batch(1)", "n.v|unique", "n.v|reverse|map('string')",
  ]

  private static let values: [String] = {
    let deepest = Limits().maximumJSONDepth - 4
    return uses.flatMap { [wrapping("[n.v]", deepest) + $0, wrapping("{'k': n.v}", deepest) + $0] }
      + keyUses.map { wrapping("(n.v,)", deepest) + $0 }
      + iterators.flatMap { [wrapping($0, 100) + "{{ n.v|list }}", wrapping($0, 100) + "{{ n.v|first }}"] }
  }()

  /// Wraps `n.v` and `n.w` in the same way again and again.
  private static func wrapping(_ wrapped: String, _ count: Int) -> String {
    "{% set n = namespace(v=(1,), w=(1,)) %}{% for i in range(\(count)) %}{% set n.v = \(wrapped) %}"
      + "{% set n.w = \(wrapped.replacing("n.v", with: "n.w")) %}{% endfor %}"
  }

  /// The template ends on a stack of `size` bytes: in its text, or in an error that has a name. On 4 MB the stack is
  /// never what ends it.
  private static func check(_ template: String, _ variables: @escaping @Sendable () -> Variables, size: Int) async {
    let outcome = await onStack(of: size) { result(of: template, variables()) }
    if case .foreign(let error) = outcome { Issue.record("\(template.prefix(60)): \(error)") }
    if size >= 4 << 20, let error = outcome.error {
      #expect(!error.message.contains("stack"), "\(template.prefix(60)): \(error)")
    }
  }

  @Test("templates that nest as deeply as they may end on every stack", arguments: sizes)
  func deepTemplates(size: Int) async {
    for template in Self.deep { await Self.check(template, { [] }, size: size) }
  }

  @Test("nests of every depth end on every stack", arguments: sizes)
  func nestsOfEveryDepth(size: Int) async {
    for depth in stride(from: 5, through: Limits().maximumTemplateParseDepth, by: 29) {
      for template in [
        "{% macro m() %}" + Self.nested("{% for i in [1] %}", "{{ m() }}", "{% endfor %}", depth)
          + "{% endmacro %}{{ m() }}",
        "{% macro m() %}{{ " + Self.nested("[", "m()", "]|string", depth) + " }}{% endmacro %}{{ m() }}",
        "{% for i in [1] recursive %}{{ " + Self.nested("(", "loop([1])", "~ 'a')", depth) + " }}{% endfor %}",
      ] {
        await Self.check(template, { [] }, size: size)
      }
    }
  }

  @Test("values that nest as deeply as they may end on every stack", arguments: sizes)
  func deepValues(size: Int) async {
    for template in Self.values { await Self.check(template, { [] }, size: size) }
  }

  @Test("values from JSON as deep as it may be end on every stack", arguments: sizes)
  func deepVariables(size: Int) async {
    let variables: @Sendable () -> Variables = {
      let depth = Limits().maximumJSONDepth
      return [("v", Self.value(depth: depth)), ("w", Self.value(depth: depth))]
    }
    for template in Self.uses {
      await Self.check(template.replacing("n.v", with: "v").replacing("n.w", with: "w"), variables, size: size)
    }
  }

  @Test("what runs at the bottom of a recursion ends on a small stack")
  func filtersAtTheBottom() async throws {
    let file = packageRoot.appendingPathComponent("Tests/ChatTemplatesTests/Fixtures/semantics.json")
    let rows = try JSONDecoder().decode([Row].self, from: Data(contentsOf: file))
    for row in rows where !row.template.contains("90000") {
      await Self.check("{% macro m() %}" + row.template + "{{ m() }}{% endmacro %}{{ m() }}", { [] }, size: 256 << 10)
    }
  }

  private struct Row: Decodable {
    let template: String
  }

  @Test("an ordinary template needs no more than a small stack")
  func ordinaryTemplate() async throws {
    let file = packageRoot.appendingPathComponent("ModelProfiles/qwen/qwen2.5-7b-instruct.jinja")
    let source = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let outcome = await onStack(of: 192 << 10) {
      result(
        of: source,
        [("messages", .list([.dictionary([("role", .string("user")), ("content", .string("Fever?"))])]))])
    }
    #expect(outcome.text?.hasSuffix("<|im_start|>user\nFever?<|im_end|>\n") == true, "\(outcome)")
  }

  @Test("values of any depth are freed on a small stack")
  func freesDeepValues() async {
    let count = await onStack(of: 128 << 10) {
      var value = Self.value(depth: 100_000)
      let shared = value
      let twin = TemplateValue.list([shared, shared])
      value = .none
      return twin.depth
    }
    #expect(count == 100_001)
  }

  @Test("a stack without any room is an error, not a crash")
  func noRoom() async {
    let outcome = await onStack(of: 48 << 10) { result(of: "{{ 1 }}") }
    #expect(outcome.error?.code == .templateLimit)
    #expect(outcome.error?.message.contains("stack") == true)
  }

  private static func value(depth: Int) -> TemplateValue {
    var value = TemplateValue.integer(1)
    for level in 0..<depth { value = level % 2 == 0 ? .list([value]) : .dictionary([("k", value)]) }
    return value
  }
}
