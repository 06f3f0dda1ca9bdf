import Testing

@testable import Reports

@Suite struct DisplayWidthTests {
  @Test(
    "wide characters take two columns, marks none",
    arguments: [
      ("abc", 3), ("症状", 4), ("한국", 4), ("ｱ", 1), ("Ａ", 2), ("é", 1), ("e\u{301}", 1), ("नि", 1), ("🩺", 2),
      ("👩‍⚕️", 2), ("❤️", 2), ("❤", 1), ("🇩🇪", 2), ("…", 1), ("█▏", 2), ("", 0), ("\u{200B}", 0), ("、。", 4), ("𠮷", 2),
    ])
  func widths(text: String, columns: Int) {
    #expect(DisplayWidth.columns(text) == columns)
  }

  @Test("text that would steer a terminal is spelled out")
  func escapes() {
    #expect(VisibleText.escaped("a\u{1B}[31mb\n\u{202E}c\u{85}") == "a\\u{1B}[31mb\\u{A}\\u{202E}c\\u{85}")
    #expect(VisibleText.escaped("fièvre 症状 👩‍⚕️") == "fièvre 症状 👩‍⚕️")
  }

  @Test("lines break at spaces and beside wide characters, and words that are too long stay whole")
  func wrapping() {
    #expect(TextWrap.lines("one two three", width: 7) == ["one two", "three"])
    #expect(TextWrap.lines("a /very/long/path b", width: 6) == ["a", "/very/long/path", "b"])
    #expect(TextWrap.lines("症状が続く", width: 5) == ["症状", "が続", "く"])
    #expect(TextWrap.lines("ab症c d", width: 4) == ["ab症", "c d"])
    #expect(TextWrap.lines("", width: 5) == [""])
  }
}
