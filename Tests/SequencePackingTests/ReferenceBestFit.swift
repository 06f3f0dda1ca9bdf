/// Best-fit decreasing, written to be obviously right: for each example it looks at every row.
enum ReferenceBestFit {
  private struct Row {
    var free: Int
    var changed: Int
    var examples: [Int32]
  }

  static func rows(lengths: [Int32], contextLength: Int, maximumSegments: Int = .max) -> [[Int32]] {
    let order = lengths.indices.sorted { (lengths[$0], -$0) > (lengths[$1], -$1) }
    var rows: [Row] = []
    for (step, example) in order.enumerated() {
      let length = Int(lengths[example])
      let fitting = rows.indices.filter { rows[$0].free >= length && rows[$0].examples.count < maximumSegments }
      let best = fitting.min { (rows[$0].free, rows[$0].changed) < (rows[$1].free, rows[$1].changed) }
      if let best {
        rows[best].free -= length
        rows[best].changed = step
        rows[best].examples.append(Int32(example))
      } else {
        rows.append(Row(free: contextLength - length, changed: step, examples: [Int32(example)]))
      }
    }
    return rows.map { $0.examples.sorted() }.sorted { ($0.first ?? 0) < ($1.first ?? 0) }
  }
}
