import ContextFitting
import Diagnostics
import Foundation
import ShardExport
import Testing

@testable import TrainPack

@Suite("Shards of whole exports")
struct ShardCutTests {
  private func export(
    _ path: String, to destination: String, _ rules: ShardingRules, rows: RowKind, jobs: Int = 2
  ) throws -> ExportOutcome {
    try ExportPipeline(
      input: try DatasetInput(paths: [path]), model: PipelineFixture.model("qwen2.5-7b-instruct"),
      budget: try ContextBudget(contextLength: 512),
      configuration: ExportConfiguration(
        destination: destination, rows: rows, sharding: rules), work: WorkPlan(jobs: jobs)
    ).run()
  }

  @Test(
    "as many shards as were asked for, where late records change the keys of all rows too",
    arguments: [RowKind.packed, .tokens, .messages, .text])
  func multiples(rows: RowKind) throws {
    let folder = PipelineFixture.temporaryPath()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let data = folder + "/data.jsonl"
    let records = (0..<60).map { number in
      let name = number == 50 ? #","name":"Ann""# : ""
      let words = String(repeating: "word \(number) ", count: 20 + number % 9)
      return
        #"{"messages":[{"role":"user","content":"\#(words)"\#(name)},{"role":"assistant","content":"\#(number)"}]}"#
    }
    try records.map { $0 + "\n" }.joined().write(toFile: data, atomically: true, encoding: .utf8)
    let rules = ShardingRules(cut: .even, maximumByteCount: 16_000, multiple: 3)
    let outcome = try export(data, to: folder + "/out", rules, rows: rows, jobs: 1)
    let shards = outcome.manifest.splits[0].shards
    #expect(shards.count.isMultiple(of: 3) && shards.count >= 3)
    #expect(shards.allSatisfy { $0.contentByteCount <= 16_000 })
    #expect(outcome.manifest.sharding == rules)
    _ = try export(data, to: folder + "/twin", rules, rows: rows, jobs: 3)
    #expect(try PipelineFixture.files(below: folder + "/out") == PipelineFixture.files(below: folder + "/twin"))
    let source = try PipelineFixture.source([data])
    let verified = try VerifyPipeline(directory: folder + "/out", source: source).run()
    #expect(verified.isProven, "\(verified.findings)")

    // Other rules that would cut alike are not those of the export.
    _ = try export(data, to: folder + "/one", ShardingRules(cut: .even), rows: rows)
    var sealed = try SealedExport(folder + "/one")
    sealed.manifest.sharding.maximumByteCount += 1
    try sealed.seal()
    let changed = try VerifyPipeline(directory: folder + "/one", source: source).run()
    #expect(changed.findings.map(\.code).contains(.verifySettings), "\(changed.findings)")
    let error = #expect(throws: TrainPackError.self) {
      try export(data, to: folder + "/many", ShardingRules(cut: .even, multiple: 64), rows: rows)
    }
    #expect(error?.code == .exportShardMultiple)
    #expect(!FileManager.default.fileExists(atPath: folder + "/many"))
  }
}
