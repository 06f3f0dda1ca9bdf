import Testing

@testable import Tokenization

@Suite("NFC")
struct CanonicalComposerTests {
  private func composed(_ text: String) -> (text: String, ranges: [Range<Int32>])? {
    let bytes = Array(text.utf8)
    guard let result = CanonicalComposer().compose(bytes.span) else { return nil }
    return (
      String(decoding: result.utf8, as: UTF8.self), zip(result.originalStarts, result.originalEnds).map { $0..<$1 }
    )
  }

  @Test(
    "text in NFC is left alone",
    arguments: ["", "abc", "caf\u{E9}", "中文", "\u{915}\u{94D}\u{937}", "\u{E9}\u{332}", "한국"])
  func unchanged(text: String) {
    #expect(composed(text) == nil)
  }

  @Test("a composed character stands for the first of those it was made of, as in the reference")
  func ranges() throws {
    let result = try #require(composed("xe\u{301}y"))
    #expect(result.text.utf8.elementsEqual("x\u{E9}y".utf8))
    #expect(result.ranges == [0..<1, 1..<2, 1..<2, 4..<5])
  }

  @Test(
    "marks are put in order, joined and excluded as UAX 15 says",
    arguments: [
      ("e\u{302}\u{323}", "\u{1EC7}"), ("\u{212B}", "\u{C5}"), ("\u{F900}", "\u{8C48}"),
      ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
      ("\u{958}", "\u{915}\u{93C}"), ("\u{344}", "\u{308}\u{301}"), ("a\u{315}\u{300}", "\u{E0}\u{315}"),
      ("\u{301}\u{323}", "\u{323}\u{301}"), ("\u{AC00}\u{11A8}", "\u{AC01}"),
      ("\u{AC00}\u{11A7}\u{301}\u{323}", "\u{AC00}\u{11A7}\u{323}\u{301}"),
    ])
  func forms(input: String, expected: String) throws {
    let result = try #require(composed(input))
    #expect(Array(result.text.utf8) == Array(expected.utf8))
    #expect(result.ranges.count == expected.utf8.count)
  }

  @Test("marks younger than the reference's Unicode version stay where they are")
  func version() {
    // U+1E2EC has combining class 230 since Unicode 12.
    #expect(composed("a\u{1E2EC}\u{323}")?.text.utf8.elementsEqual("a\u{1E2EC}\u{323}".utf8) ?? true)
  }
}
