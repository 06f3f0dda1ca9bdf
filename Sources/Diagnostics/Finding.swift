/// Something that a check saw, gathered over all the records that show it.
public struct Finding: Hashable, Sendable {
  public enum Severity: String, Comparable, Sendable, CaseIterable {
    case information, warning, error

    private var rank: Int {
      switch self {
      case .information: 0
      case .warning: 1
      case .error: 2
      }
    }

    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
  }

  public var code: DiagnosticCode
  public var severity: Severity
  /// What was seen: one sentence, with its numbers.
  public var message: String
  /// How many records (or files, or templates) show it.
  public var count: Int
  /// The first few places, in input order.
  public var places: [InputLocation]
  /// What to do about it.
  public var fix: String

  public init(
    _ code: DiagnosticCode, _ severity: Severity, _ message: String, count: Int = 1, places: [InputLocation] = [],
    fix: String
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.count = count
    self.places = places
    self.fix = fix
  }
}
