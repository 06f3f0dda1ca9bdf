import Diagnostics
import Testing

@testable import ChatTemplates

@Suite("Errors of templates")
struct TemplateErrorsTests {
  struct Expectation: Sendable {
    let template: String
    let code: DiagnosticCode
    let line: Int
    let column: Int
    let words: String

    init(_ template: String, _ code: DiagnosticCode, _ line: Int, _ column: Int, _ words: String = "") {
      self.template = template
      self.code = code
      self.line = line
      self.column = column
      self.words = words
    }
  }

  static let expectations: [Expectation] = [
    Expectation("a\n{% if %}b", .templateSyntax, 2, 7),
    Expectation("a\nb {{ 1 + }}", .templateSyntax, 2, 10),
    Expectation("{{ 'x'|nope }}", .templateSyntax, 1, 8, "nope"),
    Expectation("x\r\ny {% unknown %}", .templateSyntax, 2, 6, "unknown"),
    Expectation("{% for x in y %}", .templateSyntax, 1, 17, "for"),
    Expectation("é {{ 'open }}", .templateSyntax, 1, 7),
    Expectation("a\n\n  {{ x.y.z }}", .templateUndefined, 3, 7, "x"),
    Expectation("{{ 1 + 1 }}\n{{ 'a' + 1 }}", .templateType, 2, 8, "str"),
    Expectation("{% set a = 1 %}\n{{ a / 0 }}", .templateValue, 2, 6, "zero"),
    Expectation("{{ nope() }}", .templateUndefined, 1, 8, "nope"),
    Expectation("\n\n{{ raise_exception('roles must alternate') }}", .templateRaised, 3, 19, "roles must alternate"),
    Expectation("{% macro m() %}\n{{ 1|length }}{% endmacro %}\n{{ m() }}", .templateType, 2, 6, "int"),
    Expectation("\n{% include 'x' %}", .templateUnsupported, 2, 4, "include"),
    Expectation("{% import 'x' as y %}", .templateUnsupported, 1, 4, "import"),
    Expectation("{% from 'x' import y %}", .templateUnsupported, 1, 4, "from"),
    Expectation("{% extends 'x' %}", .templateUnsupported, 1, 4, "extends"),
    Expectation("{% block x %}{% endblock %}", .templateUnsupported, 1, 4, "block"),
    Expectation("{{ strftime_now('%Y') }}", .templateUnsupported, 1, 16, "date"),
    Expectation("{{ [1].append(2) }}", .templateSecurity, 1, 14, "append"),
  ]

  @Test("an error names the template, the line and the column, and shows the line", arguments: expectations)
  func place(expectation: Expectation) throws {
    let error = try #require(result(of: expectation.template, name: "chat.jinja").error, "\(expectation.template)")
    let lines = expectation.template.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    #expect(error.code == expectation.code, "\(expectation.template): \(error)")
    #expect(error.location?.source == "chat.jinja")
    #expect(error.location?.line == expectation.line, "\(expectation.template): \(error)")
    #expect(error.location?.column == expectation.column, "\(expectation.template): \(error)")
    #expect(expectation.words.isEmpty || error.message.contains(expectation.words), "\(expectation.template): \(error)")
    #expect(error.details.contains { $0.hasSuffix(String(lines[expectation.line - 1])) }, "\(error)")
    #expect(!error.fix.isEmpty)
  }

  @Test("every code is listed once and explains itself")
  func codes() {
    let codes = DiagnosticCode.chatTemplatesCodes
    #expect(Set(codes.map(\.id)).count == codes.count)
    for code in codes { #expect(!code.summary.isEmpty && !code.explanation.isEmpty) }
  }
}
