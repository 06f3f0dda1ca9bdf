import Diagnostics
import TestSupport
import Testing

@testable import ShardExport

@Suite("Cutting rows into shards")
struct ShardPlanTests {
  private static let form = ShardForm(layout: .jsonl, compression: .none)

  private static func plan(_ sizes: [Int], _ rules: ShardingRules) throws -> [Int] {
    try ShardPlan(sizes, split: "train", rules, form: form).rowCounts
  }

  @Test("even cuts keep to the limits, need no more shards than filled ones, and are a multiple", arguments: 1...200)
  func random(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let longest = [20, 200, 9_000][seed % 3]
    let sizes = (0..<Int.random(in: 40...300, using: &generator)).map { _ in
      Int.random(in: 0...9, using: &generator) == 0 ? longest : Int.random(in: 10...200, using: &generator)
    }
    let rowLimit = seed % 2 == 0 ? Int.random(in: 5...40, using: &generator) : nil
    var rules = ShardingRules(
      maximumByteCount: Int.random(in: 3_000...12_000, using: &generator), maximumRowCount: rowLimit)
    let filled = try Self.plan(sizes, rules)
    rules.cut = .even
    rules.multiple = Int.random(in: 1...6, using: &generator)
    let even = try? Self.plan(sizes, rules)
    let count = (filled.count + rules.multiple - 1) / rules.multiple * rules.multiple
    guard let even else {
      #expect(count > sizes.count, "seed \(seed)")
      return
    }
    #expect(even.count == count, "seed \(seed)")
    for counts in [filled, even] {
      #expect(counts.reduce(0, +) == sizes.count && counts.allSatisfy { $0 > 0 }, "seed \(seed)")
      var start = 0
      for rows in counts {
        let size = sizes[start..<start + rows].reduce(0, +)
        #expect(size <= rules.maximumContentByteCount || rows == 1, "seed \(seed)")
        #expect(rows <= rowLimit ?? .max, "seed \(seed)")
        start += rows
      }
    }
  }

  @Test("rows of one size are cut into shards that differ by one row at most")
  func uniform() throws {
    for (rows, multiple) in [(10, 4), (100, 7), (64, 8), (65, 8), (8, 8), (1_000, 3)] {
      let counts = try Self.plan([Int](repeating: 50, count: rows), ShardingRules(cut: .even, multiple: multiple))
      #expect(counts.count == multiple && (counts.max() ?? 0) - (counts.min() ?? 0) <= 1, "\(counts)")
    }
    let rows = try Self.plan([Int](repeating: 50, count: 100), ShardingRules(cut: .even, maximumRowCount: 30))
    #expect(rows == [25, 25, 25, 25])
    #expect(try Self.plan([Int](repeating: 50, count: 100), ShardingRules(maximumRowCount: 30)) == [30, 30, 30, 10])
    #expect(try Self.plan([], ShardingRules(cut: .even)) == [])
  }

  @Test("shards of rows of many sizes are of nearly one size")
  func balance() throws {
    var generator = SeededGenerator(seed: 5)
    let sizes = (0..<2_000).map { _ in Int.random(in: 100...1_000, using: &generator) }
    let counts = try Self.plan(sizes, ShardingRules(cut: .even, multiple: 16))
    var start = 0
    let even = Double(sizes.reduce(0, +)) / 16
    for rows in counts {
      let size = sizes[start..<start + rows].reduce(0, +)
      #expect(abs(Double(size) - even) < 1_000, "\(size) of \(even)")
      start += rows
    }
  }

  @Test("a row beyond the limit has a shard of its own, and the others are still even")
  func longRow() throws {
    var sizes = [Int](repeating: 100, count: 60)
    sizes[30] = 50_000
    let counts = try Self.plan(sizes, ShardingRules(cut: .even, maximumByteCount: 4_000))
    #expect(counts == [16, 14, 1, 15, 14], "\(counts)")
  }

  @Test("too few rows for so many shards are an error that says how many there are")
  func tooFewRows() {
    for (rows, rules, words) in [
      (3, ShardingRules(cut: .even, multiple: 4), "has 3 rows, too few for 4 shards"),
      (1, ShardingRules(cut: .even, multiple: 2), "has 1 row, too few for 2 shards"),
      (10, ShardingRules(cut: .even, maximumRowCount: 1, multiple: 4), "has 10 rows, too few for 12 shards"),
    ] {
      let error = #expect(throws: TrainPackError.self) { try Self.plan([Int](repeating: 50, count: rows), rules) }
      #expect(error?.code == .exportShardMultiple && error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
  }

  @Test(
    "limits that cannot be are refused",
    arguments: [
      ShardingRules(cut: .even, multiple: 0), ShardingRules(cut: .fill, multiple: 2),
      ShardingRules(cut: .even, multiple: 10_001), ShardingRules(maximumRowCount: 0),
      ShardingRules(maximumByteCount: 2_047),
    ])
  func refusals(rules: ShardingRules) {
    #expect(throws: TrainPackError.self) { try rules.validate() }
  }

  @Test(
    "the size of a line is known without writing it",
    arguments: [
      RowSchema.packed(.omitted), .packed(.written), .tokens,
    ])
  func lineByteCount(schema: RowSchema) {
    var encoder = PackedRowEncoder(schema: schema)
    for seed in 1...20 {
      var export = SyntheticExport(seed: UInt64(seed), rowCount: 20, contextLength: seed % 2 == 0 ? 64 : 1_300)
      export.isOneExample = schema == .tokens
      for (_, row) in export.rows {
        let size = PackedRowSize(schema)
        let expected = size.lineByteCount(ofSegments: row.map(size.byteCount))
        encoder.encode(row) { #expect($0.count == expected) }
      }
    }
  }

  @Test("an export of even shards is proven in every layout, and keeps its promise", arguments: ShardLayout.allCases)
  func exported(layout: ShardLayout) throws {
    let folder = TemporaryFolder()
    var export = SyntheticExport(seed: 6, rowCount: 61, layout: layout, splitNames: ["train", "test"])
    (export.cut, export.shardMultiple, export.maximumShardRowCount) = (.even, 4, 6)
    let manifest = try export.write(to: folder.path("out"))
    #expect(manifest.splits.map(\.shards.count) == [8, 8])
    #expect(manifest.sharding == export.sharding)
    #expect(try ExportVerifier().verify(folder.path("out")).passed)
    var few = export
    few.shardMultiple = 32
    let error = #expect(throws: TrainPackError.self) { try few.write(to: folder.path("few")) }
    #expect(error?.code == .exportShardMultiple)
  }

  @Test(
    "rows other than those that shards were planned for are an error", arguments: ShardLayout.allCases,
    [(rows: 8, added: 0), (9, -1), (9, 1), (10, 0)])
  func otherRows(layout: ShardLayout, change: (rows: Int, added: Int)) throws {
    let folder = TemporaryFolder()
    var export = SyntheticExport(seed: 6, rowCount: 9, layout: layout)
    export.cut = .even
    let size = PackedRowSize(export.schema)
    var sizes = export.rows.map { size.lineByteCount(ofSegments: $0.segments.map(size.byteCount)) }
    sizes = Array((sizes + sizes).prefix(change.rows))
    sizes[4] += change.added
    let writer = try ExportWriter(destination: folder.path("out"), options: export.options)
    try writer.cut(intoShardsOf: sizes)
    for line in export.ledgerLines { try writer.append(ledgerLine: Array(line.utf8)) }
    let error = #expect(throws: TrainPackError.self) {
      for (split, segments) in export.rows { try writer.append(row: segments, to: split) }
      _ = try writer.finish(export.description)
    }
    #expect(error?.code == .exportDescription)
  }
}
