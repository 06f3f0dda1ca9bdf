import Diagnostics

extension Report {
  /// The report as GitHub shows it, ending in a line break: headings, tables and lists. Text that came from data is
  /// escaped, so that none of it becomes markup or HTML; what stands between backticks is shown as code.
  ///
  /// - Source: the GitHub Flavored Markdown specification: tables (4.10), backslash escapes (6.1), code spans (6.3).
  public func markdown() -> String {
    var face = MarkdownFace()
    face.block("# " + MarkdownText.inline(title))
    for section in sections where !section.blocks.isEmpty {
      if !section.title.isEmpty { face.block("## " + MarkdownText.inline(section.title)) }
      for block in section.blocks { face.write(block) }
    }
    return face.output
  }
}

/// The Markdown face while it is written: blocks with an empty line between them.
struct MarkdownFace {
  private(set) var output = ""

  mutating func block(_ text: String) {
    if !output.isEmpty { output += "\n" }
    output += text + "\n"
  }

  mutating func write(_ block: ReportBlock) {
    switch block {
    case .facts(let facts): write(facts)
    case .table(let table): write(table)
    case .distribution(let distribution): write(distribution)
    case .findings(let findings): write(findings)
    case .note(let text): self.block(MarkdownText.paragraph(text))
    case .code(let text): self.block(MarkdownText.fenced(text))
    }
  }

  private mutating func write(_ facts: ReportFacts) {
    if facts.facts.isEmpty { return }
    if let table = facts.justified { return write(table) }
    let rows = facts.facts.map { fact in
      [MarkdownText.cell(fact.label.trimmingLeadingSpaces), MarkdownText.cell(fact.value.text)]
    }
    let isNumeric = facts.facts.allSatisfy { $0.value.isNumber || $0.value == .none }
    writeRows(header: ["", ""], rows, alignments: [.left, isNumeric ? .right : .left])
  }

  private mutating func write(_ table: ReportTable) {
    let table = table.shown
    let columns = table.columns.indices
    let rows = table.rows.indices.map { row in
      columns.map { MarkdownText.cell(table.value(row: row, column: $0).text) }
    }
    writeRows(
      header: table.columns.map { MarkdownText.cell($0.title) }, rows, alignments: columns.map(table.alignment(of:)))
  }

  private mutating func write(_ distribution: Distribution) {
    block("**" + MarkdownText.inline(distribution.title) + "**")
    guard let figures = distribution.figures else {
      block("nothing was counted")
      return
    }
    let histogram = distribution.histogram
    block(figures.map { "\($0) \($1)" }.joined(separator: " · "))
    if distribution.detail == .bars {
      let most = distribution.bins.map(\.count).max() ?? 0
      let rows = distribution.bins.map { bin in
        [
          NumberText.count(bin.from), NumberText.count(bin.through), NumberText.count(bin.count),
          NumberText.percentage(bin.count, of: histogram.count), TextFace.bar(bin.count, of: most, columns: 20),
        ]
      }
      writeRows(
        header: ["from", "through", "count", "share", ""], rows, alignments: [.right, .right, .right, .right, .left])
    }
    for mark in distribution.marks {
      let above = NumberText.count(histogram.count(above: mark.value))
      block("\(MarkdownText.paragraph(mark.label)) \(NumberText.count(mark.value)): \(above) above")
    }
  }

  private mutating func write(_ findings: [Finding]) {
    if findings.isEmpty { block("none") }
    for finding in findings {
      var lines = ["- **\(finding.severity.rawValue)**: " + MarkdownText.inline(finding.message)]
      if let places = finding.placesText { lines.append("  - at " + MarkdownText.inline(places)) }
      lines.append("  - fix: " + MarkdownText.inline(finding.fix))
      lines.append("  - code: `\(finding.code.id)` (`trainpack explain \(finding.code.id)`)")
      block(lines.joined(separator: "\n"))
    }
  }

  /// Writes a table of finished cells.
  private mutating func writeRows(header: [String], _ rows: [[String]], alignments: [TextWrap.Alignment]) {
    let rule = alignments.map { $0 == .right ? "---:" : "---" }
    block(([header, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n"))
  }
}

extension String {
  /// The text without the spaces by which facts are indented for a terminal.
  fileprivate var trimmingLeadingSpaces: String { String(drop { $0 == " " }) }
}
