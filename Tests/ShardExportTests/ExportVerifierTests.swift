import Diagnostics
import Glibc
import StrictJSON
import Testing

@testable import ShardExport

/// Something that happened to an export, and the code of the finding that must name it.
struct Damage: CustomTestStringConvertible, Sendable {
  var name: String
  var code: DiagnosticCode
  var change: @Sendable (inout ExportTree) throws -> Void

  var testDescription: String { name }

  init(_ name: String, _ code: DiagnosticCode, _ change: @escaping @Sendable (inout ExportTree) throws -> Void) {
    self.name = name
    self.code = code
    self.change = change
  }

  /// A damage to the first row of the first shard, sealed so that only the row shows it.
  static func row(
    _ name: String, _ code: DiagnosticCode = .verifyRow, _ change: @escaping @Sendable (String) -> String
  ) -> Damage {
    Damage(name, code) { tree in
      var rows = tree.rows(0)
      rows[0] = change(rows[0])
      try tree.setRows(0, rows)
      tree.seal()
    }
  }

  /// A damage to the manifest's values, sealed.
  static func manifest(
    _ name: String, _ code: DiagnosticCode, _ change: @escaping @Sendable (inout Manifest) -> Void
  ) -> Damage {
    Damage(name, code) { tree in
      change(&tree.manifest)
      tree.seal()
    }
  }

  /// A damage to the manifest's text, with `SHA256SUMS` made anew.
  static func manifestText(_ name: String, _ old: String, _ new: String) -> Damage {
    Damage(name, .verifyManifest) { tree in
      tree.replace(old, with: new, in: "manifest.json")
      tree.sealChecksums()
    }
  }

  /// A damage to the card, with `SHA256SUMS` made anew.
  static func card(_ name: String, _ old: String, _ new: String) -> Damage {
    Damage(name, .verifyCard) { tree in
      tree.replace(old, with: new, in: "README.md")
      tree.sealChecksums()
    }
  }

  /// A damage to `segments.jsonl`, sealed.
  static func segments(_ name: String, _ change: @escaping @Sendable (inout [String]) -> Void) -> Damage {
    Damage(name, .verifySegments) { tree in
      var lines = tree.lines(of: "segments.jsonl")
      change(&lines)
      tree.setFile("segments.jsonl", lines.map { $0 + "\n" }.joined())
      tree.seal()
    }
  }

  /// A line added to the ledger for an example of the shards, with a damage, sealed.
  static func ledger(_ name: String, _ change: @escaping @Sendable (String) -> String) -> Damage {
    Damage(name, .verifyLedger) { tree in
      let line = change(tree.ledgerLine(forSegment: 0))
      tree.setFile("fit-ledger.jsonl", tree.lines(of: "fit-ledger.jsonl").map { $0 + "\n" }.joined() + line + "\n")
      if line.contains("\"trimmed\"") {
        tree.manifest.description.counts.trimmed += 1
      } else {
        tree.manifest.description.counts.dropped += 1
        tree.manifest.description.counts.read += 1
        tree.manifest.description.inputs[0].recordCount += 1
      }
      tree.seal()
    }
  }

  /// A damage to a shard's archive, sealed so that only its form shows it.
  static func archive(_ name: String, _ change: @escaping @Sendable (inout [UInt8]) throws -> Void) -> Damage {
    Damage(name, .verifyArchiveForm) { tree in
      var bytes = tree.files[tree.manifest.splits[0].shards[0].path] ?? []
      try change(&bytes)
      tree.setShard(0, bytes)
      tree.seal()
    }
  }
}

@Suite("Export verifier")
struct ExportVerifierTests {
  private static let first = "data/train-00000-of-00002.jsonl.tar"

  /// Rewrites an octal checksum after a header was changed.
  private static func fixChecksum(_ bytes: inout [UInt8]) {
    bytes.replaceSubrange(148..<156, with: [UInt8](repeating: 32, count: 8))
    let sum = String(bytes[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
    bytes.replaceSubrange(148..<156, with: Array((String(repeating: "0", count: 6 - sum.count) + sum + "\0 ").utf8))
  }

  static let damages: [Damage] = [
    // Files
    Damage("a shard is missing", .verifyMissingFile) { $0.files[first] = nil },
    Damage("the card is missing", .verifyMissingFile) { tree in
      tree.files["README.md"] = nil
      tree.sealChecksums()
    },
    Damage("the ledger is missing", .verifyMissingFile) { $0.files["fit-ledger.jsonl"] = nil },
    Damage("the checksums are missing", .verifyMissingFile) { $0.files["SHA256SUMS"] = nil },
    Damage("a stray file lies beside the shards", .verifyUnlistedFile) { tree in
      tree.files["data/train-00002-of-00002.jsonl.tar"] = []
    },
    Damage("a stray file lies at the top", .verifyUnlistedFile) { $0.files["notes.txt"] = [65] },
    Damage("a shard is cut off", .verifyFileSize) { $0.files[first]?.removeLast(1_024) },
    Damage("a bit of a shard flipped", .verifyFileSum) { $0.files[first]?[700] ^= 1 },
    Damage("the ledger was edited", .verifyFileSum) { $0.files["fit-ledger.jsonl"]?[3] ^= 1 },
    Damage("segments.jsonl was edited", .verifyFileSum) { $0.files["segments.jsonl"]?[80] ^= 1 },
    // Checksums
    Damage("the card was edited", .verifyChecksums) { tree in
      tree.files["README.md"]?.append(UInt8(ascii: "\n"))
    },
    Damage("SHA256SUMS lists a file too few", .verifyChecksums) { tree in
      let lines = tree.lines(of: "SHA256SUMS").dropLast()
      tree.files["SHA256SUMS"] = Array(lines.map { $0 + "\n" }.joined().utf8)
    },
    Damage("SHA256SUMS is in another order", .verifyChecksums) { tree in
      tree.files["SHA256SUMS"] = Array(tree.lines(of: "SHA256SUMS").reversed().map { $0 + "\n" }.joined().utf8)
    },
    Damage("SHA256SUMS states another sum for a shard", .verifyChecksums) { tree in
      tree.replace(
        tree.manifest.splits[0].shards[0].sum.hexadecimal, with: SHA256Sum(of: []).hexadecimal, in: "SHA256SUMS")
    },
    // Rows
    .row("a label is another token") { row in
      let label = row.split(separator: "\"labels\":[")[1].split(separator: ",")[0]
      return row.replacing("\"labels\":[\(label)", with: "\"labels\":[49999")
    },
    .row("labels are shifted") { row in
      let labels = row.split(separator: "\"labels\":[")[1].split(separator: "]")[0]
      let shifted = labels.split(separator: ",").dropFirst().joined(separator: ",") + ",-100"
      return row.replacing("[\(labels)]", with: "[\(shifted)]")
    },
    .row("no token is trained") { row in
      let labels = row.split(separator: "\"labels\":[")[1].split(separator: "]")[0]
      let count = labels.split(separator: ",").count
      return row.replacing("[\(labels)]", with: "[\([String](repeating: "-100", count: count).joined(separator: ","))]")
    },
    .row("a token id is beyond the vocabulary") { $0.replacing("{\"input_ids\":[", with: "{\"input_ids\":[50000,") },
    .row("a token id is negative") { $0.replacing("{\"input_ids\":[", with: "{\"input_ids\":[-1,") },
    .row("a token is missing") { row in
      let id = row.dropFirst("{\"input_ids\":[".count).split(separator: ",")[0]
      return row.replacing("{\"input_ids\":[\(id),", with: "{\"input_ids\":[")
    },
    .row("seq_lengths add up to less") { row in
      let lengths = row.split(separator: "\"seq_lengths\":[")[1].split(separator: "]")[0]
      return row.replacing("\"seq_lengths\":[\(lengths)]", with: "\"seq_lengths\":[1]")
    },
    .row("a segment is empty") { $0.replacing("\"seq_lengths\":[", with: "\"seq_lengths\":[0,") },
    .row("a row is longer than the context") { row in
      let ids = [String](repeating: "5", count: 65).joined(separator: ",")
      return "{\"input_ids\":[\(ids)],\"labels\":[\(ids)],\"seq_lengths\":[65]}"
    },
    .row("a row has no token") { _ in "{\"input_ids\":[],\"labels\":[],\"seq_lengths\":[]}" },
    .row("a column is added") { $0.replacing("]}", with: "],\"attention_mask\":[1]}") },
    .row("columns are in another order") { row in
      row.replacing("input_ids", with: "x").replacing("labels", with: "input_ids").replacing("x\":", with: "labels\":")
    },
    .row("a row has white space") { $0.replacing(":[", with: ": [") },
    .row("a number has a fraction") { $0.replacing("]}", with: ".0]}") },
    .row("a number is beyond 32 bits") { $0.replacing("{\"input_ids\":[", with: "{\"input_ids\":[4294967296,") },
    .row("a row ends in a carriage return") { $0 + "\r" },
    .row("a row is an empty line") { _ in "" },
    Damage("a row is lost", .verifyCounts) { tree in
      try tree.setRows(0, Array(tree.rows(0).dropLast()))
      tree.seal()
    },
    Damage("a row comes twice", .verifyCounts) { tree in
      try tree.setRows(0, [tree.rows(0)[0]] + tree.rows(0))
      tree.seal()
    },
    Damage("two rows changed places", .verifySegments) { tree in
      var rows = tree.rows(0)
      rows.swapAt(0, 1)
      try tree.setRows(0, rows)
      tree.seal()
    },
    Damage("the last line feed is lost", .verifyArchiveForm) { tree in
      try tree.setContents(0, tree.rows(0).joined(separator: "\n"))
      tree.seal()
    },
    Damage("a shard's rows are others than the content sum says", .verifyContentSum) { tree in
      let old = tree.manifest
      var rows = tree.rows(0)
      rows.swapAt(0, 1)
      try tree.setRows(0, rows)
      tree.manifest.splits[0].contentSum = old.splits[0].contentSum
      tree.manifest.splits[0].shards[0].contentSum = old.splits[0].shards[0].contentSum
      tree.seal()
    },
    // Archives
    .archive("the member's time is not 0") { bytes in
      bytes[146] = UInt8(ascii: "7")
      fixChecksum(&bytes)
    },
    .archive("the member's mode is 0755") { bytes in
      bytes.replaceSubrange(100..<107, with: Array("0000755".utf8))
      fixChecksum(&bytes)
    },
    .archive("the member has an owner's name") { bytes in
      bytes.replaceSubrange(265..<269, with: Array("user".utf8))
      fixChecksum(&bytes)
    },
    .archive("the member has another name") { bytes in
      bytes[0] = UInt8(ascii: "T")
      fixChecksum(&bytes)
    },
    .archive("the archive has one block of zeros at its end") { $0.removeLast(512) },
    .archive("the archive has more zeros at its end") { $0 += [UInt8](repeating: 0, count: 8_192) },
    .archive("something follows the archive") { $0 += Array("tail".utf8) },
    .archive("the padding is not zeros") { $0[$0.count - 1_025] = 1 },
    .archive("the archive has a second member") { bytes in
      bytes.removeLast(1_024)
      bytes += try ExportTree.archive([("zzz.jsonl", Array("{}\n".utf8))])
    },
    .archive("the shard is no archive") { $0 = Array("not a tar archive".utf8) },
    .archive("the shard is empty") { $0 = [] },
    // Counts
    .manifest("a shard's trained tokens are one too many", .verifyCounts) { manifest in
      manifest.splits[0].shards[0].counts.lossTokens += 1
      manifest.splits[0].counts.lossTokens += 1
      manifest.totals.lossTokens += 1
    },
    .manifest("a split's rows are one too few", .verifyCounts) { $0.splits[0].counts.rows -= 1 },
    .manifest("the totals have a token too many", .verifyCounts) { $0.totals.tokens += 1 },
    .manifest("the totals overflow", .verifyCounts) { $0.totals.tokens = .max },
    .manifest("all counts are enormous", .verifyCounts) { manifest in
      manifest.splits[0].shards[0].counts = RowCounts(rows: .max, segments: .max, tokens: .max, lossTokens: .max)
      manifest.splits[0].counts = RowCounts(rows: .max, segments: .max, tokens: .max, lossTokens: .max)
    },
    .manifest("a record is neither exported nor dropped", .verifyCounts) { $0.description.counts.dropped -= 1 },
    .manifest("an input has records that were not read", .verifyCounts) { $0.description.inputs[0].recordCount += 1 },
    .manifest("the counts are negative", .verifyCounts) { manifest in
      manifest.description.counts.dropped += 10
      manifest.description.counts.rejected -= 10
    },
    // Manifest
    .manifest("the context length is shorter than a row", .verifyRow) { $0.contextLength = 3 },
    .manifest("the vocabulary is smaller than an id", .verifyRow) { $0.vocabularySize = 100 },
    .manifest("the vocabulary has no size", .verifyManifest) { $0.vocabularySize = 0 },
    .manifest("the context length is enormous", .verifyManifest) { $0.contextLength = .max },
    .manifest("a shard lies outside the folder", .verifyManifest) {
      $0.splits[0].shards[0].path = "../data/x.jsonl.tar"
    },
    .manifest("a split's name is a path", .verifyManifest) { $0.splits[0].name = "../train" },
    .manifest("two shards changed places", .verifyManifest) { $0.splits[0].shards.swapAt(0, 1) },
    .manifest("there is no split", .verifyManifest) { $0.splits = [] },
    .manifest("an extra file is not named", .verifyManifest) { $0.extraFiles.removeLast() },
    .manifestText("a key is added", "\"padded\": false,", "\"padded\": false,\n  \"note\": 1,"),
    .manifestText("labels are said to be shifted", "\"labels_shifted\": false", "\"labels_shifted\": true"),
    .manifestText("the ignored label is another", "\"ignore_index\": -100", "\"ignore_index\": 0"),
    .manifestText("the format's version is another", "\"format_version\": 1", "\"format_version\": 2"),
    .manifestText("a sum is in capitals", "\"sha256\": \"d", "\"sha256\": \"D"),
    .manifestText("a key is missing", "  \"tar_mtime\": 0,\n", ""),
    .manifestText("a number is a text", "\"context_length\": 64", "\"context_length\": \"64\""),
    .manifestText("it is cut off", "\"totals\"", "\u{0}"),
    .manifestText("white space is another", "\"padded\": false", "\"padded\":false"),
    .manifest("the shortest example is shorter", .verifyCounts) { $0.splits[0].lengths.minimum -= 1 },
    .manifest("the mean is told by other ranges", .verifyCounts) { $0.splits[0].lengths.bins[0].count += 1 },
    .manifest("the ledger is said to have another line", .verifyCounts) { manifest in
      manifest.description.ledger = LedgerSummary(
        entries: manifest.description.ledger.entries.map {
          LedgerSummary.Entry(
            action: $0.action, isOverBudget: $0.isOverBudget, records: $0.records + 1, tokensBefore: 0, tokensAfter: 0)
        })
    },
    .manifest("a field has more examples than there are", .verifyCounts) { manifest in
      manifest.description.fields = [
        FieldTable(
          role: .source, field: "source", values: [FieldTable.Value(value: Array("\"a\"".utf8), counts: [1])],
          otherValueCount: 0, otherCounts: [0], missingCounts: [.max])
      ]
    },
    .manifest("a field is none of its role", .verifyCounts) { manifest in
      manifest.description.fields = [
        FieldTable(
          role: .source, field: "model",
          values: [FieldTable.Value(value: Array("\"a\"".utf8), counts: [manifest.totals.segments])],
          otherValueCount: 0, otherCounts: [0], missingCounts: [0])
      ]
    },
    .manifest("shards are said to be larger", .verifyShards) { $0.sharding.maximumByteCount += 1_000 },
    .manifest("shards are said to be even", .verifyShards) { $0.sharding.cut = .even },
    .manifest("shards are said to have fewer rows", .verifyShards) { $0.sharding.maximumRowCount = 2 },
    .manifest("shards are said to come in threes", .verifyManifest) { $0.sharding.multiple = 3 },
    .manifest("even shards are said to come in threes", .verifyCounts) {
      ($0.sharding.cut, $0.sharding.multiple) = (.even, 3)
    },
    // Segments
    .segments("a line is missing") { $0.remove(at: 3) },
    .segments("the last line is missing") { $0.removeLast() },
    .segments("a line comes twice") { $0.insert($0[2], at: 2) },
    .segments("a line is added at the end") { $0.append($0[0]) },
    .segments("two lines changed places") { $0.swapAt(0, 1) },
    .segments("a line's tokens are others") { $0[0] = $0[0].replacing("\"tokens\":", with: "\"tokens\":1") },
    .segments("a line's trained tokens are others") {
      $0[0] = $0[0].replacing("loss_tokens\":", with: "loss_tokens\":1")
    },
    .segments("a line's row is another") { $0[0] = $0[0].replacing("\"row\":0", with: "\"row\":1") },
    .segments("a line's segment is another") { $0[0] = $0[0].replacing("\"segment\":0", with: "\"segment\":1") },
    .segments("a line's shard is another") { $0[0] = $0[0].replacing("00000-of", with: "00001-of") },
    .segments("a line's sum is no sum") {
      $0[0] = $0[0].replacing("\"record_sha256\":\"", with: "\"record_sha256\":\"x")
    },
    .segments("a line's number is 0") { $0[0] = $0[0].replacing("\"line\":1", with: "\"line\":0") },
    .segments("a line has a key more") { $0[0] = $0[0].replacing("{", with: "{\"x\":1,") },
    .segments("a line is no JSON") { $0[0] = "x" },
    Damage("segments.jsonl does not end in a line feed", .verifySegments) { tree in
      tree.setFile("segments.jsonl", tree.lines(of: "segments.jsonl").joined(separator: "\n"))
      tree.seal()
    },
    // Ledger
    Damage("a ledger line is no object", .verifyLedger) { tree in
      tree.setFile("fit-ledger.jsonl", "{\"a\":1}\n[]\n")
      tree.seal()
    },
    Damage("the ledger does not end in a line feed", .verifyLedger) { tree in
      tree.setFile("fit-ledger.jsonl", "{\"a\":1}")
      tree.seal()
    },
    Damage("a ledger line names no record", .verifyLedger) { tree in
      tree.setFile("fit-ledger.jsonl", "{\"action\":\"dropped\",\"examples\":[]}\n")
      tree.seal()
    },
    Damage("the ledger has a line less than records were dropped", .verifyCounts) { tree in
      tree.setFile("fit-ledger.jsonl", tree.lines(of: "fit-ledger.jsonl").dropLast().map { $0 + "\n" }.joined())
      tree.seal()
    },
    .manifest("more records are said to be shortened than the ledger lists", .verifyCounts) {
      $0.description.counts.trimmed = 3
    },
    .ledger("a record that was dropped is in the shards") {
      $0.replacing(#/"trimmed","examples":.*/#, with: "\"dropped\",\"examples\":[]}")
    },
    .ledger("a shortened record has other tokens") { $0.replacing("{\"tokens\":", with: "{\"tokens\":1") },
    .ledger("a shortened record has other trained tokens") {
      $0.replacing("\"loss_tokens\":", with: "\"loss_tokens\":1")
    },
    Damage("an example of a record that was not divided has a number", .verifyLedger) { tree in
      var lines = tree.lines(of: "segments.jsonl")
      lines[0] = lines[0].dropLast() + ",\"example\":0}"
      tree.setFile("segments.jsonl", lines.map { $0 + "\n" }.joined())
      tree.seal()
    },
    .segments("the number of an example is none") { $0[0] = $0[0].dropLast() + ",\"example\":-1}" },
    .ledger("a shortened record has another identifier") { $0.replacing("record_id\":\"", with: "record_id\":\"z") },
    .ledger("a shortened record is not in the shards") { $0.replacing("\"line\":", with: "\"line\":9") },
    // Card
    .card("the card has no front matter", "---\n", ""),
    .card("the card's rows are others", "num_examples: ", "num_examples: 1"),
    .card("the card's files are others", "data/train-*", "data/tra*"),
    .card("a feature has another type", "sequence: int32", "sequence: int64"),
    .card("a feature is missing", "  - name: 'labels'\n    sequence: int32\n", ""),
    .card("the card's size is another", "n<1K", "1K<n<10K"),
    .card("the card has no license", "license: 'unknown'\n", ""),
    .card("the license is other without a name", "license: 'unknown'", "license: other"),
    .card("a language is a sentence", "- 'en'", "- 'English, mostly'"),
    .card("a language is read as false", "- 'en'", "- [no]"),
    .card("a key comes twice", "license: 'unknown'\n", "license: 'unknown'\nlicense: mit\n"),
    Damage("the card is enormous", .verifyCard) { tree in
      tree.files["README.md"]? += [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
      tree.sealChecksums()
    },
    .card("a count of its text is another", "| train | 2 |", "| train | 3 |"),
    .card("a length of its text is another", "| p95 | max |", "| max | p95 |"),
    .card("a bar of its text is longer", "█ ", "██ "),
    .card("a file's sum is another", "records | sha256 |", "records | sha512 |"),
    .card("the license of its text is another", "License: nobody", "License: somebody"),
    .card("the front matter is no YAML", "pretty_name: ", "pretty_name: ]"),
  ]

  @Test("a damage is found, and named", arguments: damages)
  func found(damage: Damage) throws {
    let folder = TemporaryFolder()
    try SyntheticExport(seed: 3, maximumShardByteCount: 12_000).write(to: folder.path("out"))
    var tree = try ExportTree(folder, "out")
    try #require(tree.manifest.splits[0].shards.count == 2)
    let before = tree.files
    try damage.change(&tree)
    try #require(tree.files != before, "the damage changed nothing")
    try tree.write(to: folder, "damaged")
    let report = try ExportVerifier().verify(folder.path("damaged"))
    #expect(!report.passed)
    #expect(report.findings.contains { $0.code == damage.code }, "found \(report.findings.map { "\($0)" })")
    #expect(report.findings.allSatisfy { $0.severity == .error && !$0.places.isEmpty })
  }

  @Test("an export that was read into memory and written again verifies, sealed or not")
  func undamaged() throws {
    let folder = TemporaryFolder()
    try SyntheticExport(seed: 3).write(to: folder.path("out"))
    var tree = try ExportTree(folder, "out")
    try tree.setRows(0, tree.rows(0))
    tree.seal()
    try tree.write(to: folder, "again")
    #expect(try ExportVerifier().verify(folder.path("again")).findings == [])
    #expect(try folder.files(in: "again") == folder.files(in: "out"))
  }

  @Test("a record that was shortened as the ledger says is no finding")
  func shortened() throws {
    let folder = TemporaryFolder()
    try SyntheticExport(seed: 3).write(to: folder.path("out"))
    var tree = try ExportTree(folder, "out")
    let lines = tree.lines(of: "fit-ledger.jsonl") + [tree.ledgerLine(forSegment: 0)]
    tree.setFile("fit-ledger.jsonl", lines.map { $0 + "\n" }.joined())
    tree.manifest.description.counts.trimmed = 1
    var summary = LedgerSummary()
    for line in lines { summary.add(try JSONReader().readTree(Array(line.utf8), at: InputLocation(source: ""))) }
    tree.manifest.description.ledger = summary
    try tree.writeCard()
    tree.seal()
    try tree.write(to: folder, "again")
    #expect(try ExportVerifier().verify(folder.path("again")).findings == [])
  }

  @Test("what is read on the way is what was written: the examples in the order of the shards, and the ledger's lines")
  func reader() throws {
    let folder = TemporaryFolder()
    let export = SyntheticExport(seed: 3)
    try export.write(to: folder.path("out"))
    var examples: [ExportedExample] = []
    var lines: [String] = []
    let reader = ExportReader(
      ledgerLine: { line, _ in lines.append(String(decoding: line, as: UTF8.self)) },
      example: { examples.append($0) })
    _ = try ExportVerifier().verify(folder.path("out"), reader: reader)
    let expected = export.rows.flatMap(\.segments)
    #expect(examples.map(\.tokenCount) == expected.map(\.tokens.count))
    #expect(examples.map(\.lossTokenCount) == expected.map(\.lossTokenCount))
    #expect(examples.map(\.source) == expected.map(\.source))
    #expect(examples.map(\.contentSum) == expected.map(\.contentSum))
    #expect(examples.map(\.indexInRow) == export.rows.flatMap { Array($0.segments.indices) })
    #expect(lines == export.ledgerLines)
  }

  @Test("an example's sum tells its tokens and its labels, however its loss ranges are written")
  func contentSums() {
    let source = SegmentSource(recordID: nil, file: "a", line: nil, recordSum: SHA256Sum(of: []))
    let sum = { (tokens: [Int32], ranges: [Range<Int>]) in
      PackedSegment(tokens: tokens, lossRanges: ranges, source: source).contentSum
    }
    #expect(sum([1, 2, 3, 4], [0..<2, 2..<3]) == sum([1, 2, 3, 4], [0..<3]))
    let others = [
      sum([1, 2, 3, 4], [0..<3]), sum([1, 2, 3, 4], [1..<3]), sum([1, 2, 3, 4], []), sum([1, 2, 4, 3], [0..<3]),
      sum([1, 2, 3], [0..<3]), sum([1, 2, 3, 4], [0..<1, 2..<3]), sum([1, 2, 3, 4, 0, 0, 3, 0], []),
    ]
    #expect(Set(others).count == others.count)
  }

  @Test(
    "a download of the Hub's client, links to files elsewhere, passes, and so does what git and the Hub put beside it")
  func downloads() throws {
    let folder = TemporaryFolder()
    try SyntheticExport(seed: 3).write(to: folder.path("export"))
    #expect(mkdir(folder.path("snapshot"), 0o777) == 0 && mkdir(folder.path("snapshot/data"), 0o777) == 0)
    for name in try FileSystem.names(in: folder.path("export")).map({ String(decoding: $0, as: UTF8.self) })
    where name != "data" {
      #expect(symlink(folder.path("export/\(name)"), folder.path("snapshot/\(name)")) == 0)
    }
    for name in try FileSystem.names(in: folder.path("export/data")).map({ String(decoding: $0, as: UTF8.self) }) {
      #expect(symlink(folder.path("export/data/\(name)"), folder.path("snapshot/data/\(name)")) == 0)
    }
    #expect(
      mkdir(folder.path("snapshot/.cache"), 0o777) == 0 && mkdir(folder.path("snapshot/.gitattributes"), 0o777) == 0)
    #expect(try ExportVerifier().verify(folder.path("snapshot")).findings.isEmpty)
    #expect(mkdir(folder.path("snapshot/.hidden"), 0o777) == 0)
    #expect(try ExportVerifier().verify(folder.path("snapshot")).findings.map(\.code) == [.verifyUnlistedFile])
  }

  @Test("a link that leads nowhere, a folder and a pipe in the place of a file are a missing file")
  func otherKinds() throws {
    let folder = TemporaryFolder()
    for (name, make) in [
      ("link", { (path: String, target: String) in symlink(target + ".gone", path) }),
      ("folder", { path, _ in mkdir(path, 0o777) }), ("pipe", { path, _ in mkfifo(path, 0o666) }),
    ] {
      try SyntheticExport(seed: 3).write(to: folder.path(name))
      let ledger = folder.path("\(name)/fit-ledger.jsonl")
      try FileSystem.rename(ledger, folder.path("\(name).moved"))
      #expect(make(ledger, folder.path("\(name).moved")) == 0)
      let report = try ExportVerifier().verify(folder.path(name))
      #expect(report.findings.contains { $0.code == .verifyMissingFile }, "\(name): \(report.findings)")
    }
  }

  @Test("a folder without a manifest is not an export")
  func notAnExport() throws {
    let folder = TemporaryFolder()
    for path in [folder.path, folder.path("nothing")] {
      let error = #expect(throws: TrainPackError.self) { try ExportVerifier().verify(path) }
      #expect(error?.code == .exportNotAnExport)
      #expect(error?.location?.source == path)
    }
  }
}

@Suite("Findings of a verification")
struct VerificationFindingsTests {
  @Test("a line with two faults is one place, and what is wrong with a file as a whole is said by itself")
  func places() {
    var findings = VerificationFindings()
    let line = { (number: Int) in InputLocation(source: "ledger.jsonl", line: number) }
    findings.add(.verifyLedger, "first", at: line(1))
    findings.add(.verifyLedger, "second", at: line(1))
    findings.add(.verifyLedger, "third", at: line(2))
    #expect(findings.all.map(\.places) == [[line(1), line(2)]] && findings.all.map(\.count) == [2])
    let whole = InputLocation(source: "ledger.jsonl")
    for message in ["one is missing", "two are missing", "two are missing"] {
      findings.add(.verifyLedger, message, at: whole)
    }
    #expect(findings.all.map(\.message) == ["first", "one is missing", "two are missing"])
    #expect(findings.all.dropFirst().allSatisfy { $0.places == [whole] && $0.count == 1 })
  }
}
