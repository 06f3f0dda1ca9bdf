import Diagnostics
import Testing

@testable import ChatTemplates

@Suite("Templates that ask for too much")
struct TemplateBoundsTests {
  private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  private static func nested(_ opening: String, _ core: String, _ closing: String, _ count: Int) -> String {
    repeated(opening, count) + core + repeated(closing, count)
  }

  private static let doubling = "{% set a = 'x' %}" + repeated("{% set a = a ~ a %}", 64) + "{{ a }}"
  private static let growing = "{% set n = namespace(v='x') %}{% for i in range(99999) %}"

  static let work: [String] = [
    "{{ range(10**9)|list }}",
    "{{ range(10**9)|length }}",
    "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
    "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}",
    "{% for i in range(100000) %}{% set a = range(100000)|list %}{% endfor %}",
    "{% for i in range(100000) %}{% set a = range(100000)|sum %}{% endfor %}",
    "{% set a = 'x' * 10**6 %}{% for i in range(100000) %}{% set b = a.count('y') %}{% endfor %}",
    "{% set a = 'x' * 10**6 %}{% for i in range(100000) %}{% set b = a == a ~ 'y' %}{% endfor %}",
    "{{ 'a' * 10**9 }}",
    "{{ 'a' * 2**63 }}",
    "{{ 'a' * 2**62 }}",
    "{{ 'abc' * 9223372036854775807 }}",
    "{{ [1] * 2**62 }}",
    "{{ [1] * 10**9 }}",
    "{{ (1,) * 9223372036854775807 }}",
    "{{ 'a' * 1000 * 1000 * 1000 * 1000 }}",
    "{{ ([[1] * 1000] * 1000)|string * 1000 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ 2 ** 64 }}",
    "{{ 9223372036854775807 + 1 }}",
    "{{ -9223372036854775807 - 2 }}",
    "{{ 9223372036854775807 * 2 }}",
    "{{ (-9223372036854775807 - 1) // -1 }}",
    "{{ -(-9223372036854775807 - 1) }}",
    "{{ (-9223372036854775807 - 1)|abs }}",
    "{{ [9223372036854775807, 1]|sum }}",
    doubling,
    "{% set a = [1] %}" + repeated("{% set a = a + a %}", 64) + "{{ a }}",
    "{% set a = [1] %}" + repeated("{% set a = [a, a] %}", 64) + "{{ a }}",
    "{% set a = [1] %}" + repeated("{% set a = [a, a] %}", 64) + "{{ a|tojson }}",
    "{% set a = [1] %}" + repeated("{% set a = [a, a] %}", 64) + "{{ a == [a] }}{{ a in [a] }}{{ a|unique|list }}",
    "{% set a = [1] %}" + repeated("{% set a = {'k': a, 'l': a} %}", 64) + "{{ a }}",
    growing + "{% set n.v = n.v ~ n.v %}{% endfor %}",
    growing + "{% set n.v = [n.v] %}{% endfor %}{{ n.v }}",
    growing + "{% set n.v = {'k': n.v} %}{% endfor %}{{ n.v|tojson }}",
    growing + "{% set n.v = n.v ~ i %}{% endfor %}{% for i in range(99999) %}{% set n.v = n.v ~ 'x' %}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(a=m()) %}{% endmacro %}{{ m() }}",
    "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{% call m() %}x{% endcall %}",
    "{% macro m() %}{% set x %}{% filter upper %}{% for i in [1] %}{% if 1 %}{{ [m()|upper] }}{% endif %}{% endfor %}"
      + "{% endfilter %}{% endset %}{{ x }}{% endmacro %}{{ m() }}",
    "{% macro m() %}{{ m() ~ m() }}{% endmacro %}{{ m() }}",
    "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "{{ 'a'|center(10**9) }}", "{{ 'a'.center(10**9) }}", "{{ 'a'.ljust(10**9) }}", "{{ 'a'.rjust(2**62) }}",
    "{{ 'a'.zfill(10**9) }}", "{{ 'a\tb'.expandtabs(10**9) }}",
    "{{ ('\t' * 100000).expandtabs(9223372036854775807) }}",
    "{{ 'a\nb'|indent(10**9) }}", "{{ ('a\n' * 100000)|indent(100000) }}", "{{ 'a\nb'|indent(9223372036854775807) }}",
    "{{ '%1000000000d' % 1 }}", "{{ '%.1000000000f' % 1 }}", "{{ '%*d' % (10**9, 1) }}",
    "{{ '%99999999999999999999d' % 1 }}", "{{ '%1000000000s'|format('a') }}",
    "{{ '{:1000000000}'.format('a') }}", "{{ '{:.1000000000f}'.format(1.0) }}",
    "{{ '{:{}}'.format('a', 10**9) }}", "{{ '{:99999999999999999999}'.format('a') }}",
    "{{ ('a' * 1000000).replace('', 'b' * 1000000) }}", "{{ ('a' * 1000000).replace('a', 'b' * 1000000) }}",
    "{{ ('a' * 1000000)|replace('a', 'b' * 1000000) }}", "{{ ('b' * 1000000).join('a' * 1000000) }}",
    "{{ range(100000)|join('b' * 1000000) }}", "{{ [[1] * 100000] * 100000 }}",
    "{{ ([[1] * 100000] * 100000)|sum(start=[]) }}", "{{ ([[1] * 1000] * 100000)|tojson(indent=10000) }}",
    "{{ [[1]]|tojson(indent=10**9) }}", "{{ range(99999)|batch(10**9, 'x')|list }}", "{{ [1]|batch(10**9, 'x')|list }}",
    "{{ [1]|slice(10**9)|list }}", "{{ [1]|slice(9223372036854775807, 'x')|list }}",
    "{{ ('a ' * 1000000).split() }}", "{{ ('a' * 50000000)|list }}", "{{ ('\n' * 50000000).splitlines() }}",
    "{{ ('<' * 60000000)|escape }}", "{{ ('é' * 30000000)|urlencode }}", "{{ ('\u{1}' * 60000000)|tojson }}",
    "{{ ('a' * 10000000)|wordwrap(1) }}", "{{ 2.5|round(10**9) }}{{ 'a' * 10**9 }}",
    "{{ ('ΐ' * 20000000).upper() }}",
  ]

  /// Ten thousand levels would overflow every stack, and chains of as many links too if they were handled by recursion.
  static let syntax: [String] = [
    "{{ " + nested("(", "1", ")", 20_000) + " }}",
    "{{ " + nested("[", "1", "]", 10_000) + " }}",
    "{{ " + nested("{'a':", "1", "}", 10_000) + " }}",
    "{{ " + nested("f(", "1", ")", 10_000) + " }}",
    "{{ " + nested("x[", "1", "]", 10_000) + " }}",
    "{{ " + repeated("(", 10_000),
    "{{ " + repeated("[", 10_000),
    "{{ " + repeated("not ", 10_000) + "1 }}",
    "{{ " + repeated("-", 10_000) + "1 }}",
    "{{ " + repeated("+", 10_000) + "1 }}",
    "{{ 1" + repeated("+1", 10_000) + " }}",
    "{{ 1" + repeated("*1", 10_000) + " }}",
    "{{ 1" + repeated("**1", 10_000) + " }}",
    "{{ 1" + repeated(" and 1", 10_000) + " }}",
    "{{ 1" + repeated(" or 1", 10_000) + " }}",
    "{{ x" + repeated(".a", 10_000) + " }}",
    "{{ x" + repeated("[0]", 10_000) + " }}",
    "{{ x" + repeated("()", 10_000) + " }}",
    "{{ x" + repeated("|e", 10_000) + " }}",
    "{{ x" + repeated(" is defined", 10_000) + " }}",
    "{{ 1" + repeated(" if 1 else 1", 10_000) + " }}",
    "{{ 1" + repeated(" if 1", 10_000) + " }}",
    nested("{% if 1 %}", "x", "{% endif %}", 10_000),
    nested("{% for i in [1] %}", "x", "{% endfor %}", 10_000),
    nested("{% set x %}", "x", "{% endset %}", 10_000),
    nested("{% with %}", "x", "{% endwith %}", 10_000),
    nested("{% macro m() %}", "x", "{% endmacro %}", 10_000),
    nested("{% filter upper %}", "x", "{% endfilter %}", 10_000),
    nested("{% call m() %}", "x", "{% endcall %}", 10_000),
    nested("{% generation %}", "x", "{% endgeneration %}", 10_000),
    repeated("{% if 1 %}", 10_000),
    "{% if 1 %}" + repeated("{% else %}{% if 1 %}", 5_000),
    "{% for " + nested("(", "a", ",)", 10_000) + " in [] %}{% endfor %}",
    "{% set " + nested("(", "a", ",)", 10_000) + " = 1 %}",
  ]

  /// Long but flat: these may be rendered or refused.
  static let long: [String] = [
    "{{ 1" + repeated(" ~ 1", 20_000) + " }}",
    "{{ 1" + repeated(" < 1", 20_000) + " }}",
    "{{ " + repeated("'a' ", 20_000) + " }}",
    "{{ [" + repeated("1,", 20_000) + "] }}",
    "{{ f(" + repeated("1,", 20_000) + ") }}",
    "{% if 0 %}" + repeated("{% elif 0 %}", 20_000) + "{% endif %}",
    repeated("{# c #}", 20_000),
    repeated("{{ 1 }}", 20_000),
    repeated("{% if 1 %}{% endif %}", 20_000),
    "{{ " + repeated("9", 200_000) + " }}",
    "{{ 1." + repeated("9", 200_000) + " }}",
    "{{ " + repeated("a", 200_000) + " }}",
  ]

  private static let limitCodes: Set<DiagnosticCode> = [
    .templateLimit, .limitExceeded, .templateType, .templateValue, .templateSecurity,
  ]

  /// An eighth of the usual bounds: what is tested is that every kind of work is counted.
  private static let lowered: Limits = {
    var limits = Limits()
    limits.maximumTemplateSteps /= 8
    limits.maximumTemplateOutputBytes /= 8
    return limits
  }()

  @Test("work without bound ends in an error, on a small stack too", arguments: work.indices)
  func endsBoundlessWork(index: Int) async {
    let template = Self.work[index]
    let outcome = await onSmallStack { result(of: template, limits: Self.lowered) }
    let error = outcome.error
    #expect(error != nil, "\(template.prefix(120)) gave \(outcome.text?.utf8.count ?? -1) bytes")
    if let error { #expect(Self.limitCodes.contains(error.code), "\(template.prefix(120)): \(error)") }
  }

  @Test(
    "nesting without bound ends in an error and chains in their value, on a small stack too", arguments: syntax.indices)
  func endsBoundlessNesting(index: Int) async {
    let template = Self.syntax[index]
    var limits = Limits()
    limits.maximumTemplateBytes = 16 << 20
    let raised = limits
    let outcome = await onSmallStack { result(of: template, limits: raised) }
    if case .foreign(let error) = outcome { Issue.record("\(template.prefix(40)): \(error)") }
    let isFlatChain = outcome.text.map { $0.utf8.count < 1 << 20 } ?? false
    #expect(outcome.error != nil || isFlatChain, "\(template.prefix(40))")
  }

  @Test("long templates that do not nest neither crash nor hang", arguments: long.indices)
  func takesLongTemplates(index: Int) async {
    let template = Self.long[index]
    var limits = Limits()
    limits.maximumTemplateBytes = 16 << 20
    let raised = limits
    let outcome = await onSmallStack { result(of: template, limits: raised) }
    if case .foreign(let error) = outcome { Issue.record("\(template.prefix(40)): \(error)") }
  }

  @Test("a template above the largest size is refused")
  func tooLarge() throws {
    let error = try #require(result(of: Self.repeated("x", Limits().maximumTemplateBytes + 1)).error)
    #expect(Self.limitCodes.contains(error.code))
    #expect(error.description.contains("bytes in a chat template"))
    let largest = Limits().maximumTemplateBytes
    #expect(result(of: Self.repeated("x", largest)).text?.utf8.count == largest)
  }

  @Test("bytes that are no UTF-8 are refused at their place")
  func notUTF8() throws {
    let error = try #require(throws: TrainPackError.self) {
      try ChatTemplate(source: [0x61, 0x0A, 0x62, 0xFF], name: "bad")
    }
    #expect(error.location?.line == 2)
    #expect(error.location?.column == 2)
  }
}
