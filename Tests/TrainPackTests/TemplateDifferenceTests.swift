import Testing

@testable import TrainPack

/// The pieces by which two renderings are told apart.
@Suite("Template differences")
struct TemplateDifferenceTests {
  private func withoutDates(_ text: String) -> String? {
    DateScan.withoutDates(Array(text.utf8)).map { bytes in
      String(decoding: bytes.map { $0 == 0xFF ? UInt8(ascii: "@") : $0 }, as: UTF8.self)
    }
  }

  @Test(
    "dates are found as templates write them",
    arguments: [
      ("Today Date: 26 Jul 2024\n\n", "Today Date: @\n\n"), ("2024-07-26", "@"), ("on 7 October 2023.", "on @."),
      ("July 4, 2024; May 1 2025", "@; @"), ("2024/07/26 2024.7.2", "@ @"), ("26-Jul-2024", "@"),
    ])
  func dates(text: String, expected: String) { #expect(withoutDates(text) == expected) }

  @Test(
    "what is no date is none",
    arguments: [
      "", "Cutting Knowledge Date: December 2023", "12024-07-26", "2024-07-26T", "2024-07", "2024-07/26", "1 Jux 2024",
      "Ju 1 2024", "x2024-07-26", "2024-07-266", "May 1", "é26 Jul 2024",
    ])
  func noDates(text: String) { #expect(withoutDates(text) == nil, "\(text)") }

  @Test("an excerpt is cut between characters, and its line breaks are written out")
  func excerpts() {
    let utf8 = Array("aé\n发🩺 \tz".utf8)
    for offset in -1...(utf8.count + 1) {
      let excerpt = TextExcerpt(of: utf8, at: offset)
      #expect(excerpt.before + excerpt.after == "aé\n发🩺 \tz", "\(offset)")
      #expect(!excerpt.marked.contains("\u{FFFD}") && !excerpt.isCutBefore && !excerpt.isCutAfter)
    }
    #expect(TextExcerpt(of: utf8, at: 4).marked == "aé\\n▸发🩺 \\tz (end)")
    #expect(TextExcerpt(of: utf8, at: 2) == TextExcerpt(of: utf8, at: 1))
    let long = TextExcerpt(of: Array(String(repeating: "é", count: 100).utf8), at: 100)
    #expect(long.marked == "…" + String(repeating: "é", count: 24) + "▸" + String(repeating: "é", count: 48) + "…")
    #expect(TextExcerpt(of: [], at: 0).marked == "▸ (end)")
    let broken = TextExcerpt(of: [0x80, 0x80, 0xFF], at: 1)
    #expect(broken.isCutBefore == false)
  }
}
