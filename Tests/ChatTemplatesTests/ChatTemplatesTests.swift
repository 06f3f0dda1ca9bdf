import Diagnostics
import Prompting
import Testing

@testable import ChatTemplates

@Suite struct SmokeTests {
  @Test("a template prints its variables") func prints() throws {
    let template = try ChatTemplate(source: Array("a {{ x }} b".utf8), name: "t")
    #expect(try template.render([("x", .integer(3))]).text.string == "a 3 b")
  }
}
