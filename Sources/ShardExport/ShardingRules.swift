import Diagnostics

/// How the rows of a split are cut into shards; the rows of a shard follow one another in their split.
public struct ShardingRules: Hashable, Sendable {
  /// How full shards are.
  public enum Cut: String, Hashable, Sendable, CaseIterable {
    /// As few shards as the limits allow, of nearly the same size: for that, all rows must be known before the first is
    /// written.
    case even
    /// Each shard is filled before the next one begins, so that the last of a split may be small.
    case fill
  }

  public var cut: Cut
  /// The most bytes in a shard as a plain archive of its JSON lines, whatever its layout and compression; a row that
  /// alone needs more gets a shard of its own.
  public var maximumByteCount: Int
  /// The most rows in a shard; `nil` for any number.
  public var maximumRowCount: Int?
  /// The number of shards of each split is a multiple of this, which only even cuts can promise.
  public var multiple: Int

  public init(
    cut: Cut = .fill, maximumByteCount: Int = 512_000_000, maximumRowCount: Int? = nil, multiple: Int = 1
  ) {
    self.cut = cut
    self.maximumByteCount = maximumByteCount
    self.maximumRowCount = maximumRowCount
    self.multiple = multiple
  }

  /// The most bytes of rows in a shard.
  var maximumContentByteCount: Int { max(1, maximumByteCount - ArchivedShard.overheadByteCount) }

  /// - Throws: `export.shard-size`, `export.shard-multiple`.
  func validate() throws {
    let sizes = ArchivedShard.minimumByteCount...ArchivedShard.maximumByteCount
    guard sizes.contains(maximumByteCount) else {
      throw TrainPackError(
        .exportShardSize,
        "a shard size of \(maximumByteCount) bytes is outside \(sizes.lowerBound) to \(sizes.upperBound)",
        fix: "choose a --shard-size such as 512MB")
    }
    if let maximumRowCount, maximumRowCount < 1 {
      throw TrainPackError(
        .exportShardSize, "a shard cannot have at most \(maximumRowCount) rows", fix: "choose --shard-rows from 1 on")
    }
    guard (1...ShardName.maximumShardCount).contains(multiple), multiple == 1 || cut == .even else {
      throw TrainPackError(
        .exportShardMultiple, "the number of shards cannot be a multiple of \(multiple)",
        details: cut == .fill ? ["shards that are filled one after another are as many as there are"] : [],
        fix: "choose a --shard-multiple from 1 to \(ShardName.maximumShardCount)")
    }
  }
}
