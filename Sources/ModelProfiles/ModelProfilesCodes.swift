import Diagnostics

extension DiagnosticCode {
  /// The codes of this room.
  public static let modelProfilesCodes: [DiagnosticCode] = []
}
