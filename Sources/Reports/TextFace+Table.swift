extension TextFace {
  private static let columnGap = "  "
  /// Text columns are not made narrower than this; numbers are never cut.
  private static let narrowestText = 12
  /// A column is as wide as its longest word, but for words longer than this: a path reaches beyond its column then, in
  /// place of making every line too long.
  private static let widestWord = 40

  mutating func write(_ table: ReportTable) {
    let table = table.shown
    switch table.layout {
    case .columns: writeColumns(table)
    case .groups: writeGroups(table)
    case .entries: writeEntries(table)
    case .stacked: writeStacked(table)
    case .passages: writePassages(table)
    }
  }

  private mutating func writeEntries(_ table: ReportTable) {
    if table.rows.isEmpty { line([("none", .plain)]) }
    for row in table.rows.indices {
      let values = table.columns.indices.map { table.value(row: row, column: $0) }
      let lead = VisibleText.escaped(values.first?.text ?? "") + ": "
      paragraph(values.count > 1 ? values[1].text : "", lead: (lead, .strong), indent: Self.indent)
      let rest = values.dropFirst(2).filter { $0 != .none }.map(\.text)
      if !rest.isEmpty { paragraph(rest.joined(separator: "; "), ink: .faint, indent: Self.indent + 2) }
    }
  }

  private mutating func writeStacked(_ table: ReportTable) {
    if table.rows.isEmpty { line([("none", .plain)]) }
    let titles = table.columns.dropFirst(2).map { VisibleText.escaped($0.title) }
    let width = titles.map(DisplayWidth.columns).max() ?? 0
    for row in table.rows.indices {
      if row > 0 { gap() }
      paragraph(table.value(row: row, column: 0).text, ink: .strong, indent: Self.indent)
      paragraph(table.value(row: row, column: 1).text, indent: Self.indent + 2)
      for (column, title) in titles.enumerated() {
        let value = table.value(row: row, column: column + 2)
        if value == .none { continue }
        let label = TextWrap.padded(title, to: width, .left) + "  "
        line([(label, .faint), (VisibleText.escaped(value.text), .plain)], indent: Self.indent + 2)
      }
    }
  }

  private mutating func writePassages(_ table: ReportTable) {
    if table.rows.isEmpty { line([("none", .plain)]) }
    for row in table.rows.indices {
      if row > 0 { gap() }
      paragraph(table.value(row: row, column: 0).text, ink: .strong, indent: Self.indent)
      var parts = table.value(row: row, column: 1).text.unicodeScalars.split(
        separator: "\n", omittingEmptySubsequences: false)[...]
      let last = parts.popLast()
      for part in parts { line([(VisibleText.escaped(String(part)), .plain), ("↵", .faint)], indent: Self.indent + 2) }
      if let last, !last.isEmpty { line([(VisibleText.escaped(String(last)), .plain)], indent: Self.indent + 2) }
    }
  }

  private mutating func writeGroups(_ table: ReportTable) {
    var start = 0
    while start < table.rows.count {
      let heading = table.value(row: start, column: 0)
      let end =
        table.rows.indices.dropFirst(start).first { table.value(row: $0, column: 0) != heading }
        ?? table.rows.count
      if start > 0 { gap() }
      paragraph("\(table.columns.first?.title ?? "") \(heading.text)", ink: .strong, indent: Self.indent)
      let rows = (start..<end).map { row in
        table.columns.indices.dropFirst().map { table.value(row: row, column: $0) }
      }
      writeColumns(ReportTable(table.key, columns: Array(table.columns.dropFirst()), rows: rows))
      start = end
    }
  }

  private mutating func writeColumns(_ table: ReportTable) {
    let grid = Grid(table)
    for (index, columns) in folds(of: grid).enumerated() {
      if index > 0 { gap() }
      let alignments = columns.map { grid.alignments[$0] }
      let widths = columnWidths(columns.map { grid.widths[$0] }, least: columns.map { grid.leastWidths[$0] })
      writeRow(columns.map { grid.titles[$0] }, widths: widths, alignments: alignments, ink: .faint)
      for row in grid.cells {
        writeRow(columns.map { row[$0] }, widths: widths, alignments: alignments, ink: .plain)
      }
    }
  }

  /// The cells of a table as they are shown, and how wide they are.
  private struct Grid {
    let titles: [String]
    let cells: [[String]]
    let alignments: [TextWrap.Alignment]
    /// Of the widest cell of each column.
    let widths: [Int]
    /// To which each column can be narrowed: text breaks at spaces, numbers do not.
    let leastWidths: [Int]

    init(_ table: ReportTable) {
      let columns = Array(table.columns.indices)
      let titles = table.columns.map { VisibleText.escaped($0.title) }
      let cells = table.rows.indices.map { row in
        columns.map { VisibleText.escaped(table.value(row: row, column: $0).text) }
      }
      let alignments = columns.map(table.alignment(of:))
      self.titles = titles
      self.cells = cells
      self.alignments = alignments
      widths = columns.map { column in
        ([titles[column]] + cells.map { $0[column] }).map(DisplayWidth.columns).max() ?? 0
      }
      leastWidths = columns.map { column in
        let least = { (text: String) in
          min(
            DisplayWidth.columns(text),
            max(TextFace.narrowestText, min(TextFace.widestWord, TextWrap.widestUnit(of: text))))
        }
        let cellWidths = cells.map {
          alignments[column] == .right ? DisplayWidth.columns($0[column]) : least($0[column])
        }
        return max(least(titles[column]), cellWidths.max() ?? 0)
      }
    }
  }

  /// The columns of each table that a wide one becomes.
  private func folds(of grid: Grid) -> [[Int]] {
    let gap = Self.columnGap.utf8.count
    var folds: [[Int]] = []
    var columns: [Int] = []
    var width = Self.indent
    for column in grid.leastWidths.indices {
      let needed = grid.leastWidths[column] + (columns.isEmpty ? 0 : gap)
      if columns.count > 1, width + needed > style.width {
        folds.append(columns)
        columns = [0]
        width = Self.indent + grid.leastWidths[0]
      }
      width += grid.leastWidths[column] + (columns.isEmpty ? 0 : gap)
      columns.append(column)
    }
    if !columns.isEmpty { folds.append(columns) }
    return filled(folds, of: grid)
  }

  /// A last table that would hold one value a row gets a second from the table before it, where that has enough.
  private func filled(_ folds: [[Int]], of grid: Grid) -> [[Int]] {
    guard folds.count > 1, let last = folds.last, last.count == 2, let before = folds.dropLast().last,
      before.count > 3, let moved = before.last
    else { return folds }
    let filled = [0, moved] + last.dropFirst()
    let gaps = (filled.count - 1) * Self.columnGap.utf8.count
    let width = filled.reduce(Self.indent + gaps) { $0 + grid.leastWidths[$1] }
    if width > style.width { return folds }
    return folds.dropLast(2) + [Array(before.dropLast()), filled]
  }

  /// The natural widths, or, where they are too much for a line, the widest columns made narrower, none below its least.
  private func columnWidths(_ natural: [Int], least: [Int]) -> [Int] {
    var widths = natural
    let gaps = max(0, widths.count - 1) * Self.columnGap.utf8.count
    var excess = widths.reduce(0, +) + gaps + Self.indent - style.width
    while excess > 0 {
      let shrinkable = widths.indices.filter { widths[$0] > least[$0] }
      guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  /// Writes one row; cells that are wider than their column go on below.
  private mutating func writeRow(_ row: [String], widths: [Int], alignments: [TextWrap.Alignment], ink: Ink) {
    let wrapped = row.indices.map { column in
      DisplayWidth.columns(row[column]) <= widths[column]
        ? [row[column]] : TextWrap.lines(row[column], width: widths[column])
    }
    for lineIndex in 0..<(wrapped.map(\.count).max() ?? 0) {
      var text = ""
      for column in row.indices {
        if column > 0 { text += Self.columnGap }
        let cell = lineIndex < wrapped[column].count ? wrapped[column][lineIndex] : ""
        text += TextWrap.padded(cell, to: widths[column], alignments[column])
      }
      line([(text, ink)])
    }
  }
}
