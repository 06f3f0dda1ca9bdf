/// How the text face is written.
public struct TextStyle: Hashable, Sendable {
  public enum Color: Hashable, Sendable {
    /// No escape sequence at all.
    case plain
    /// ANSI escape sequences; the text reads the same without them.
    case ansi
  }

  /// The columns of a line; lines are wider only where a single word or a column of numbers is.
  public var width: Int
  public var color: Color

  public init(width: Int = 80, color: Color = .plain) {
    self.width = max(40, width)
    self.color = color
  }
}

/// What a run of text is, so that colours are chosen in one place.
enum Ink {
  case plain, strong, faint, error, warning, information, bar

  private var code: String? {
    switch self {
    case .plain: nil
    case .strong: "1"
    case .faint: "2"
    case .error: "1;31"
    case .warning: "1;33"
    case .information: "1;36"
    case .bar: "34"
    }
  }

  func paint(_ text: String, _ color: TextStyle.Color) -> String {
    guard color == .ansi, let code, !text.isEmpty else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
