/// What went wrong, where, and how to mend it.
public struct TrainPackError: Error, Hashable, Sendable {
  public var code: DiagnosticCode
  /// What is wrong: lowercase, one sentence, no full stop.
  public var message: String
  /// Where it was met, when it has a place.
  public var location: InputLocation?
  /// Further facts, a line each (both sides of a conflict, the text of the offending line).
  public var details: [String]
  /// What the user can do about it: an instruction, with the exact command where there is one.
  public var fix: String

  public init(
    _ code: DiagnosticCode, _ message: String, at location: InputLocation? = nil, details: [String] = [], fix: String
  ) {
    self.code = code
    self.message = message
    self.location = location
    self.details = details
    self.fix = fix
  }

  /// The same error with its place filled in where it had none.
  public func located(at place: InputLocation) -> TrainPackError {
    var copy = self
    if copy.location == nil { copy.location = place }
    return copy
  }
}

extension TrainPackError: CustomStringConvertible {
  /// The error as the command prints it, without the `error:` in front.
  public var description: String {
    var lines = [message]
    if let location { lines.append("  at \(location)") }
    lines += details.map { "  \($0)" }
    lines.append("  fix: \(fix)")
    lines.append("  code: \(code.id) (trainpack explain \(code.id))")
    return lines.joined(separator: "\n")
  }
}
