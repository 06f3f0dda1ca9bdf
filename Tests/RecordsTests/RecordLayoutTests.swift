import Diagnostics
import Prompting
import Testing

@testable import Records

@Suite("RecordLayout")
struct RecordLayoutTests {
  private func layout(_ text: String) throws -> RecordLayout {
    try RecordLayout(text, placeholders: ["name", "age"], sections: ["list": ["item"]])
  }

  @Test("placeholders are filled, sections repeat, fixed words become one layout part")
  func fills() throws {
    let layout = try layout("{{{name}}}, {age}{#list}; {item}!{/list}.")
    var values = RecordLayout.Values([
      "name": [MessagePart(Array("Ann".utf8), purpose: .text, field: "/n")], "age": [MessagePart([], purpose: .text)],
    ])
    values.sections["list"] = ["x", "y"].map {
      RecordLayout.Values(["item": [MessagePart(Array($0.utf8), purpose: .option)]])
    }
    let parts = layout.parts(values)
    #expect(Samples.string(parts.flatMap(\.utf8)) == "{Ann}, ; x!; y!.")
    #expect(parts.map(\.purpose) == [.layout, .text, .layout, .option, .layout, .option, .layout])
    values.sections = [:]
    #expect(Samples.string(layout.parts(values).flatMap(\.utf8)) == "{Ann}, .")
  }

  @Test(
    "a wrong layout is refused with the place",
    arguments: [
      "{nme}", "{item}", "{#list}{name}{/list}", "{#lst}", "{#list}", "{/list}", "{name", "a } b", "{#list}{#list}",
    ])
  func refuses(text: String) {
    let error = Samples.failure { _ = try layout(text) }
    #expect(error?.code == .recordsInvalidLayout && error?.location?.byteOffset != nil)
  }

  @Test("the fingerprint tells layouts apart and never changes")
  func fingerprint() throws {
    // FNV-1a of "a", from the list of its authors.
    #expect(try layout("a").fingerprint == "af63dc4c8601ec8c")
    #expect(try layout("{name}").fingerprint != layout("{age}").fingerprint)
    #expect(try MedQAFormat().questionLayout.fingerprint.count == 16)
  }
}
