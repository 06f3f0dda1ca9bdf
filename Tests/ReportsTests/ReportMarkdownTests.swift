import Diagnostics
import Foundation
import Testing

@testable import Reports

@Suite struct ReportMarkdownTests {
  @Test("the Markdown face reads as its golden file")
  func golden() throws {
    let text = Sample.report.markdown()
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/sample.md")
    if ProcessInfo.processInfo.environment["TRAINPACK_RECORD_FIXTURES"] != nil { try Data(text.utf8).write(to: file) }
    #expect(text == (try String(contentsOf: file, encoding: .utf8)), "\(text)")
  }

  @Test(
    "what would be markup is escaped, and what stands between backticks is code",
    arguments: [
      ("<b>&amp;</b>", "&lt;b&gt;&amp;amp;&lt;/b&gt;"), ("a*b*c", "a\\*b\\*c"), ("[x](y)", "\\[x\\](y)"),
      ("snake_case _it_", "snake_case \\_it\\_"), ("run `a <b> | c`", "run `a <b> | c`"),
      ("one ` tick", "one \\` tick"),
      ("`a` ` b", "`a` \\` b"), ("``", "\\`\\`"), ("$1 ~x~ #2 \\n", "\\$1 \\~x\\~ \\#2 \\\\n"),
      ("a\nb\u{1B}", "a\\\\u{A}b\\\\u{1B}"),
    ])
  func escapes(text: String, markdown: String) {
    #expect(MarkdownText.inline(text) == markdown)
  }

  @Test("a bar ends no cell, not even in code or after a backslash")
  func bars() {
    #expect(MarkdownText.cell("a|b") == "a\\|b")
    #expect(MarkdownText.cell("`a|b`") == "`a\\|b`")
    #expect(MarkdownText.cell("`a\\|b`") == "a\\\\\\|b")
    #expect(MarkdownText.cell("a\\|b") == "a\\\\\\|b")
  }

  @Test("a paragraph that begins as a list would is none", arguments: ["1. a", "- a", "+ a", "12) a", "= a"])
  func beginnings(text: String) {
    #expect(MarkdownText.paragraph(text).contains("\\"))
    #expect(MarkdownText.paragraph("a 1. b") == "a 1. b" && MarkdownText.paragraph("1,273 records") == "1,273 records")
  }

  @Test("lines to copy are fenced by more backticks than they hold")
  func fences() {
    #expect(MarkdownText.fenced("a\nb") == "```\na\nb\n```")
    #expect(MarkdownText.fenced("````\n<x>") == "`````\n````\n<x>\n`````")
  }

  /// Texts that try to break out of where they stand.
  static let hostile = [
    "<script>alert(1)</script>", "a|b|c", "\\|x", "`|`", "`a\\|b`", "``x``", "` `", "**bold** _it_ ~~no~~",
    "[a](http://x.y)",
    "![i](x)", "<!-- c", "&lt;", "1. one", "- two", "# three", "> four", "| five |", "---", "a\\", "`", "```", "$x$",
    "a  ",
    "患者 | 症状", "\u{202E}x", "</td></tr>", "`</code><b>`", "*", "_", "a_b_c", "\\", "x\\\\|y",
  ]

  @Test("a Markdown reader shows hostile texts as they are, each in its own cell, and no HTML of theirs")
  func reader() throws {
    let named = ProcessInfo.processInfo.environment["TRAINPACK_ORACLE_PYTHON"]
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let candidates = [named, root.appending(path: ".venv-oracle/bin/python").path].compactMap(\.self)
    guard let python = candidates.first(where: FileManager.default.fileExists(atPath:)) else {
      print("SKIPPED (no Python oracle): ReportMarkdownTests.reader: hostile texts through markdown-it")
      return
    }
    let table = ReportTable(
      "t", columns: [.init("a", "a"), .init("b", "b")],
      rows: Self.hostile.map { [.text($0), .text("end")] })
    let notes = Self.hostile.map(ReportBlock.note)
    let report = Report(
      name: "x", title: "<i>t</i>",
      sections: [ReportSection("T", [.table(table)]), ReportSection("N", notes)])
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appending(path: "trainpack-\(UUID().uuidString).md")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(report.markdown().utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = [
      root.appending(path: "Tests/ReportsTests/Fixtures/read_markdown.py").path, file.path,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let read = try #require(try JSONSerialization.jsonObject(with: output) as? [String: Any])
    // White space at the ends of a text, and runs of it, are not shown; backticks around code are its marks.
    let shown = { (text: String) in
      VisibleText.escaped(text).replacing("`", with: "").split(separator: " ").joined(separator: " ")
    }
    let cells = try #require(read["cells"] as? [[String]])
    #expect(cells.count == Self.hostile.count)
    for (row, text) in zip(cells, Self.hostile) { #expect(row.map(shown) == [shown(text), "end"]) }
    let paragraphs = try #require(read["paragraphs"] as? [String])
    #expect(paragraphs.map(shown) == Self.hostile.map(shown))
    #expect(read["heading"] as? String == "<i>t</i>")
    #expect(read["html"] as? Int == 0 && read["links"] as? Int == 0)
  }
}
