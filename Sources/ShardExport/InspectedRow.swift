/// A row of an export, as it was read back.
public struct InspectedRow: Hashable, Sendable {
  public var manifest: Manifest
  public var split: String
  /// The row's place in its split, counted from 0.
  public var number: Int
  /// The shard's path below the export's folder, and the row's place there, counted from 0.
  public var shardPath: String
  public var numberInShard: Int
  public var contents: Contents

  public enum Contents: Hashable, Sendable {
    /// The examples of a row of tokens.
    case tokens([PackedSegment])
    /// A row of text, the definitions of its tools, and where it came from.
    case text(TextRow)
  }
}
