/// Text for Markdown: escaped, so that it is read as it is written. Line breaks and control characters are spelled out,
/// as in the text face.
enum MarkdownText {
  /// Text within a line: what stands between two backticks is a code span, everything else is plain.
  static func inline(_ text: String) -> String { escaped(text, isCell: false) }

  /// Text within a cell of a table, where a vertical bar would end the cell even inside a code span.
  static func cell(_ text: String) -> String { escaped(text, isCell: true) }

  /// Text at the beginning of a line, where digits with a point, a hyphen or a plus would begin a list.
  static func paragraph(_ text: String) -> String {
    let line = inline(text)
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    let rest = line[digits.endIndex...]
    guard let mark = rest.first else { return line }
    let isList = digits.isEmpty ? "-+=".contains(mark) : digits.utf8.count < 10 && ".)".contains(mark)
    return isList ? digits + "\\" + rest : line
  }

  /// Lines to copy, in a fence longer than any run of backticks in them.
  static func fenced(_ text: String) -> String {
    var longest = 2
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { VisibleText.escaped(String($0)) }
    return ([fence] + lines + [fence]).joined(separator: "\n")
  }

  private static func escaped(_ text: String, isCell: Bool) -> String {
    let pieces = VisibleText.escaped(text).split(separator: "`", omittingEmptySubsequences: false).map(String.init)
    var result = ""
    for (index, piece) in pieces.enumerated() {
      // The pieces at odd places stand between two backticks; the last one only where the backticks are even in number.
      if index % 2 == 0 {
        result += plain(piece)
      } else if index == pieces.count - 1 {
        result += "\\`" + plain(piece)
      } else {
        result += codeSpan(piece, isCell: isCell)
      }
    }
    return result
  }

  private static func codeSpan(_ text: String, isCell: Bool) -> String {
    if text.isEmpty { return "\\`\\`" }
    // A span that begins and ends with a space loses one on each side.
    let padding = text.first == " " && text.last == " " && text.contains { $0 != " " } ? " " : ""
    let body = isCell ? text.replacing("|", with: "\\|") : text
    // A backslash before a bar of a cell would be taken for an escape of the escape.
    if isCell, text.contains("\\|") { return plain(text) }
    return "`" + padding + body + padding + "`"
  }

  private static func plain(_ text: String) -> String {
    var result = ""
    let characters = Array(text.unicodeScalars)
    for (index, scalar) in characters.enumerated() {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\\", "`", "*", "[", "]", "|", "~", "#", "$": result += "\\" + String(scalar)
      case "_" where isLetterOrDigit(characters, index - 1) && isLetterOrDigit(characters, index + 1): result += "_"
      case "_": result += "\\_"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isLetterOrDigit(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    scalars.indices.contains(index) && scalars[index].properties.isAlphabetic || isDigit(scalars, index)
  }

  private static func isDigit(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    scalars.indices.contains(index) && ("0"..."9").contains(scalars[index])
  }
}
