/// What an export holds, file by file, and how it was made: the contents of `manifest.json`.
///
/// Nothing in it depends on the clock, the machine or the folder, so that two exports of the same inputs with the same
/// options are the same byte for byte.
public struct Manifest: Hashable, Sendable {
  public var layout: ShardLayout
  public var compression: ShardCompression
  /// The trainer that the export was made for, where one was named.
  public var trainer: Trainer?
  public var rowSchema: RowSchema
  /// The most tokens in a row.
  public var contextLength: Int
  /// Every token id is below this.
  public var vocabularySize: Int
  public var sharding: ShardingRules
  public var description: ExportDescription
  public var totals: RowCounts
  /// The splits in the order of the card.
  public var splits: [SplitDescription]
  /// The files beside the shards that belong to the export.
  public var extraFiles: [FileDescription]

  var form: ShardForm { ShardForm(layout: layout, compression: compression) }

  /// The most bytes that a line of a shard can have.
  func maximumLineByteCount(of shard: ShardDescription) -> Int {
    rowSchema.holdsText ? max(0, min(shard.contentByteCount, 1 << 30)) : 44 * contextLength + 128
  }

  static let format = "packed-jsonl"
  static let formatVersion = 1
}

/// How much some rows hold.
public struct RowCounts: Hashable, Sendable {
  public var rows = 0
  public var segments = 0
  public var tokens = 0
  /// Tokens that are trained.
  public var lossTokens = 0

  public init() {}

  public init(rows: Int, segments: Int, tokens: Int, lossTokens: Int) {
    self.rows = rows
    self.segments = segments
    self.tokens = tokens
    self.lossTokens = lossTokens
  }

  /// Sums that would overflow stay at the largest number, which no export's counts equal.
  static func += (left: inout RowCounts, right: RowCounts) {
    left.rows = left.rows.addingClamped(right.rows)
    left.segments = left.segments.addingClamped(right.segments)
    left.tokens = left.tokens.addingClamped(right.tokens)
    left.lossTokens = left.lossTokens.addingClamped(right.lossTokens)
  }
}

/// A split: its shards, and what they hold together.
public struct SplitDescription: Hashable, Sendable {
  public var name: String
  public var counts: RowCounts
  /// The size of its rows as JSON lines, in bytes.
  public var contentByteCount: Int
  /// The sum of the JSONL of all its rows, whatever the layout and compression.
  public var contentSum: SHA256Sum
  /// How long its examples are.
  public var lengths: LengthSummary
  public var shards: [ShardDescription]
}

/// A shard file.
public struct ShardDescription: Hashable, Sendable {
  /// The file's path below the export's folder.
  public var path: String
  /// The file's size.
  public var byteCount: Int
  /// The sum of the file's bytes.
  public var sum: SHA256Sum
  /// The size of its rows as JSON lines, in bytes.
  public var contentByteCount: Int
  /// The sum of the JSONL of its rows.
  public var contentSum: SHA256Sum
  public var counts: RowCounts
}

/// A file beside the shards.
public struct FileDescription: Hashable, Sendable {
  /// The file's path below the export's folder.
  public var path: String
  public var byteCount: Int
  public var sum: SHA256Sum
}

extension Int {
  /// The sum, or the largest number where it does not fit.
  func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
