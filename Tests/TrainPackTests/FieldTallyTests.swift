import ContextFitting
import Diagnostics
import Foundation
import ShardExport
import StrictJSON
import Testing

@testable import ShardExport
@testable import TrainPack

@Suite("Sources, authors and subjects of the records")
struct FieldTallyTests {
  private static func labels(_ record: String) throws -> [FieldLabel] {
    let document = try JSONReader().readTree(Array(record.utf8), at: InputLocation(source: "data"))
    let bytes = JSONWriter.bytes(of: document)
    return FieldLabel.labels(of: try JSONReader().read(bytes, at: InputLocation(source: "data")).root)
  }

  private static func tables(_ records: [String], splits: [[Int]]? = nil) throws -> [FieldTable] {
    var tally = FieldTally()
    for record in records { tally.add(try labels(record)) }
    return tally.tables(splits ?? [Array(records.indices)])
  }

  @Test("values are counted for each split, the most frequent first, and records without the field too")
  func counts() throws {
    let records = [
      #"{"source":"b"}"#, #"{"source":"a"}"#, #"{"source":"a"}"#, #"{"source":null}"#, #"{"source":""}"#,
      #"{"source":[ "b" ],"model":4}"#,
    ]
    let tables = try Self.tables(records, splits: [[0, 1, 3], [2, 4, 5]])
    #expect(
      tables == [
        FieldTable(
          role: .source, field: "source",
          values: [
            .init(value: Array(#""a""#.utf8), counts: [1, 1]), .init(value: Array(#""b""#.utf8), counts: [1, 0]),
            .init(value: Array(#"["b"]"#.utf8), counts: [0, 1]),
          ], otherValueCount: 0, otherCounts: [0, 0], missingCounts: [1, 1]),
        FieldTable(
          role: .authorModel, field: "model", values: [.init(value: Array("4".utf8), counts: [0, 1])],
          otherValueCount: 0, otherCounts: [0, 0], missingCounts: [3, 2]),
      ])
    for table in tables { #expect(table.contradiction([3, 3]) == nil) }
  }

  @Test("beyond twenty values the others are counted together, and fields of texts or identifiers are left out")
  func others() throws {
    let many = try Self.tables((0..<100).map { #"{"topic":"\#($0 % 30)"}"# })
    #expect(many.count == 1 && many[0].values.count == 20 && many[0].otherValueCount == 10)
    #expect(many[0].otherCounts == [30] && many[0].contradiction([100]) == nil)
    #expect(try Self.tables((0..<30).map { #"{"topic":"\#($0)"}"# }).isEmpty, "each record has another")
    #expect(try Self.tables((0..<20).map { #"{"topic":"\#($0)"}"# }).count == 1)
    let long = String(repeating: "x", count: 200)
    #expect(try Self.tables([#"{"topic":"a"}"#, #"{"topic":"\#(long)"}"#, #"{"topic":"a"}"#]).isEmpty)
    #expect(try Self.tables((0..<3_000).map { #"{"source":"\#($0 % 1_001)"}"# }).isEmpty)
    #expect(try Self.tables((0..<3_000).map { #"{"source":"\#($0 % 1_000)"}"# }).count == 1)
    #expect(try Self.tables([#"{"other":"a"}"#, #"["source"]"#]).isEmpty)
  }

  @Test("every field has one role")
  func roles() {
    let names = FieldRole.allFields.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test("the manifest and the card have them, and other values are found against the source")
  func exported() throws {
    let folder = PipelineFixture.temporaryPath()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let data = folder + "/data.jsonl"
    let records = (0..<40).map { number in
      #"{"prompt":"question \#(number)","completion":"answer","source":"s|\#(number % 3)","category":"\#(number % 2)"}"#
    }
    try records.map { $0 + "\n" }.joined().write(toFile: data, atomically: true, encoding: .utf8)
    let outcome = try ExportPipeline(
      input: try DatasetInput(paths: [data]), model: PipelineFixture.model("qwen2.5-7b-instruct"),
      budget: try ContextBudget(contextLength: 64),
      configuration: ExportConfiguration(
        destination: folder + "/out", rows: .tokens,
        license: CardLicense(identifier: "other", name: "terms", link: "https://example.org/terms"))
    ).run()
    let fields = outcome.manifest.description.fields
    #expect(fields.map(\.field) == ["source", "category"] && fields.map { $0.values.count } == [3, 2])
    let card = try String(contentsOfFile: folder + "/out/README.md", encoding: .utf8)
    #expect(card.contains("| <code>s&#124;0</code> | 14 |\n| <code>s&#124;1</code> | 13 |"))
    #expect(card.contains("License: <code>other</code>, <code>terms</code>, <code>https://example.org/terms</code>\n"))
    let source = try PipelineFixture.source([data])
    #expect(try VerifyPipeline(directory: folder + "/out", source: source).run().isProven)

    var sealed = try SealedExport(folder + "/out")
    sealed.manifest.description.fields[0].values[0].value = Array(#""other""#.utf8)
    try sealed.seal()
    #expect(try VerifyPipeline(directory: folder + "/out").run().isProven)
    let changed = try VerifyPipeline(directory: folder + "/out", source: source).run()
    #expect(changed.findings.map(\.code) == [.verifyFields], "\(changed.findings)")
  }
}
