import ShardExport

/// What an export came to.
public struct ExportOutcome: Sendable {
  public var manifest: Manifest
  /// Tokens as a share of rows times context length, between 0 and 1.
  public var efficiency: Double
  public var summary: ReadSummary
}
