import Foundation
import Testing

@testable import ChatTemplates

@Suite("What templates mean")
struct TemplateSemanticsTests {
  private struct Row: Decodable {
    let template: String
    let text: String?
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
      case (let other, let expected):
        Issue.record("\(row.template)\n  ours   \(other)\n  jinja2 \(expected ?? "refuses it")")
      }
    }
  }
}
