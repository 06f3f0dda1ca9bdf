import Diagnostics
import Reports
import StrictJSON

/// What `segments.jsonl` says of an example.
struct RowExample {
  var tokenCount: Int
  var lossTokenCount: Int
  var source: SegmentSource

  init(_ segment: PackedSegment) {
    tokenCount = segment.tokens.count
    lossTokenCount = segment.lossTokenCount
    source = segment.source
  }

  init(_ row: KeptRow) {
    tokenCount = row.tokenCount
    lossTokenCount = row.lossTokenCount
    source = row.source
  }
}

/// The rows of one split on their way: written to a file for each shard, which is archived and named once it is known
/// how many shards there are.
///
/// Disk: the rows once.
final class SplitSpool {
  private struct SealedShard {
    var shard: any ShardFile
    var contentSum: SHA256Sum
    var counts: RowCounts
  }

  let name: String
  private let directory: String
  private let form: ShardForm
  private let rules: ShardingRules
  /// How many rows each shard gets, where all rows are known.
  private var plan: ShardPlan?
  private var sealed: [SealedShard] = []
  private var current: (shard: any ShardFile, counts: RowCounts)?
  private var segmentLines: OutputFile
  private var segmentWriter = JSONWriter()
  /// Sums the rows of all shards; `nil` up to the end of the first one, whose own sum it is.
  private var splitHasher: SHA256Hasher?
  private var counts = RowCounts()
  private var contentByteCount = 0
  /// The lengths of the examples, in tokens.
  private var lengths = Histogram()
  private(set) var dateLikeColumns = DateLikeColumns()

  /// - Parameters:
  ///   - name: The split's name.
  ///   - directory: Where the spools stand.
  ///   - rules: How rows are cut into shards. They bound the rows alike in every layout, so that a shard's rows do not
  ///     depend on the layout.
  init(name: String, directory: String, form: ShardForm, _ rules: ShardingRules) throws {
    self.name = name
    self.directory = directory
    self.form = form
    self.rules = rules
    segmentLines = try OutputFile(creating: Self.segmentSpool(directory, name), isSummed: false)
  }

  /// Where shards stand before the first is archived.
  var shardCount: Int { sealed.count + (current == nil ? 0 : 1) }

  /// Cuts the rows that will come into shards.
  ///
  /// - Parameter sizes: Their JSON lines, in bytes.
  /// - Throws: `export.shard-multiple`.
  func cut(_ sizes: [Int]) throws { plan = try ShardPlan(sizes, split: name, rules, form: form) }

  /// The number of shards that there will be, as far as it is known.
  var plannedShardCount: Int { max(plan?.rowCounts.count ?? 0, shardCount) }

  /// Whether a row of so many bytes begins another shard than the current one.
  private func isFull(_ shard: any ShardFile, _ counts: RowCounts, with lineByteCount: Int) -> Bool {
    if let plan { return plan.rowCounts.indices.contains(sealed.count) && counts.rows >= plan.rowCounts[sealed.count] }
    return shard.contentByteCount + lineByteCount > rules.maximumContentByteCount
      || counts.rows >= min(rules.maximumRowCount ?? .max, form.maximumRowCount)
  }

  /// Adds a row.
  ///
  /// - Parameters:
  ///   - line: The row as a JSON line.
  ///   - examples: What it was made of.
  ///   - rowCounts: What it holds.
  ///   - dateLikeTexts: Which of its texts look like dates; `nil` for a row of tokens.
  func append(
    line: Span<UInt8>, examples: [RowExample], counts rowCounts: RowCounts, dateLikeTexts: DateLikeTexts? = nil
  ) throws {
    if let (shard, counts) = current, isFull(shard, counts, with: line.count) { try seal() }
    var (shard, shardCounts) =
      try current
      ?? (form.makeShard(creating: spool(sealed.count), split: name, index: sealed.count, plan: plan), RowCounts())
    if let plan, !plan.hasRoom(in: sealed.count, for: shard.contentByteCount + line.count) { throw notPlanned }
    try shard.append(line: line)
    splitHasher?.update(line)
    if let dateLikeTexts, let example = examples.first {
      dateLikeColumns.take(dateLikeTexts, lineByteCount: line.count, source: example.source)
    }
    for example in examples { lengths.add(example.tokenCount) }
    try writeSegmentLines(examples, row: shardCounts.rows)
    shardCounts += rowCounts
    counts += rowCounts
    current = (shard, shardCounts)
  }

  /// Archives all shards.
  ///
  /// - Parameters:
  ///   - directory: The export's folder, which has a data folder.
  /// - Throws: `export.nothing-to-export` when the split has no row.
  func writeShards(to directory: String) throws -> SplitDescription {
    try seal()
    guard let splitHasher, let lengths = LengthSummary(lengths) else {
      throw TrainPackError(
        .exportNothingToExport, "the split \"\(name)\" has no rows",
        fix: "give each split of the options at least one row")
    }
    guard plan.map({ $0.rowCounts == sealed.map(\.counts.rows) }) ?? (rules.cut == .fill) else {
      throw notPlanned
    }
    var written: [ShardDescription] = []
    for (index, one) in sealed.enumerated() {
      let shardName = ShardName(split: name, index: index, shardCount: sealed.count)
      let (byteCount, sum) = try one.shard.publish(shardName, in: directory)
      written.append(
        ShardDescription(
          path: shardName.path(form), byteCount: byteCount, sum: sum, contentByteCount: one.shard.contentByteCount,
          contentSum: one.contentSum, counts: one.counts))
    }
    return SplitDescription(
      name: name, counts: counts, contentByteCount: contentByteCount, contentSum: splitHasher.sum, lengths: lengths,
      shards: written)
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

  private func writeSegmentLines(_ examples: [RowExample], row: Int) throws {
    for (index, example) in examples.enumerated() {
      let line = SegmentLine(
        row: row, segment: index, tokenCount: example.tokenCount, lossTokenCount: example.lossTokenCount,
        source: example.source)
      segmentWriter.removeAll()
      line.write(to: &segmentWriter)
      segmentWriter.newline()
      // What stands before a line is known once the shards are named.
      let bytes = segmentWriter.bytes
      try segmentLines.write(bytes.span.extracting(1..<bytes.count))
    }
  }

  /// Ends the current shard.
  private func seal() throws {
    guard let (shard, shardCounts) = current else { return }
    if let plan, shard.contentByteCount != plan.byteCounts[sealed.count] { throw notPlanned }
    try shard.seal()
    dateLikeColumns.endBlock()
    splitHasher = splitHasher ?? shard.contentHasher
    contentByteCount += shard.contentByteCount
    sealed.append(SealedShard(shard: shard, contentSum: shard.contentHasher.sum, counts: shardCounts))
    current = nil
  }

  private var notPlanned: TrainPackError {
    TrainPackError(
      .exportDescription, "the rows of the split \"\(name)\" are not those that its shards were planned for",
      fix: "report this: the program that wrote the rows is at fault")
  }

  private func spool(_ index: Int) -> String { "\(directory)/spool-\(name)-\(index)" }

  private static func segmentSpool(_ directory: String, _ name: String) -> String {
    "\(directory)/spool-\(name)-segments.jsonl"
  }

  private static func spoolChanged(_ path: String) -> TrainPackError {
    TrainPackError(
      .exportUnreadable, "a temporary file of this export lost lines", at: InputLocation(source: path),
      fix: "make sure that nothing else writes into the folder, and run again")
  }
}
