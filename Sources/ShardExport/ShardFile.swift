/// A shard on its way: rows come one by one, and it gets its name once it is known how many shards there are.
protocol ShardFile: AnyObject {
  /// The size of the rows as JSON lines, in bytes.
  var contentByteCount: Int { get }
  /// Sums the rows as JSON lines.
  var contentHasher: SHA256Hasher { get }

  /// Adds a row.
  ///
  /// - Throws: `export.disk-full`, `export.unwritable`.
  func append(line: Span<UInt8>) throws

  /// Ends the rows, and closes the file until it is named.
  func seal() throws

  /// Completes the file and gives it its name.
  ///
  /// - Parameter directory: The export's folder, which has a data folder.
  /// - Returns: The size and the sum of the file.
  func publish(_ name: ShardName, in directory: String) throws -> (byteCount: Int, sum: SHA256Sum)
}

extension ShardForm {
  /// Starts a shard in a new file.
  ///
  /// - Parameters:
  ///   - path: A file that does not exist.
  ///   - split: The shard's split, and `index` its place among the split's shards.
  ///   - plan: Where the split's rows are cut into shards, where that is known.
  /// - Throws: `export.unwritable`, `export.disk-full`.
  func makeShard(creating path: String, split: String, index: Int, plan: ShardPlan?) throws -> any ShardFile {
    switch layout {
    case .jsonlTar:
      if let plan, plan.byteCounts.indices.contains(index) {
        try PlannedArchive(
          creating: path, form: self, name: ShardName(split: split, index: index, shardCount: plan.byteCounts.count),
          byteCount: plan.byteCounts[index])
      } else {
        try ArchivedShard(creating: path, form: self)
      }
    case .webdataset: try MemberShard(creating: path, form: self, split: split, index: index)
    case .jsonl: try LineShard(creating: path, form: self)
    }
  }

  /// The most rows in one shard: the keys of `webdataset` members have eight digits.
  var maximumRowCount: Int { layout == .webdataset ? ShardName.maximumKeyedRowCount : .max }
}
