import ContextFitting
import Diagnostics
import Foundation
import ShardExport
import Testing

@testable import TrainPack

@Suite("Export pipeline")
struct ExportPipelineTests {
  func export(
    _ paths: [String], to destination: String, profile: String = "qwen2.5-7b-instruct", context: Int = 512,
    policy: FitPolicy = .trim, jobs: Int = 1
  ) throws -> ExportOutcome {
    let model = try PipelineFixture.model(profile)
    var limits = Limits()
    limits.maximumCutsMeasured = 40
    return try ExportPipeline(
      input: try DatasetInput(paths: paths, limits: limits), model: model,
      budget: try ContextBudget(contextLength: context),
      configuration: ExportConfiguration(destination: destination, policy: policy), work: WorkPlan(jobs: jobs)
    ).run()
  }

  @Test("every record is exported or dropped, and verify proves the export against its source")
  func accounted() throws {
    for profile in PipelineFixture.profiles {
      let folder = PipelineFixture.temporaryPath()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let outcome = try export([PipelineFixture.examples], to: folder, profile: profile)
      let counts = outcome.manifest.description.counts
      #expect(counts.read == 56)
      #expect(counts.exported + counts.dropped == counts.read)
      #expect(counts.trimmed > 0)
      let verified = try VerifyPipeline(directory: folder, source: PipelineFixture.source([PipelineFixture.examples]))
        .run()
      #expect(verified.isProven, "\(verified.findings)")
      #expect(verified.source?.exportedCount == counts.exported)
      #expect(verified.source?.trimmedCount == counts.trimmed)
    }
  }

  @Test("the bytes of an export do not depend on the number of workers")
  func deterministic() throws {
    let first = PipelineFixture.temporaryPath()
    let second = PipelineFixture.temporaryPath()
    defer { for folder in [first, second] { try? FileManager.default.removeItem(atPath: folder) } }
    _ = try export([PipelineFixture.examples], to: first, jobs: 1)
    _ = try export([PipelineFixture.examples], to: second, jobs: 3)
    #expect(try PipelineFixture.files(below: first) == PipelineFixture.files(below: second))
  }

  @Test("an export that fails leaves nothing at its destination, and nothing beside it")
  func failure() throws {
    let folder = PipelineFixture.temporaryPath()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let data = folder + "/data.jsonl"
    let good = try String(contentsOfFile: PipelineFixture.examples, encoding: .utf8)
    try (good + "{\"broken\":\n").write(toFile: data, atomically: true, encoding: .utf8)
    #expect(throws: TrainPackError.self) { try export([data], to: folder + "/out") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["data.jsonl"])
  }

  @Test("verify finds a source that was changed after the export")
  func changedSource() throws {
    let folder = PipelineFixture.temporaryPath()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let data = folder + "/data.jsonl"
    let text = try String(contentsOfFile: PipelineFixture.examples, encoding: .utf8)
    try text.write(toFile: data, atomically: true, encoding: .utf8)
    _ = try export([data], to: folder + "/out")
    try text.replacing("a", with: "e", maxReplacements: 1).write(toFile: data, atomically: true, encoding: .utf8)
    let changed = try VerifyPipeline(directory: folder + "/out", source: PipelineFixture.source([data])).run()
    #expect(changed.findings.map(\.code) == [.verifyInput, .verifySource])
    let lines = text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
    try lines.write(toFile: data, atomically: true, encoding: .utf8)
    #expect(!(try VerifyPipeline(directory: folder + "/out", source: PipelineFixture.source([data])).run().isProven))
  }
}
