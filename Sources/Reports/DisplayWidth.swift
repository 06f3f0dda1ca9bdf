import Algorithms

/// How many columns of a terminal a text takes.
///
/// - Source: Unicode Standard Annex #11 (East Asian Width: wide and fullwidth take two columns) and UTS #51 (emoji
///   presentation takes two).
enum DisplayWidth {
  /// Scalars of East Asian Width `W` or `F` other than those with emoji presentation, ascending.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4C6,
    0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]

  static func columns(_ text: String) -> Int {
    // Printable ASCII, which most text is.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
    return text.reduce(0) { $0 + columns($1) }
  }

  static func columns(_ character: Character) -> Int {
    var widest = 0
    var regionCount = 0
    for scalar in character.unicodeScalars {
      // The variation selector 16 asks for emoji presentation.
      if scalar.value == 0xFE0F && widest > 0 { return 2 }
      if (0x1F1E6...0x1F1FF).contains(scalar.value) { regionCount += 1 }
      widest = max(widest, columns(scalar))
    }
    return regionCount == 2 ? 2 : widest
  }

  private static func columns(_ scalar: Unicode.Scalar) -> Int {
    if isWide(scalar.value) { return 2 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    if value < 0x1100 { return false }
    let index = wideRanges.partitioningIndex { $0.upperBound >= value }
    return index < wideRanges.count && wideRanges[index].contains(value)
  }
}
