import Diagnostics
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

  @Test("lines of a file are told by their numbers, records on one line by their columns too")
  func places() {
    func text(_ places: [InputLocation]) -> String? {
      Finding(DiagnosticCode("a.b", "c", explanation: "d"), .warning, "e", count: 9, places: places, fix: "f")
        .placesText
    }
    func place(_ source: String, _ line: Int?, _ column: Int? = nil, pointer: String? = nil) -> InputLocation {
      InputLocation(source: source, line: line, column: column, pointer: pointer)
    }
    #expect(text([]) == nil)
    #expect(text([place("a", 1, 2), place("a", 5, 2), place("b", 5)]) == "a:1, 5, b:5, and 6 more")
    #expect(text([place("a", 1, 2), place("a", 1, 40), place("b", 5)]) == "a:1:2, 1:40, b:5, and 6 more")
    #expect(text([place("a", 1, pointer: "/x"), place("a", 2)]) == "a:1, /x, a:2, and 7 more")
  }

  @Test("stacked rows stand one value a line, with every space and without what is not known")
  func stacked() {
    let table = ReportTable(
      "pairs", layout: .stacked,
      columns: [
        .init("place", "place"), .init("how", "how"), .init("a", "A"), .init("b", "B side"),
        .init("id", "id", visibility: .dataOnly),
      ],
      rows: [
        [.text("x:1"), .text("they differ"), .text("two  spaces"), .text("one"), .count(1)],
        [.text("x:2"), .text("they differ"), .none, .text("line\nbreak")],
      ])
    let text = Report(name: "n", title: "n", sections: [ReportSection("s", [.table(table)])]).text()
    #expect(
      text == """
        n

        s
          x:1
            they differ
            A       two  spaces
            B side  one

          x:2
            they differ
            B side  line\\u{A}break

        """, "\(text)")
  }

  @Test("passages keep their lines and spaces, and show where each line ends")
  func passages() {
    let table = ReportTable(
      "texts", layout: .passages, columns: [.init("place", "place"), .init("text", "text")],
      rows: [
        [.text("first"), .text("a  b\n\n\u{7}c\n")], [.text("second"), .text("d")], [.text("third"), .text("")],
        [.text("fourth"), .text(" e\r\n f ")],
      ])
    let text = Report(name: "n", title: "n", sections: [ReportSection("s", [.table(table)])]).text()
    #expect(
      text == """
        n

        s
          first
            a  b↵
            ↵
            \\u{7}c↵

          second
            d

          third

          fourth
             e\\u{D}↵
             f

        """, "\(text)")
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

  private func text(_ table: ReportTable, width: Int) -> [String] {
    Report(name: "t", title: "t", sections: [ReportSection("t", [.table(table)])]).text(TextStyle(width: width))
      .split(separator: "\n", omittingEmptySubsequences: false).dropFirst(3).map(String.init)
  }

  private static let wide = ReportTable(
    "wide",
    columns: [
      .init("name", "name"), .init("a", "first number"), .init("b", "second number"), .init("c", "third number"),
      .init("zero", "zero", visibility: .whenTelling), .init("data", "data", visibility: .dataOnly),
    ],
    rows: [
      [
        .text("one-long-name"), .count(1_000_000), .range(5...7), .scaled(7.25e9, unit: 1e9, fractionDigits: 2),
        .count(0),
      ],
      [.text("two"), .count(2), .range(4...4), .none, .count(0), .list(["x"])],
    ])

  @Test("a table too wide for the line becomes several, each with the first column; no number is cut")
  func folding() {
    #expect(
      text(Self.wide, width: 40)
        == [
          "  name           first number", "  one-long-name     1,000,000", "  two                       2", "",
          "  name           second number", "  one-long-name         5 to 7", "  two                        4", "",
          "  name           third number", "  one-long-name          7.25", "  two                       -", "",
        ])
    #expect(text(Self.wide, width: 80).count == 4)
  }

  @Test("a path of any length makes its own line long, and no other", arguments: [80, 120])
  func longPaths(width: Int) {
    let sentence = "a sentence of some words that goes over several lines and has no path in it, whatever the width is"
    for length in 1...150 {
      let path = "/" + String(repeating: "p", count: length - 1)
      let table = ReportTable(
        "t", columns: [.init("what", "what"), .init("fine", "fine"), .init("detail", "detail")],
        rows: [
          [.text("profile mistral-nemo-instruct-2407"), .flag(.yes), .text(sentence)],
          [.text("vocabulary qwen"), .flag(.yes), .text("as listed: \(path)")],
        ])
      for line in text(table, width: width) where line.count > width {
        #expect(line.contains(path) && length > 40, "\(length): \(line)")
      }
    }
  }

  @Test("a last table that would hold a single value a row gets a second one")
  func foldingEvenly() {
    let table = ReportTable(
      "t", columns: ["name", "aaaaaaa", "bbbbbbb", "ccccccc", "ddddddd"].map { .init($0, $0) },
      rows: [[.text("x"), .count(1), .count(2), .count(3), .count(4)]])
    #expect(
      text(table, width: 40) == [
        "  name  aaaaaaa  bbbbbbb", "  x           1        2", "", "  name  ccccccc  ddddddd",
        "  x           3        4", "",
      ])
  }

  @Test("columns without news are left out for people, and stay in JSON")
  func visibility() throws {
    #expect(!text(Self.wide, width: 120).joined().contains("zero"))
    var telling = Self.wide
    telling.rows[0][4] = .count(1)
    #expect(text(telling, width: 120).joined().contains("zero") && !text(telling, width: 120).joined().contains("data"))
    let json = try Report(name: "t", title: "t", sections: [ReportSection("t", [.table(Self.wide)])]).json()
    #expect(json["wide"]?[0]?["zero"]?.int == 0 && json["wide"]?[1]?["data"]?[0]?.string == "x")
    #expect(json["wide"]?[0]?["b"]?["through"]?.int == 7 && json["wide"]?[0]?["c"]?.int == 7_250_000_000)
  }

  @Test("rows of one group stand under its value, and entries lead with their name")
  func layouts() {
    let groups = ReportTable(
      "g", layout: .groups, columns: [.init("n", "length"), .init("a", "a"), .init("b", "b")],
      rows: [
        [.count(2_048), .text("x"), .count(1)], [.count(2_048), .text("y"), .count(2)], [.count(4_096), .text("x")],
      ])
    #expect(
      text(groups, width: 80) == [
        "  length 2,048", "  a  b", "  x  1", "  y  2", "", "  length 4,096", "  a  b", "  x  -", "",
      ])
    let entries = ReportTable(
      "e", layout: .entries, columns: [.init("n", "n"), .init("s", "s"), .init("x", "x")],
      rows: [[.text("name"), .text("says this and goes on for longer than a line"), .text("source")]])
    #expect(
      text(entries, width: 40) == ["  name: says this and goes on for longer", "        than a line", "    source", ""])
    #expect(text(ReportTable("e", layout: .entries, columns: [], rows: []), width: 80) == ["  none", ""])
  }

  @Test("facts that rest on something show their rule and evidence")
  func justified() throws {
    let facts = ReportFacts(
      "f",
      [.init("n", "number", .count(5), basis: .init("five of them", ["a", "b"])), .init("m", "other", .flag(.no))])
    let report = Report(name: "t", title: "t", sections: [ReportSection("t", [.facts(facts)])])
    #expect(report.text().contains("number  5   five of them  a, b\n"))
    let json = try report.json()
    #expect(json["f"]?["n"]?["value"]?.int == 5 && json["f"]?["n"]?["evidence"]?[1]?.string == "b")
    #expect(json["f"]?["m"]?.bool == false)
    #expect(report.markdown().contains("| number | 5 | five of them | a, b |"))
  }
}
