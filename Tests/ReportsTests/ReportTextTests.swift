import Foundation
import Testing

@testable import Reports

@Suite struct ReportTextTests {
  private func golden(_ name: String, _ text: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
    if ProcessInfo.processInfo.environment["TRAINPACK_RECORD_FIXTURES"] != nil {
      try Data(text.utf8).write(to: file)
    }
    #expect(text == (try String(contentsOf: file, encoding: .utf8)), "\(name) differs:\n\(text)")
  }

  @Test("the text face reads as its golden file", arguments: [80, 120])
  func goldenFiles(width: Int) throws {
    try golden("sample-\(width).txt", Sample.report.text(TextStyle(width: width)))
  }

  @Test("no line is wider than asked, and none ends in a space", arguments: [60, 80, 100, 120, 200])
  func widths(width: Int) {
    for line in Sample.report.text(TextStyle(width: width)).split(separator: "\n", omittingEmptySubsequences: false) {
      #expect(DisplayWidth.columns(String(line)) <= width, "\(line)")
      #expect(line.last != " ", "\(line)")
    }
  }

  @Test("colours add escape sequences and nothing else; without them there is none")
  func colors() {
    let plain = Sample.report.text()
    #expect(!plain.contains("\u{1B}"))
    let colored = Sample.report.text(TextStyle(color: .ansi))
    #expect(colored.contains("\u{1B}[1;31merror: "))
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test("a bar is as long as its share, and anything above zero shows")
  func bars() {
    #expect(TextFace.bar(0, of: 10, columns: 8) == "")
    #expect(TextFace.bar(1, of: 100_000, columns: 8) == "▏")
    #expect(TextFace.bar(5, of: 10, columns: 8) == "████")
    #expect(TextFace.bar(10, of: 10, columns: 8) == "████████")
  }

  @Test(
    "a mark is shown with what is above it, also when it stands beside all numbers",
    arguments: [
      (1, 3), (10, 3), (11, 2), (12, 2), (49, 1), (50, 0), (512, 0),
    ])
  func marks(value: Int, above: Int) {
    let distribution = Distribution("n", "n", Histogram([11, 20, 50]), marks: [.init(value, "budget")])
    let text = Report(name: "n", title: "n", sections: [ReportSection("n", [.distribution(distribution)])]).text()
    #expect(text.split(separator: "budget").count == 2)
    #expect(text.contains("budget \(value): \(above) above\n"))
  }

  @Test("what counted nothing, and a list of no findings, say so")
  func empty() {
    let report = Report(
      name: "empty", title: "empty",
      sections: [
        ReportSection("Lengths", [.distribution(Distribution("tokens", "tokens", Histogram()))]),
        ReportSection("Findings", [.findings([])]),
      ])
    #expect(report.text() == "empty\n\nLengths\n  tokens\n  nothing was counted\n\nFindings\n  none\n")
  }
}
