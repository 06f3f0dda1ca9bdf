import Diagnostics
import Glibc

/// Writes an export: rows come in, and a folder of shards, manifest, card and checksums appears in one step at the end.
///
/// Until then everything stands in a temporary folder beside the destination (`.NAME.partial`), so a process that is
/// killed at any moment never leaves something that looks whole; the next export to the same place removes the rest.
///
/// ```swift
/// let writer = try ExportWriter(destination: "shards", options: options)
/// for row in rows { try writer.append(row: row) }
/// let manifest = try writer.finish(description)
/// ```
///
/// Disk: the size of the export, and for a moment that of `segments.jsonl` once more. Memory: a row, and a buffer of
/// 256 KiB for each open file.
public final class ExportWriter {
  private enum State {
    case open, closed
  }

  private let options: ExportOptions
  private let directory: PartialDirectory
  private let check: RowCheck
  private var encoder: PackedRowEncoder
  /// The rows that wait until it is known which keys their messages have.
  private var kept: KeptRows?
  private var splits: [SplitSpool] = []
  private let ledger: OutputFile
  private var state = State.open
  /// What was appended so far.
  public private(set) var counts = RowCounts()

  /// Starts an export.
  ///
  /// Sets the process to ignore `SIGXFSZ` where nobody handles it, so that a limit on file sizes becomes an error that
  /// names the file rather than the end of the process.
  ///
  /// - Parameters:
  ///   - destination: The folder that the export becomes; parents that are missing are created.
  ///   - options: What rows may hold, and how they are laid out.
  ///   - overwrite: What happens when the destination exists.
  /// - Throws: `export.compression`, `export.wids`, `export.trainer-…`, `export.options`, `export.shard-size`, `export.split`, `export.card`, `export.destination`,
  ///   `export.exists`, `export.not-replaceable`, `export.in-progress`, `export.unwritable`, `export.disk-full`.
  public init(destination: String, options: ExportOptions, overwrite: OverwritePolicy = .refuse) throws {
    try options.validate()
    Self.ignoreFileSizeSignal()
    self.options = options
    check = RowCheck(contextLength: options.contextLength, vocabularySize: options.vocabularySize)
    encoder = PackedRowEncoder(schema: options.rowSchema)
    directory = try PartialDirectory(destination: destination, policy: overwrite)
    if options.rowSchema.holdsText {
      kept = try KeptRows(creating: directory.path + "/spool-rows", schema: options.rowSchema)
    }
    ledger = try OutputFile(creating: directory.path + "/" + ExportFileName.ledger)
    for name in options.splitNames {
      splits.append(
        try SplitSpool(
          name: name, directory: directory.path, form: options.form,
          options.sharding))
    }
  }

  deinit { abandon() }

  /// Adds a row of tokens.
  ///
  /// - Parameters:
  ///   - row: The row's examples, in order; one where the schema has one a row.
  ///   - split: The split that the row belongs to: one of the options'.
  /// - Throws: `export.row`, `export.untrained-row`, `export.split`, after which the next row can follow;
  ///   `export.disk-full`, `export.unwritable`, `export.too-many-shards`, `export.closed`, after which none can.
  /// - Complexity: O(*n*) for *n* tokens.
  public func append(row: [PackedSegment], to split: String = "train") throws {
    let spool = try spool(of: split)
    let rowCounts = try check.counts(of: row)
    guard options.rowSchema != .tokens || row.count == 1, kept == nil else { throw Self.otherSchema }
    try whileOpen {
      try encoder.encode(row) { line in
        try spool.append(line: line, examples: row.map(RowExample.init), counts: rowCounts)
      }
      try count(rowCounts)
    }
  }

  /// Keeps a row that holds text, to be added once all rows are known.
  ///
  /// - Returns: What to add with `append(_:to:)`.
  /// - Throws: `export.row`, after which the next row can follow; `export.disk-full`, `export.unwritable`,
  ///   `export.closed`, after which none can.
  public func keep(_ row: TextRow) throws -> KeptRow {
    guard let kept, Self.isOf(options.rowSchema, row.content) else { throw Self.otherSchema }
    try check.check(row)
    return try whileOpen { try kept.keep(row) }
  }

  /// Adds a row that was kept. After the first, no row can be kept.
  ///
  /// - Throws: `export.split`, after which the next row can follow; `export.disk-full`, `export.unwritable`,
  ///   `export.unreadable`, `export.too-many-shards`, `export.closed`, after which none can.
  public func append(_ row: KeptRow, to split: String = "train") throws {
    let spool = try spool(of: split)
    guard let kept else { throw Self.otherSchema }
    try whileOpen {
      let line = try kept.line(of: row)
      let rowCounts = RowCounts(rows: 1, segments: 1, tokens: row.tokenCount, lossTokens: row.lossTokenCount)
      try spool.append(
        line: line.span, examples: [RowExample(row)], counts: rowCounts, dateLikeTexts: row.dateLikeTexts)
      try count(rowCounts)
    }
  }

  /// Cuts the rows of a split into shards before the first of them is added: what even cuts ask for.
  ///
  /// - Parameter sizes: The sizes of all its rows, in their order, as `PackedRowSize` and `lineByteCount(of:)` give them.
  /// - Throws: `export.split`, `export.shard-multiple`, `export.too-many-shards`, `export.closed`.
  public func cut(_ split: String = "train", intoShardsOf sizes: [Int]) throws {
    let spool = try spool(of: split)
    try whileOpen {
      try spool.cut(sizes)
      try count(RowCounts())
    }
  }

  /// The size of a row's JSON line, in bytes. After the first, no row can be kept.
  ///
  /// - Throws: As `append(_:to:)`.
  public func lineByteCount(of row: KeptRow) throws -> Int {
    guard let kept else { throw Self.otherSchema }
    return try whileOpen { try kept.lineByteCount(of: row) }
  }

  /// What consumers would read otherwise than it is written, among the rows added so far, and where they would not find it.
  public var findings: [Finding] {
    var columns = DateLikeColumns()
    for split in splits { columns.merge(split.dateLikeColumns) }
    return columns.findings(options.layout, for: options.trainer)
      + [
        options.trainer?.messagesFinding(kept?.keys ?? MessageKeys()), PatternPath.finding(directory.paths.destination),
      ]
      .compactMap(\.self)
  }

  private func spool(of split: String) throws -> SplitSpool {
    if let spool = splits.first(where: { $0.name.utf8.elementsEqual(split.utf8) }) { return spool }
    throw TrainPackError(
      .exportSplit, "\"\(split)\" is not a split of this export",
      details: ["its splits: \(options.splitNames.joined(separator: ", "))"], fix: "name the split in the options")
  }

  private func count(_ rowCounts: RowCounts) throws {
    counts += rowCounts
    guard splits.reduce(0, { $0 + $1.plannedShardCount }) <= ShardName.maximumShardCount else {
      throw TrainPackError(
        .exportTooManyShards, "the export needs more than \(ShardName.maximumShardCount) shards",
        fix: "choose a larger --shard-size than \(options.sharding.maximumByteCount) bytes")
    }
  }

  private static func isOf(_ schema: RowSchema, _ content: TextRow.Content) -> Bool {
    switch (schema, content) {
    case (.text, .text), (.messages, .messages), (.promptCompletion, .promptCompletion), (.preference, .preference):
      true
    default: false
    }
  }

  private static let otherSchema = TrainPackError(
    .exportRow, "a row is not of the export's schema", fix: "report this: the program that made the row is at fault")

  /// Adds a line to the ledger of what fitting did.
  ///
  /// - Parameter line: One JSON value, without a line feed.
  public func append(ledgerLine line: [UInt8]) throws {
    try whileOpen {
      try ledger.write(line.span)
      try ledger.write([UInt8(ascii: "\n")].span)
    }
  }

  /// Adds the bytes of a file to the ledger.
  public func append(ledgerFile path: String) throws {
    try whileOpen { try InputFile(path: path).forEachBlock(ledger.write) }
  }

  /// Completes the export and puts it in its place.
  ///
  /// - Throws: `export.nothing-to-export` when a split has no row, `export.description` when the counts do not add up,
  ///   `export.exists` and `export.not-replaceable` when something appeared at the destination meanwhile,
  ///   `export.disk-full`, `export.unwritable`, `export.closed`. Nothing has changed at the destination then.
  public func finish(_ description: ExportDescription) throws -> Manifest {
    try whileOpen {
      if let contradiction = description.counts.contradiction(
        segmentCount: counts.segments, inputs: description.inputs)
      {
        throw TrainPackError(
          .exportDescription, "the export's counts do not agree: \(contradiction)",
          fix: "report this: records were lost or counted twice")
      }
      let manifest = try writeFiles(description)
      try directory.publish()
      state = .closed
      return manifest
    }
  }

  /// Gives the export up and removes what was written; does nothing once it is finished.
  public func abandon() {
    state = .closed
    directory.abandon()
  }

  private func writeFiles(_ description: ExportDescription) throws -> Manifest {
    let data = directory.path + "/" + ExportFileName.dataDirectory
    _ = try FileSystem.makeDirectory(data)
    let splitDescriptions = try splits.map { try $0.writeShards(to: directory.path) }
    let segments = try OutputFile(creating: directory.path + "/" + ExportFileName.segments)
    for (spool, split) in zip(splits, splitDescriptions) { try spool.writeSegments(of: split, to: segments) }
    try kept?.remove()
    let ledgerSum = try ledger.finish(.durable)
    let segmentsSum = try segments.finish(.durable)
    var description = description
    description.ledger = try LedgerSummary(ofFileAt: ledger.path)
    var manifest = Manifest(
      layout: options.layout, compression: options.compression, trainer: options.trainer,
      rowSchema: options.rowSchema.with(kept?.keys ?? MessageKeys()),
      contextLength: options.contextLength, vocabularySize: options.vocabularySize, sharding: options.sharding,
      description: description, totals: counts, splits: splitDescriptions,
      extraFiles: [
        FileDescription(path: ExportFileName.ledger, byteCount: ledger.byteCount, sum: ledgerSum),
        FileDescription(path: ExportFileName.segments, byteCount: segments.byteCount, sum: segmentsSum),
      ])
    if options.wids == .written { manifest.extraFiles += try writeWidsIndexes(of: splitDescriptions) }
    let manifestText = manifest.jsonText
    guard try Manifest(jsonText: manifestText, path: ExportFileName.manifest) == manifest else {
      throw TrainPackError(
        .exportDescription, "the manifest does not read back as it was written",
        fix: "report this: two settings of a stage share a name, or a path has bytes that are not UTF-8")
    }
    let manifestSum = try write(manifestText, to: ExportFileName.manifest)
    let cardSum = try write(Card(manifest: manifest, options.card).text, to: ExportFileName.card)
    var checksums = Checksums(manifest: manifest)
    checksums.sums[ExportFileName.manifest] = manifestSum
    checksums.sums[ExportFileName.card] = cardSum
    _ = try write(checksums.text, to: ExportFileName.checksums)
    try FileSystem.synchronizeDirectory(data)
    return manifest
  }

  private func writeWidsIndexes(of splits: [SplitDescription]) throws -> [FileDescription] {
    try splits.map { split in
      let name = ExportFileName.widsIndex(of: split.name)
      let text = try WidsIndex(split, in: directory.path).text
      return FileDescription(path: name, byteCount: text.count, sum: try write(text, to: name))
    }
  }

  private func write(_ text: [UInt8], to name: String) throws -> SHA256Sum {
    let file = try OutputFile(creating: directory.path + "/" + name)
    try file.write(text.span)
    return try file.finish(.durable)
  }

  /// Runs `body` on an open export; what it throws closes the export, as a part of something may have been written.
  private func whileOpen<Result>(_ body: () throws -> Result) throws -> Result {
    guard state == .open else {
      throw TrainPackError(
        .exportClosed, "the export was finished, was abandoned, or has failed", fix: "start a new export")
    }
    do {
      return try body()
    } catch {
      state = .closed
      throw error
    }
  }

  private static func ignoreFileSizeSignal() {
    var action = sigaction()
    guard sigaction(SIGXFSZ, nil, &action) == 0, action.__sigaction_handler.sa_handler == nil else { return }
    signal(SIGXFSZ, SIG_IGN)
  }
}
