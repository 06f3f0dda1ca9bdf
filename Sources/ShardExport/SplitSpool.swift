import Diagnostics

/// The rows of one split on their way: written to a file for each shard, which is archived and named once it is known
/// how many shards there are.
///
/// Disk: the rows once.
final class SplitSpool {
  private struct SealedShard {
    var shard: ArchivedShard
    var contentSum: SHA256Sum
    var counts: RowCounts
  }

  let name: String
  private let directory: String
  private let maximumContentByteCount: Int
  private var sealed: [SealedShard] = []
  private var current: (shard: ArchivedShard, counts: RowCounts)?
  private var segmentLines: OutputFile
  /// Sums the rows of all shards; `nil` up to the end of the first one, whose own sum it is.
  private var splitHasher: SHA256Hasher?
  private var counts = RowCounts()

  /// - Parameters:
  ///   - name: The split's name.
  ///   - directory: Where the spools stand.
  ///   - maximumShardByteCount: The most bytes in a shard file.
  init(name: String, directory: String, maximumShardByteCount: Int) throws {
    self.name = name
    self.directory = directory
    maximumContentByteCount = max(1, maximumShardByteCount - ArchivedShard.overheadByteCount)
    segmentLines = try OutputFile(creating: Self.segmentSpool(directory, name))
  }

  /// Where shards stand before the first is archived.
  var shardCount: Int { sealed.count + (current == nil ? 0 : 1) }

  /// Adds a row.
  ///
  /// - Parameters:
  ///   - line: The row as a JSON line.
  ///   - segments: What it was made of.
  ///   - rowCounts: What it holds.
  func append(line: Span<UInt8>, segments: [PackedSegment], counts rowCounts: RowCounts) throws {
    if let shard = current?.shard, shard.contentByteCount + line.count > maximumContentByteCount { try seal() }
    var (shard, shardCounts) = try current ?? (ArchivedShard(creating: spool(sealed.count)), RowCounts())
    try shard.append(line: line)
    splitHasher?.update(line)
    try writeSegmentLines(segments, row: shardCounts.rows)
    shardCounts += rowCounts
    counts += rowCounts
    current = (shard, shardCounts)
  }

  /// Archives all shards.
  ///
  /// - Parameters:
  ///   - directory: The export's folder, which has a data folder.
  /// - Throws: `export.nothing-to-export` when the split has no row.
  func writeShards(to directory: String, layout: ShardLayout) throws -> SplitDescription {
    try seal()
    guard let splitHasher else {
      throw TrainPackError(
        .exportNothingToExport, "the split \"\(name)\" has no rows",
        fix: "give each split of the options at least one row")
    }
    var written: [ShardDescription] = []
    for (index, one) in sealed.enumerated() {
      let shardName = ShardName(split: name, index: index, shardCount: sealed.count)
      let path = shardName.path(layout)
      let (byteCount, sum) = try one.shard.archive(memberName: shardName.memberName, as: directory + "/" + path)
      written.append(
        ShardDescription(path: path, byteCount: byteCount, sum: sum, contentSum: one.contentSum, counts: one.counts))
    }
    return SplitDescription(name: name, counts: counts, contentSum: splitHasher.sum, shards: written)
  }

  /// Writes the split's lines of `segments.jsonl`, each now with its shard's name, and removes their spool.
  func writeSegments(of split: SplitDescription, to file: OutputFile) throws {
    try segmentLines.finish(.temporary)
    var lines = try LineReader(path: segmentLines.path, maximumLineByteCount: .max)
    for shard in split.shards {
      let start = SegmentLine.start(shardPath: shard.path)
      for _ in 0..<shard.counts.segments {
        guard let line = try lines.next() else { throw Self.spoolChanged(segmentLines.path) }
        try file.write(start.span)
        try file.write(line.span)
        try file.write([UInt8(ascii: "\n")].span)
      }
    }
    try FileSystem.removeFile(segmentLines.path)
  }

  private func writeSegmentLines(_ segments: [PackedSegment], row: Int) throws {
    for (index, segment) in segments.enumerated() {
      let line = SegmentLine(
        row: row, segment: index, tokenCount: segment.tokens.count, lossTokenCount: segment.lossTokenCount,
        source: segment.source)
      try segmentLines.write(line.rest.span)
      try segmentLines.write([UInt8(ascii: "\n")].span)
    }
  }

  /// Ends the current shard.
  private func seal() throws {
    guard let (shard, shardCounts) = current else { return }
    try shard.seal()
    splitHasher = splitHasher ?? shard.contentHasher
    sealed.append(SealedShard(shard: shard, contentSum: shard.contentHasher.sum, counts: shardCounts))
    current = nil
  }

  private func spool(_ index: Int) -> String { "\(directory)/spool-\(name)-\(index).tar" }

  private static func segmentSpool(_ directory: String, _ name: String) -> String {
    "\(directory)/spool-\(name)-segments.jsonl"
  }

  private static func spoolChanged(_ path: String) -> TrainPackError {
    TrainPackError(
      .exportUnreadable, "a temporary file of this export lost lines", at: InputLocation(source: path),
      fix: "make sure that nothing else writes into the folder, and run again")
  }
}
