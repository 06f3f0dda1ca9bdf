/// Breaks a paragraph into lines.
enum TextWrap {
  /// The lines of `text`, each at most `width` columns wide where that can be: lines break at spaces and beside wide
  /// characters, and a narrow word that is longer than a line (a path, say) stays whole.
  static func lines(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var lineColumns = 0
    for (unit, isSpaced) in units(text) {
      let columns = DisplayWidth.columns(unit)
      let gap = isSpaced && !line.isEmpty ? 1 : 0
      if !line.isEmpty && lineColumns + gap + columns > width {
        lines.append(line)
        line = unit
        lineColumns = columns
      } else {
        line += (gap == 1 ? " " : "") + unit
        lineColumns += gap + columns
      }
    }
    lines.append(line)
    return lines
  }

  /// The columns of the widest piece that stays whole.
  static func widestUnit(of text: String) -> Int { units(text).map { DisplayWidth.columns($0.unit) }.max() ?? 0 }

  /// The pieces that stay whole, each with whether a space stands before it.
  private static func units(_ text: String) -> [(unit: String, isSpaced: Bool)] {
    var units: [(unit: String, isSpaced: Bool)] = []
    for word in text.split(separator: " ") {
      var isFirst = true
      var narrow = ""
      for character in word {
        if DisplayWidth.columns(character) < 2 {
          narrow.append(character)
          continue
        }
        if !narrow.isEmpty { units.append((narrow, isFirst)) }
        if !narrow.isEmpty { isFirst = false }
        narrow = ""
        units.append((String(character), isFirst))
        isFirst = false
      }
      if !narrow.isEmpty { units.append((narrow, isFirst)) }
    }
    return units
  }

  /// `text` with spaces after it (or before it) up to `width` columns.
  static func padded(_ text: String, to width: Int, _ alignment: Alignment) -> String {
    let spaces = String(repeating: " ", count: max(0, width - DisplayWidth.columns(text)))
    return alignment == .left ? text + spaces : spaces + text
  }

  enum Alignment: Hashable, Sendable { case left, right }
}
