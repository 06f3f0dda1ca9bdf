import Diagnostics

/// The rows of one split on their way: spooled as JSONL, a file for each shard, until it is known how many shards there
/// are. Only then can a shard be named, and only a finished file has the size that an archive's header states.
///
/// Disk: the rows once, and while shards are written one shard more, as each spool is removed once it is archived.
final class SplitSpool {
  private struct Shard {
    var spool: String
    var byteCount: Int
    var contentSum: SHA256Sum
    var counts: RowCounts
  }

  let name: String
  private let directory: String
  private let maximumContentByteCount: Int
  private var shards: [Shard] = []
  private var current: (file: OutputFile, counts: RowCounts)?
  private var segmentLines: OutputFile
  private var contentHasher = SHA256Hasher()
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
  var shardCount: Int { shards.count + (current == nil ? 0 : 1) }

  /// Adds a row.
  ///
  /// - Parameters:
  ///   - line: The row as a JSON line.
  ///   - segments: What it was made of.
  ///   - rowCounts: What it holds.
  func append(line: Span<UInt8>, segments: [PackedSegment], counts rowCounts: RowCounts) throws {
    if let file = current?.file, file.byteCount + line.count > maximumContentByteCount { try seal() }
    var (file, shardCounts) = try current ?? (OutputFile(creating: spool(shards.count)), RowCounts())
    try file.write(line)
    contentHasher.update(line)
    try writeSegmentLines(segments, row: shardCounts.rows)
    shardCounts += rowCounts
    counts += rowCounts
    current = (file, shardCounts)
  }

  /// Archives all shards and removes their spools.
  ///
  /// - Parameters:
  ///   - directory: The export's folder, which has a data folder.
  /// - Throws: `export.nothing-to-export` when the split has no row.
  func writeShards(to directory: String, layout: ShardLayout) throws -> SplitDescription {
    try seal()
    guard !shards.isEmpty else {
      throw TrainPackError(
        .exportNothingToExport, "the split \"\(name)\" has no rows",
        fix: "see why records were dropped, and raise --context-length or choose another --fit")
    }
    var written: [ShardDescription] = []
    for (index, shard) in shards.enumerated() {
      let shardName = ShardName(split: name, index: index, shardCount: shards.count)
      let path = shardName.path(layout)
      let file = try OutputFile(creating: directory + "/" + path)
      let sum = try ArchivedShard.write(
        spool: shard.spool, byteCount: shard.byteCount, memberName: shardName.memberName, to: file)
      try FileSystem.removeFile(shard.spool)
      written.append(
        ShardDescription(
          path: path, byteCount: file.byteCount, sum: sum, contentSum: shard.contentSum, counts: shard.counts))
    }
    return SplitDescription(name: name, counts: counts, contentSum: contentHasher.sum, shards: written)
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
    guard let (file, shardCounts) = current else { return }
    let sum = try file.finish(.temporary)
    shards.append(Shard(spool: file.path, byteCount: file.byteCount, contentSum: sum, counts: shardCounts))
    current = nil
  }

  private func spool(_ index: Int) -> String { "\(directory)/spool-\(name)-\(index).jsonl" }

  private static func segmentSpool(_ directory: String, _ name: String) -> String {
    "\(directory)/spool-\(name)-segments.jsonl"
  }

  private static func spoolChanged(_ path: String) -> TrainPackError {
    TrainPackError(
      .exportUnreadable, "a temporary file of this export lost lines", at: InputLocation(source: path),
      fix: "make sure that nothing else writes into the folder, and run again")
  }
}
