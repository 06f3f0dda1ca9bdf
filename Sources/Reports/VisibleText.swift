/// Text that is safe to write to a terminal: what would move its cursor, change its colours or reorder its text is
/// spelled out.
enum VisibleText {
  static func escaped(_ text: String) -> String {
    if !text.unicodeScalars.contains(where: isHidden) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isHidden(scalar) {
        result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
