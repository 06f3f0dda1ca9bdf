import Diagnostics
import Glibc
import Testing

@testable import ShardExport

@Suite("Export writer")
struct ExportWriterTests {
  @Test("an export verifies, whatever the shapes of its rows", arguments: 1...12)
  func verifies(seed: Int) throws {
    let folder = TemporaryFolder()
    var export = SyntheticExport(seed: UInt64(seed))
    export.positionIDs = seed % 2 == 0 ? .written : .omitted
    export.contextLength = [1, 7, 64, 300][seed % 4]
    export.maximumShardByteCount = [2_048, 4_000, 20_000, 1 << 20][seed / 3 % 4]
    if seed % 3 == 0 { export.splitNames = ["train", "validation"] }
    let manifest = try export.write(to: folder.path("out"))
    let report = try ExportVerifier().verify(folder.path("out"))
    #expect(report.findings == [], "seed \(seed), \(export)")
    #expect(report.manifest == manifest)
    #expect(report.counts == manifest.totals)
    #expect(manifest.totals.rows == export.rowCount)
    #expect(try folder.names() == ["out"])
  }

  @Test("two exports of the same rows have the same bytes, wherever they stand and however the rows come")
  func deterministic() throws {
    let folder = TemporaryFolder()
    let export = SyntheticExport(seed: 5)
    try export.write(to: folder.path("out"))
    // The ledger comes as a file and after the rows, and another export is written between the rows.
    let twin = try ExportWriter(destination: folder.path("other/twin"), options: export.options)
    let rows = export.rows
    for (_, segments) in rows[..<10] { try twin.append(row: segments) }
    try SyntheticExport(seed: 6).write(to: folder.path("between"))
    for (_, segments) in rows[10...] { try twin.append(row: segments) }
    try folder.write(Array(export.ledgerLines.map { $0 + "\n" }.joined().utf8), to: "ledger")
    try twin.append(ledgerFile: folder.path("ledger"))
    _ = try twin.finish(export.description)
    #expect(try folder.files(in: "out") == folder.files(in: "other/twin"))
    #expect(try folder.files(in: "out") != folder.files(in: "between"))
  }

  @Test("an export holds the files of its contract and no other")
  func fileNames() throws {
    let folder = TemporaryFolder()
    try SyntheticExport(seed: 2, maximumShardByteCount: 12_000).write(to: folder.path("out"))
    #expect(
      try folder.files(in: "out").keys.sorted() == [
        "README.md", "SHA256SUMS", "data/train-00000-of-00002.jsonl.tar", "data/train-00001-of-00002.jsonl.tar",
        "fit-ledger.jsonl", "manifest.json", "segments.jsonl",
      ])
  }

  @Test("no shard is larger than was asked for, unless a single row is", arguments: [2_048, 5_000, 7_777, 50_000])
  func shardSize(maximum: Int) throws {
    let folder = TemporaryFolder()
    let manifest = try SyntheticExport(seed: 9, maximumShardByteCount: maximum).write(to: folder.path("out"))
    for shard in manifest.splits[0].shards {
      #expect(shard.byteCount <= maximum || shard.counts.rows == 1, "\(shard)")
    }
    if maximum == 2_048 { #expect(manifest.splits[0].shards.count == 40) }
    if maximum == 50_000 { #expect(manifest.splits[0].shards.count == 1) }
  }

  @Test("nothing stands at the destination before the export is complete")
  func nothingBeforeTheEnd() throws {
    let folder = TemporaryFolder()
    let export = SyntheticExport(seed: 4)
    let writer = try ExportWriter(destination: folder.path("out"), options: export.options)
    #expect(try folder.names() == [".out.partial"])
    for line in export.ledgerLines { try writer.append(ledgerLine: Array(line.utf8)) }
    for (split, segments) in export.rows {
      try writer.append(row: segments, to: split)
      #expect(try folder.names() == [".out.partial"])
    }
    _ = try writer.finish(export.description)
    #expect(try folder.names() == ["out"])
  }

  @Test("an abandoned export leaves nothing, not even the parents that were made for it")
  func abandoned() throws {
    let folder = TemporaryFolder()
    let writer = try SyntheticExport().begin(folder.path("a/b/out"))
    #expect(try folder.names(in: "a/b") == [".out.partial"])
    writer.abandon()
    #expect(try folder.names() == [])
    let error = #expect(throws: TrainPackError.self) { try writer.append(ledgerLine: []) }
    #expect(error?.code == .exportClosed)
    do { _ = try SyntheticExport().begin(folder.path("a/b/out")) }
    #expect(try folder.names() == [], "an export that is let go of is abandoned")
  }

  @Test("an export without rows is refused, also where only one split has none")
  func nothingToExport() throws {
    let folder = TemporaryFolder()
    for splitNames in [["train"], ["train", "validation"]] {
      var export = SyntheticExport(seed: 1, rowCount: splitNames.count - 1)
      export.splitNames = splitNames
      let error = #expect(throws: TrainPackError.self) { try export.write(to: folder.path("out")) }
      #expect(error?.code == .exportNothingToExport)
      #expect(try folder.names() == [])
    }
  }

  @Test("counts that do not add up end the export: a record was lost or counted twice")
  func countsMustAgree() throws {
    let folder = TemporaryFolder()
    let export = SyntheticExport()
    let changes: [(inout RecordCounts) -> Void] = [
      { $0.read += 1 }, { $0.exported += 1 }, { $0.dropped += 1 }, { $0.rejected -= 1 },
      { $0.trimmed = $0.exported + 1 },
      {
        $0.exported -= 1; $0.dropped += 1
      }, { $0.read = .max },
    ]
    for change in changes {
      var description = export.description
      change(&description.counts)
      let error = #expect(throws: TrainPackError.self) { try export.begin(folder.path("out")).finish(description) }
      #expect(error?.code == .exportDescription)
      #expect(try folder.names() == [])
    }
    var description = export.description
    description.packing.settings.append(StageSetting("seed", .integer(1)))
    let error = #expect(throws: TrainPackError.self) { try export.begin(folder.path("out")).finish(description) }
    #expect(error?.code == .exportDescription || error?.code.id == "json.duplicate-key")
  }

  @Test("a row that breaks a rule is refused with its record's place, and the export goes on")
  func rowsChecked() throws {
    let folder = TemporaryFolder()
    let export = SyntheticExport()
    let writer = try export.begin(folder.path("out"))
    let source = SegmentSource(recordID: "r7", file: "a.jsonl", line: 7, recordSum: SHA256Sum(of: []))
    func segment(_ tokens: [Int32], _ lossRanges: [Range<Int>]) -> PackedSegment {
      PackedSegment(tokens: tokens, lossRanges: lossRanges, source: source)
    }
    let good = segment([1, 2, 3], [1..<3])
    let rows: [(DiagnosticCode, [PackedSegment])] = [
      (.exportRow, [good, segment([], [])]), (.exportRow, [segment([50_000], [0..<1])]),
      (.exportRow, [segment([-1], [0..<1])]), (.exportRow, [segment([1, 2], [1..<3])]),
      (.exportRow, [segment([1, 2], [1..<2, 0..<1])]), (.exportRow, [segment([1, 2], [0..<1, 0..<1])]),
      (.exportRow, [segment([1, 2], [1..<1])]), (.exportRow, [segment([1, 2], [-1..<1])]),
      (.exportRow, [segment([Int32](repeating: 1, count: 62), [0..<1]), good]),
      (.exportUntrainedRow, [segment([1, 2], []), segment([3], [])]),
    ]
    for (code, row) in rows {
      let error = #expect(throws: TrainPackError.self) { try writer.append(row: row) }
      #expect(error?.code == code)
      #expect(error?.location?.line == 7 && error?.location?.recordID == "r7")
    }
    #expect(#expect(throws: TrainPackError.self) { try writer.append(row: []) }?.code == .exportRow)
    #expect(#expect(throws: TrainPackError.self) { try writer.append(row: [good], to: "test") }?.code == .exportSplit)
    _ = try writer.finish(export.description)
    #expect(try ExportVerifier().verify(folder.path("out")).passed)
  }

  @Test("options that no export can have are refused before anything is written")
  func optionsChecked() throws {
    let folder = TemporaryFolder()
    let changes: [(DiagnosticCode, (inout ExportOptions) -> Void)] = [
      (.exportOptions, { $0.contextLength = 0 }), (.exportOptions, { $0.contextLength = .max }),
      (.exportOptions, { $0.vocabularySize = 0 }), (.exportOptions, { $0.vocabularySize = .max }),
      (.exportShardSize, { $0.sharding.maximumByteCount = 2_047 }),
      (.exportShardSize, { $0.sharding.maximumByteCount = 8 << 30 }),
      (.exportSplit, { $0.splitNames = [] }), (.exportSplit, { $0.splitNames = ["train", "train"] }),
      (.exportSplit, { $0.splitNames = ["../x"] }), (.exportSplit, { $0.splitNames = ["all"] }),
      (.exportSplit, { $0.splitNames = ["Train"] }), (.exportCard, { $0.card.prettyName = "two\nlines" }),
      (.exportCard, { $0.card.languages = [] }), (.exportCard, { $0.card.languages = ["English"] }),
      (.exportCard, { $0.card.tags = [""] }), (.exportCard, { $0.card.license = CardLicense(identifier: "other") }),
      (.exportCard, { $0.card.license = CardLicense(identifier: "Apache 2") }),
    ]
    for (code, change) in changes {
      var options = SyntheticExport().options
      change(&options)
      let error = #expect(throws: TrainPackError.self) {
        try ExportWriter(destination: folder.path("out"), options: options)
      }
      #expect(error?.code == code)
      #expect(try folder.names() == [])
    }
  }

  @Test("more shards than a folder of the Hub may hold are refused while rows come in")
  func tooManyShards() throws {
    let folder = TemporaryFolder()
    var export = SyntheticExport()
    export.maximumShardByteCount = 2_048
    let writer = try ExportWriter(destination: folder.path("out"), options: export.options)
    let row = [
      PackedSegment(
        tokens: [1], lossRanges: [0..<1],
        source: SegmentSource(recordID: nil, file: "a", line: nil, recordSum: SHA256Sum(of: [])))
    ]
    for _ in 0..<ShardName.maximumShardCount { try writer.append(row: row) }
    #expect(#expect(throws: TrainPackError.self) { try writer.append(row: row) }?.code == .exportTooManyShards)
  }
}
