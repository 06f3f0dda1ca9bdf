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
}
