import Diagnostics

/// Where the rows of a split are cut into shards.
struct ShardPlan: Equatable {
  /// How many rows each shard has; none is empty.
  private(set) var rowCounts: [Int] = []
  /// The size of each shard's rows, in bytes.
  private(set) var byteCounts: [Int] = []

  /// - Parameters:
  ///   - sizes: The rows' JSON lines with their line feeds, in bytes.
  ///   - split: The split's name, for messages.
  ///   - form: The shards' layout and compression.
  /// - Throws: `export.shard-multiple` where so many shards cannot all have a row.
  /// - Complexity: O(*n*) for *n* rows; 16 bytes a row are held.
  init(_ sizes: [Int], split: String, _ rules: ShardingRules, form: ShardForm) throws {
    let limits = Limits(
      byteCount: rules.maximumContentByteCount,
      rowCount: min(rules.maximumRowCount ?? .max, form.maximumRowCount))
    switch rules.cut {
    case .fill: rowCounts = limits.filled(sizes)
    case .even: rowCounts = try Self.even(sizes, split: split, limits, multiple: rules.multiple)
    }
    var start = 0
    for count in rowCounts {
      byteCounts.append(sizes[start..<start + count].reduce(0, +))
      start += count
    }
  }

  /// Whether a shard's rows can be so many bytes.
  func hasRoom(in shard: Int, for byteCount: Int) -> Bool {
    byteCounts.indices.contains(shard) && byteCount <= byteCounts[shard]
  }

  private struct Limits {
    let byteCount: Int
    let rowCount: Int

    /// The end of the longest run of rows from `start` on that fits one shard: at least one row.
    func end(from start: Int, _ sizes: [Int]) -> Int {
      var end = start
      var sum = 0
      while end < sizes.count, end == start || sum + sizes[end] <= byteCount, end - start < rowCount {
        sum += sizes[end]
        end += 1
      }
      return end
    }

    func filled(_ sizes: [Int]) -> [Int] {
      var counts: [Int] = []
      var start = 0
      while start < sizes.count {
        let end = end(from: start, sizes)
        counts.append(end - start)
        start = end
      }
      return counts
    }

    /// For each row how many shards the rows from it on need at least; 0 behind the last row.
    func leastCounts(_ sizes: [Int]) -> [Int] {
      var counts = [Int](repeating: 0, count: sizes.count + 1)
      var end = sizes.count
      var sum = 0
      for start in sizes.indices.reversed() {
        sum += sizes[start]
        while end - start > 1, sum > byteCount || end - start > rowCount {
          end -= 1
          sum -= sizes[end]
        }
        counts[start] = counts[end] + 1
      }
      return counts
    }
  }

  /// Cuts rows into as few shards as the limits and the multiple allow. Each shard ends where its bytes are nearest to an
  /// even part of what is left, as far as the limits leave room for the rest.
  private static func even(_ sizes: [Int], split: String, _ limits: Limits, multiple: Int) throws -> [Int] {
    let least = limits.leastCounts(sizes)
    // A row beyond the limit fills a shard, and is no reason for the others to be fuller.
    let weights = sizes.map { min($0, limits.byteCount) }
    let shardCount = (least[0] + multiple - 1) / multiple * multiple
    guard shardCount <= sizes.count else { throw tooFewRows(sizes.count, shardCount, least[0], split, multiple) }
    var rowCounts: [Int] = []
    var start = 0
    var left = weights.reduce(0, +)
    for shard in 0..<shardCount {
      let others = shardCount - shard - 1
      let lastEnd = min(limits.end(from: start, sizes), sizes.count - others)
      var end = start + 1
      var sum = weights[start]
      // While more shards than are left would be needed for the rest, or another row brings the shard nearer to its part.
      while end < lastEnd, least[end] > others || 2 * sum + weights[end] <= 2 * left / (others + 1) {
        sum += weights[end]
        end += 1
      }
      rowCounts.append(end - start)
      left -= sum
      start = end
    }
    return rowCounts
  }

  private static func tooFewRows(
    _ rowCount: Int, _ shardCount: Int, _ least: Int, _ split: String, _ multiple: Int
  ) -> TrainPackError {
    let rows = "\(rowCount) row\(rowCount == 1 ? "" : "s")"
    return TrainPackError(
      .exportShardMultiple,
      "the split \(split) has \(rows), too few for \(shardCount) shards, a multiple of \(multiple), none of them empty",
      details: least > multiple ? ["--shard-size and --shard-rows ask for at least \(least) shards"] : [],
      fix: least > multiple
        ? "choose a smaller --shard-multiple, or larger shards with --shard-size and --shard-rows"
        : "choose a --shard-multiple of at most \(rowCount), or give the split more rows")
  }
}
