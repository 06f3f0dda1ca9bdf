extension TextFace {
  private static let columnGap = "  "
  /// Text columns are not made narrower than this; numbers are never cut.
  private static let narrowestText = 12

  mutating func write(_ table: ReportTable) {
    let columnIndices = Array(table.columns.indices)
    let cells = table.rows.indices.map { row in
      columnIndices.map { VisibleText.escaped(table.value(row: row, column: $0).text) }
    }
    let alignments = columnIndices.map(table.alignment(of:))
    let titles = table.columns.map { VisibleText.escaped($0.title) }
    let widths = columnWidths(
      columnIndices.map { column in
        ([titles[column]] + cells.map { $0[column] }).map(DisplayWidth.columns).max() ?? 0
      }, alignments: alignments)
    writeRow(titles, widths: widths, alignments: alignments, ink: .faint)
    for row in cells { writeRow(row, widths: widths, alignments: alignments, ink: .plain) }
  }

  /// The natural widths, or, where they are too much for a line, the widest text columns made narrower.
  private func columnWidths(_ natural: [Int], alignments: [TextWrap.Alignment]) -> [Int] {
    var widths = natural
    let gaps = max(0, widths.count - 1) * Self.columnGap.utf8.count
    var excess = widths.reduce(0, +) + gaps + Self.indent - style.width
    while excess > 0 {
      let shrinkable = widths.indices.filter { alignments[$0] == .left && widths[$0] > Self.narrowestText }
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
