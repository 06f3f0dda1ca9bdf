import Diagnostics
import ShardExport

/// What an export came to.
public struct ExportOutcome: Sendable {
  public var manifest: Manifest
  /// Tokens as a share of rows times context length, between 0 and 1.
  public var efficiency: Double
  public var summary: ReadSummary
  /// What the rows leave out of the records, and what consumers would read otherwise than it is written.
  public var findings: [Finding]

  /// Whether anything found is an error.
  public var hasErrors: Bool { findings.contains { $0.severity == .error } }
}
