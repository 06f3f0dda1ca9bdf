import Diagnostics
import Reports
import StrictJSON

/// One run of the verifier over a folder whose manifest is sound.
final class ExportVerification {
  private let directory: String
  private let manifest: Manifest
  private let manifestBytes: [UInt8]
  private let reader: ExportReader
  private var findings = VerificationFindings()
  private var counts = RowCounts()
  private var byteCount = 0
  /// The sums that files were found to have, by path below the folder.
  private var sums: [String: SHA256Sum] = [:]
  /// What the ledger says; `nil` where it cannot be read to its end.
  private var ledger: LedgerCheck?
  /// The lengths of the examples of the split that is being read, in tokens.
  private var lengths = Histogram()

  init(directory: String, manifest: Manifest, manifestBytes: [UInt8], reader: ExportReader) {
    self.directory = directory
    self.manifest = manifest
    self.manifestBytes = manifestBytes
    self.reader = reader
  }

  var report: VerificationReport {
    VerificationReport(manifest: manifest, findings: findings.all, counts: counts, byteCount: byteCount)
  }

  /// - Throws: `export.unreadable`.
  func run() throws {
    for contradiction in ManifestCheck(manifest: manifest).contradictions {
      findings.add(.verifyCounts, contradiction, at: place(ExportFileName.manifest))
    }
    try checkFileNames()
    byteCount += manifestBytes.count
    sums[ExportFileName.manifest] = SHA256Sum(of: manifestBytes)
    for file in manifest.extraFiles where isFile(file.path) { try checkExtraFile(file) }
    if isFile(ExportFileName.ledger) { try checkLedger() }
    try checkShards()
    if manifest.wids == .written { try checkWidsIndexes() }
    if isFile(ExportFileName.card) { try checkCard() }
    if isFile(ExportFileName.checksums) { try checkChecksums() }
  }

  private func path(_ name: String) -> String { directory + "/" + name }

  private func place(_ name: String) -> InputLocation { InputLocation(source: path(name)) }

  /// The Hub's client keeps downloads as links to files elsewhere.
  private func isFile(_ name: String) -> Bool { FileSystem.kindOfTarget(of: path(name)) == .file }

  // MARK: Files

  private func checkFileNames() throws {
    let shards = manifest.splits.flatMap(\.shards).map(\.path)
    let expected = Set(ExportFileName.atTop).union(manifest.extraPaths(manifest.wids)).sorted() + shards
    for name in expected where !isFile(name) {
      findings.add(.verifyMissingFile, "a file of the export is missing", at: place(name))
    }
    try checkNoOther(in: "", than: Set(expected + [ExportFileName.dataDirectory]).union(ExportFileName.ofOthers))
    if FileSystem.kindOfTarget(of: path(ExportFileName.dataDirectory)) == .directory {
      try checkNoOther(in: ExportFileName.dataDirectory + "/", than: Set(expected))
    }
  }

  private func checkNoOther(in folder: String, than expected: Set<String>) throws {
    for bytes in try FileSystem.names(in: directory + "/" + folder) {
      let name = folder + String(decoding: bytes, as: UTF8.self)
      if !expected.contains(name) {
        findings.add(.verifyUnlistedFile, "this is not part of the export", at: place(name))
      }
    }
  }

  private func checkExtraFile(_ file: FileDescription) throws {
    var hasher = SHA256Hasher()
    var size = 0
    try InputFile(path: path(file.path)).forEachBlock { block in
      hasher.update(block)
      size += block.count
    }
    check(file.path, byteCount: size, stated: file.byteCount, sum: hasher.sum, stated: file.sum)
  }

  private func check(
    _ name: String, byteCount size: Int, stated statedSize: Int, sum: SHA256Sum, stated statedSum: SHA256Sum
  ) {
    byteCount += size
    sums[name] = sum
    if size != statedSize {
      findings.add(
        .verifyFileSize, "the file has \(size) bytes, but the manifest says \(statedSize)", at: place(name))
    }
    if sum != statedSum {
      findings.add(.verifyFileSum, "the file's sha256 is \(sum), but the manifest says \(statedSum)", at: place(name))
    }
  }

  // MARK: Shards

  private func checkShards() throws {
    var segments = isFile(ExportFileName.segments) ? try SegmentsCheck(path: path(ExportFileName.segments)) : nil
    var segmentCount = 0
    for split in manifest.splits {
      var contents = SHA256Hasher()
      var sizes: [Int] = []
      lengths = Histogram()
      for (index, shard) in split.shards.enumerated() {
        let name = ShardName(split: split.name, index: index, shardCount: split.shards.count)
        segmentCount = segmentCount.addingClamped(shard.counts.segments)
        if isFile(shard.path) { try checkShard(shard, name, &contents, &sizes, &segments) }
        try whileReadable(&segments) { try $0.skip(toLine: segmentCount) }
      }
      checkCuts(split, sizes)
      checkLengths(split)
      if contents.sum != split.contentSum {
        findings.add(
          .verifyContentSum, "the rows of the split \(split.name) have the sha256 \(contents.sum)",
          at: InputLocation(source: path(ExportFileName.manifest), pointer: "/splits/\(split.name)/content_sha256"))
      }
    }
    try whileReadable(&segments) { check in
      guard try check.isAtEnd() else {
        findings.add(.verifySegments, "it has lines beyond the last segment", at: check.place)
        return
      }
    }
    guard let ledger, counts.segments == manifest.totals.segments, segments != nil else { return }
    for line in ledger.unmetLines {
      findings.add(
        .verifyLedger, "a record that it says was shortened is not in the shards", at: ledger.place(line))
    }
  }

  private func checkShard(
    _ shard: ShardDescription, _ name: ShardName, _ contents: inout SHA256Hasher, _ sizes: inout [Int],
    _ segments: inout SegmentsCheck?
  ) throws {
    let file = ShardContents(
      path: path(shard.path), name: name, form: manifest.form,
      maximumLineByteCount: manifest.maximumLineByteCount(of: shard))
    var rows = RowsCheck(manifest: manifest, place: place(shard.path))
    let result = try file.read {
      contents.update($0)
    } row: { line in
      sizes.append(line.count + 1)
      guard let row = rows.check(line, &findings) else { return }
      try whileReadable(&segments) { try checkSegments(of: row, in: shard.path, name.split, $0, &rows) }
    }
    check(
      shard.path, byteCount: result.byteCount, stated: shard.byteCount, sum: result.sum, stated: shard.sum)
    if let violation = result.violation {
      findings.add(.verifyArchiveForm, "the shard is not as an export writes it: \(violation)", at: place(shard.path))
    }
    if result.contentSum != shard.contentSum {
      findings.add(.verifyContentSum, "the rows have the sha256 \(result.contentSum)", at: place(shard.path))
    }
    if result.contentByteCount != shard.contentByteCount {
      findings.add(
        .verifyCounts,
        "its rows have \(result.contentByteCount) bytes, but the manifest says \(shard.contentByteCount)",
        at: place(shard.path))
    }
    if rows.counts != shard.counts {
      findings.add(
        .verifyCounts, "it holds \(rows.counts.words), but the manifest says \(shard.counts.words)",
        at: place(shard.path))
    }
    counts += rows.counts
  }

  /// Compares where the rows of a split are cut into shards with what the rules give.
  ///
  /// - Parameter sizes: The sizes of the rows that were read, in bytes.
  private func checkCuts(_ split: SplitDescription, _ sizes: [Int]) {
    // Where rows are missing or shards could not be read that is said already.
    guard sizes.count == split.counts.rows, !sizes.isEmpty else { return }
    let plan = try? ShardPlan(sizes, split: split.name, manifest.sharding, form: manifest.form)
    if plan?.rowCounts != split.shards.map(\.counts.rows) {
      findings.add(
        .verifyShards, "the rows of the split \(split.name) are not cut into the shards that its rules give",
        at: InputLocation(source: path(ExportFileName.manifest), pointer: "/splits/\(split.name)/shards"))
    }
  }

  /// Compares the lengths of a split's examples, where all of them could be read.
  private func checkLengths(_ split: SplitDescription) {
    guard lengths.count == split.counts.segments, lengths.count > 0 else { return }
    if LengthSummary(lengths) != split.lengths {
      findings.add(
        .verifyCounts, "the examples of the split \(split.name) have other lengths than the manifest says",
        at: InputLocation(source: path(ExportFileName.manifest), pointer: "/splits/\(split.name)/lengths"))
    }
  }

  private func checkSegments(
    of row: SoundRow, in shardPath: String, _ split: String, _ check: SegmentsCheck, _ rows: inout RowsCheck
  ) throws {
    for (index, example) in row.examples.enumerated() {
      var expected: (tokens: Int, lossTokens: Int)?
      if case .tokens(let range, let lossTokenCount) = example { expected = (range.count, lossTokenCount) }
      if let violation = try check.violation(shardPath: shardPath, row: row.index, segment: index, counts: expected) {
        findings.add(.verifySegments, violation, at: check.place)
        continue
      }
      guard let line = check.line else { continue }
      let (tokenCount, lossTokenCount) = (line.tokenCount, line.lossTokenCount)
      lengths.add(tokenCount)
      if expected == nil {
        rows.count(tokens: tokenCount, lossTokens: lossTokenCount)
        if !(1...manifest.contextLength).contains(tokenCount) || !(1...tokenCount).contains(lossTokenCount) {
          findings.add(
            .verifySegments, "an example of \(tokenCount) tokens, \(lossTokenCount) of them trained, cannot be",
            at: check.place)
        }
      }
      let violation = ledger?.violation(of: line.source, tokenCount: tokenCount, lossTokenCount: lossTokenCount)
      if let (message, place) = violation { findings.add(.verifyLedger, message, at: place) }
      try reader.example?(
        ExportedExample(
          split: split, indexInRow: index, source: line.source, tokenCount: tokenCount, lossTokenCount: lossTokenCount,
          contentSum: rows.contentSum(
            of: example, source: line.source, tokenCount: tokenCount, lossTokenCount: lossTokenCount)))
    }
  }

  /// Runs `body` unless `segments.jsonl` could not be read on before; a failure to read it is a finding.
  private func whileReadable(_ segments: inout SegmentsCheck?, _ body: (SegmentsCheck) throws -> Void) throws {
    guard let check = segments else { return }
    do {
      try body(check)
    } catch let error as TrainPackError {
      findings.add(.verifySegments, error, file: path(ExportFileName.segments))
      segments = nil
    }
  }

  // MARK: Other files

  private func checkLedger() throws {
    let check = LedgerCheck(path: path(ExportFileName.ledger))
    let json = JSONReader()
    var lineNumber = 0
    do {
      var lines = try LineReader(
        path: path(ExportFileName.ledger), maximumLineByteCount: json.limits.maximumRecordBytes)
      while let line = try lines.next() {
        lineNumber += 1
        let place = check.place(lineNumber)
        guard let value = try? json.readTree(line, at: place), check.take(value, number: lineNumber) else {
          findings.add(.verifyLedger, "a line does not name a record and what became of it", at: place)
          continue
        }
        do { try reader.ledgerLine?(line, place) } catch let error as TrainPackError {
          findings.add(.verifyLedger, error.message, at: place)
        }
      }
    } catch let error as TrainPackError {
      findings.add(.verifyLedger, error, file: path(ExportFileName.ledger))
      return
    }
    checkCounts(of: check)
    ledger = check
  }

  private func checkCounts(of ledger: LedgerCheck) {
    let counts = manifest.description.counts
    if ledger.summary != manifest.description.ledger {
      findings.add(
        .verifyCounts, "the manifest counts other lines of the ledger than it has",
        at: InputLocation(source: path(ExportFileName.manifest), pointer: "/ledger"))
    }
    for (name, stated, found) in [
      ("shortened", counts.trimmed, ledger.trimmedCount), ("divided", counts.split, ledger.splitCount),
      ("dropped", counts.dropped, ledger.droppedCount),
    ] where stated != found {
      findings.add(
        .verifyCounts, "it lists \(found) record\(found == 1 ? "" : "s") as \(name), but the manifest says \(stated)",
        at: place(ExportFileName.ledger))
    }
  }

  /// The indexes must be those that the shards on disk give.
  private func checkWidsIndexes() throws {
    for split in manifest.splits where split.shards.allSatisfy({ isFile($0.path) }) {
      let name = ExportFileName.widsIndex(of: split.name)
      guard isFile(name), let bytes = try readSmall(name, 16 << 20, .verifyWids) else { continue }
      if try bytes != WidsIndex(split, in: directory).text {
        findings.add(.verifyWids, "the index is not that of the split's shards", at: place(name))
      }
    }
  }

  private func checkCard() throws {
    guard let bytes = try readSmall(ExportFileName.card, CardCheck.maximumByteCount, .verifyCard) else { return }
    byteCount += bytes.count
    sums[ExportFileName.card] = SHA256Sum(of: bytes)
    for violation in CardCheck(manifest: manifest).violations(of: bytes) {
      findings.add(.verifyCard, "the card differs: \(violation)", at: place(ExportFileName.card))
    }
  }

  /// A file's contents; a file that cannot be read, or is too large, is a finding.
  private func readSmall(_ name: String, _ maximumByteCount: Int, _ code: DiagnosticCode) throws -> [UInt8]? {
    do {
      return try SmallFile.read(path(name), maximumByteCount: maximumByteCount)
    } catch let error as TrainPackError {
      findings.add(code, error, file: path(name))
      return nil
    }
  }

  /// The sums that are stated must be those of the manifest, and for the other files those that were found.
  private func checkChecksums() throws {
    guard let bytes = try readSmall(ExportFileName.checksums, 4 << 20, .verifyChecksums) else { return }
    byteCount += bytes.count
    let place = place(ExportFileName.checksums)
    guard let stated = Checksums(text: bytes) else {
      findings.add(.verifyChecksums, "it is not in the form of sha256sum, in ascending order", at: place)
      return
    }
    var expected = Checksums(manifest: manifest)
    for name in [ExportFileName.manifest, ExportFileName.card] { expected.sums[name] = sums[name] }
    for name in Set(stated.sums.keys).symmetricDifference(expected.sums.keys).sorted() {
      findings.add(.verifyChecksums, "\(name) is listed wrongly or not at all", at: place)
    }
    for (name, sum) in expected.sums.sorted(by: { $0.key < $1.key }) where stated.sums[name].map({ $0 != sum }) == true
    {
      findings.add(.verifyChecksums, "\(name) has another sha256 than is stated", at: place)
    }
  }
}
