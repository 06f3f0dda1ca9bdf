/// The stable name of an error or finding, with the text that `trainpack explain` prints for it.
///
/// Every room declares its codes as static members in one file, next to a list of them all, so that no error can be
/// thrown whose code has no explanation.
public struct DiagnosticCode: Hashable, Sendable {
  /// The stable identifier, `room.kebab-case`; part of the command-line contract.
  public let id: String
  /// One line: what this code means.
  public let summary: String
  /// A few sentences: why it happens, what it costs, and how to mend it.
  public let explanation: String

  public init(_ id: String, _ summary: String, explanation: String) {
    self.id = id
    self.summary = summary
    self.explanation = explanation
  }

  public static func == (left: DiagnosticCode, right: DiagnosticCode) -> Bool { left.id == right.id }

  public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

extension DiagnosticCode: CustomStringConvertible {
  public var description: String { id }
}
