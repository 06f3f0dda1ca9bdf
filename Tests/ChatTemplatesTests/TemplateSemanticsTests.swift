import Diagnostics
import Foundation
import Testing

@testable import ChatTemplates

@Suite("What templates mean")
struct TemplateSemanticsTests {
  private struct Row: Decodable {
    let template: String
    let text: String?
  }

  /// What is not supported is refused by name, integers have 64 bits, and a file that ends right after `{% raw %}` is
  /// refused, which jinja2 takes for empty.
  private static func isNamedDifference(_ error: TrainPackError, _ template: String) -> Bool {
    [.templateUnsupported, .templateLimit].contains(error.code) || error.message.contains("64 bits")
      || template == "{% raw %}"
  }

  @Test("small templates give what jinja2 gives, and are refused where it refuses them")
  func equalsReference() throws {
    let file = packageRoot.appendingPathComponent("Tests/ChatTemplatesTests/Fixtures/semantics.json")
    let rows = try JSONDecoder().decode([Row].self, from: Data(contentsOf: file))
    #expect(rows.count > 150)
    for row in rows {
      switch (result(of: row.template), row.text) {
      case (.text(let text), let expected?):
        #expect(text.utf8 == Array(expected.utf8), "\(row.template)\n  ours   \(text.string)\n  jinja2 \(expected)")
      case (.refused, nil): break
      case (.refused(let error), _?) where Self.isNamedDifference(error, row.template):
        print("jinja2 renders what TrainPack refuses: \(row.template): \(error.message)")
      case (let other, let expected):
        Issue.record("\(row.template)\n  ours   \(other)\n  jinja2 \(expected ?? "refuses it")")
      }
    }
  }

  @Test("a constant that cannot be sliced, sliced by constants, is undefined where jinja2 works it out")
  func slicesOfConstants() {
    let expected = [
      "{{ 2[1:] }}|": "|", "{{ {'a': 1}[1:] }}|": "|", "{{ 'abc'[1:'b'] }}|": "|", "{{ 2[1:] is defined }}": "False",
      "{{ 2[1:]|default('x') ~ i }}": "x2", "{{ 2[1:] ~ 'a' }}": "a", "{{ [2[1:], 3] }}": "[Undefined, 3]",
      "{% if not 2[1:] %}a{% endif %}": "a", "{{ (2[1:] if true else i) }}|": "|",
    ]
    for (template, text) in expected {
      #expect(result(of: template, [("i", .integer(2))]).text == text, "\(template)")
    }
    let refused = [
      "{% set x = 2[1:] %}", "{{ [2[1:], i] }}", "{{ 2[1:] or i }}", "{{ 2[1:] ~ i }}", "{{ 2[1:i] }}",
      "{{ 2[1:][0] }}",
      "{% if 2[1:] %}a{% endif %}", "{% for x in 2[1:] %}{% endfor %}", "{{ i[1:] }}", "{{ '%d' % 2[1:] }}",
    ]
    for template in refused {
      #expect(result(of: template, [("i", .integer(2))]).error?.code == .templateType, "\(template)")
    }
    #expect(result(of: "{{ 'abc'[::0] }}").error?.code == .templateValue)
  }

  @Test("a negative constant loses its parentheses under a power that jinja2 does not know")
  func powersOfNegativeConstants() {
    let expected = [
      "{{ (-3) ** i }}": "-9", "{{ (1 - 4) ** i }}": "-9", "{{ -2.0 ** i }}": "-4.0", "{{ (-3) ** 3 ** i }}": "-729",
      "{{ (-3) ** 2 }}": "9", "{{ (-3) ** (2 if true else i) }}": "9", "{{ (-i) ** i }}": "4",
      "{{ (-3)|abs ** i }}": "9", "{{ (-3 if true else i) ** i }}": "-9", "{{ (i if true else -3) ** i }}": "4",
      "{{ 2 ** (-3) ** i }}": "0.015625",
    ]
    for (template, text) in expected {
      #expect(result(of: template, [("i", .integer(2))]).text == text, "\(template)")
    }
  }

  @Test("lists that are put together, namespaces and macros that are printed are new each time")
  func collectingNodes() {
    let expected = [
      "{% set n = namespace(a=[], b=1) %}{% for x in 'abc' %}{% set n.a = n.a + [x, loop.index0] %}{% endfor %}{{ n.a }}":
        "['a', 0, 'b', 1, 'c', 2]",
      "{% set a = [1] %}{% set b = a + [2] %}{{ a }}{{ b }}{{ [] is sameas [] }}": "[1][1, 2]False",
      "{% macro m(a, b) %}<{{ a }}{{ b }}>{% endmacro %}{{ m(b=1, a=2) }}{{ m(1) }}{{ m(1, b=2) ~ 'x' }}":
        "<21><1><12>x",
      "{{ {'a': 1, 'b': {'a': 2}} }}{{ {'a': 1, 'a': 2} }}": "{'a': 1, 'b': {'a': 2}}{'a': 2}",
    ]
    for (template, text) in expected { #expect(result(of: template).text == text, "\(template)") }
    #expect(result(of: "{{ (1,) + [2] }}").error?.code == .templateType)
    #expect(result(of: "{{ namespace(_a=1) }}").error?.code == .templateSecurity)
    #expect(result(of: "{% macro m(a) %}{% endmacro %}{{ m(a=1, b=2) }}").error?.code == .templateType)
  }
}
