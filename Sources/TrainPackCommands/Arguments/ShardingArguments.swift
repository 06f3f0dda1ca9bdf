import ArgumentParser
import ShardExport

/// How the rows of an export are cut into shards.
struct ShardingArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The largest shard, such as 512MB or 2GiB, in bytes of its JSON lines; at least 2048. A row is never split (default: 512MB).",
      valueName: "size"), transform: ByteSize.init(parsing:))
  var shardSize = ByteSize(count: 512_000_000)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most rows in a shard (default: any number).", valueName: "number"))
  var shardRows: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Make the number of shards of each split a multiple of this, such as nodes × workers; a split with fewer rows is an \
      error (default: 1).
      """, valueName: "number"))
  var shardMultiple = 1

  @Flag(
    help: "With --layout webdataset: also write wids-SPLIT.json, with which wids reads any row by its number.")
  var wids = false

  var rules: ShardingRules {
    ShardingRules(
      cut: .even, maximumByteCount: shardSize.count, maximumRowCount: shardRows, multiple: shardMultiple)
  }

  func validate() throws {
    if let shardRows, shardRows < 1 { throw ValidationError("--shard-rows takes a number from 1 on, not \(shardRows)") }
    if shardMultiple < 1 {
      throw ValidationError("--shard-multiple takes a number from 1 on, not \(shardMultiple)")
    }
  }
}
