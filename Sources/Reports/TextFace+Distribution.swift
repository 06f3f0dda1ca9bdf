extension TextFace {
  private static let widestBar = 40

  mutating func write(_ distribution: Distribution) {
    paragraph(distribution.title, ink: .strong, indent: Self.indent)
    guard let figures = distribution.figures, let minimum = distribution.histogram.minimum,
      let maximum = distribution.histogram.maximum
    else {
      line([("nothing was counted", .plain)])
      return
    }
    paragraph(figures.map { "\($0)\u{A0}\($1)" }.joined(separator: " · "), indent: Self.indent)
    if distribution.detail == .bars { writeBars(distribution, minimum: minimum, maximum: maximum) }
  }

  private mutating func writeBars(_ distribution: Distribution, minimum: Int, maximum: Int) {
    let histogram = distribution.histogram
    let bins = distribution.bins
    let froms = bins.map { NumberText.count($0.from) }
    let throughs = bins.map { NumberText.count($0.through) }
    let counts = bins.map { NumberText.count($0.count) }
    let shares = bins.map { NumberText.percentage($0.count, of: histogram.count) }
    let fromWidth = widest(froms)
    let throughWidth = widest(throughs)
    let countWidth = widest(counts)
    let shareWidth = widest(shares)
    let available = style.width - Self.indent - fromWidth - throughWidth - countWidth - shareWidth - 9
    let barWidth = max(8, min(Self.widestBar, available))
    let most = bins.map(\.count).max() ?? 0
    for mark in distribution.marks where mark.value < minimum {
      writeMark(mark, above: histogram.count, rangeWidth: fromWidth + throughWidth + 3)
    }
    for (index, bin) in bins.enumerated() {
      let range =
        TextWrap.padded(froms[index], to: fromWidth, .right) + " - "
        + TextWrap.padded(throughs[index], to: throughWidth, .right)
      line([
        (range + "  ", .plain),
        (TextWrap.padded(Self.bar(bin.count, of: most, columns: barWidth), to: barWidth, .left), .bar),
        ("  " + TextWrap.padded(counts[index], to: countWidth, .right), .plain),
        ("  " + TextWrap.padded(shares[index], to: shareWidth, .right), .plain),
      ])
      let last = index + 1 < bins.count ? bins[index + 1].from - 1 : maximum
      for mark in distribution.marks where mark.value >= max(minimum, bin.from) && mark.value <= last {
        writeMark(mark, above: histogram.count(above: mark.value), rangeWidth: fromWidth + throughWidth + 3)
      }
    }
    for mark in distribution.marks where mark.value > maximum {
      writeMark(mark, above: 0, rangeWidth: fromWidth + throughWidth + 3)
    }
  }

  private mutating func writeMark(_ mark: Distribution.Mark, above: Int, rangeWidth: Int) {
    let label = "\(VisibleText.escaped(mark.label)) \(NumberText.count(mark.value)): \(NumberText.count(above)) above"
    line([(String(repeating: "-", count: rangeWidth) + "  ", .faint), (label, above > 0 ? .error : .faint)])
  }

  private func widest(_ texts: [String]) -> Int { texts.map(DisplayWidth.columns).max() ?? 0 }

  /// A bar in eighths of a column; anything above zero shows.
  static func bar(_ count: Int, of most: Int, columns: Int) -> String {
    if count <= 0 || most <= 0 { return "" }
    let share = Double(count) / Double(most)
    let eighths = max(1, Int((share * Double(columns * 8)).rounded()))
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + rest
  }
}
