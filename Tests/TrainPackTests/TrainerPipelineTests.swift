import ContextFitting
import Diagnostics
import Foundation
import ShardExport
import Testing

@testable import ShardExport
@testable import TrainPack

/// Exports for a trainer, from the records to what verifying them proves.
@Suite("Exports for trainers")
struct TrainerPipelineTests {
  private func pipeline(
    _ paths: [String], to destination: String, for trainer: Trainer, rows: RowKind? = nil, layout: ShardLayout? = nil
  ) throws -> ExportPipeline {
    let choice = ExportChoice(trainer: trainer, rows: rows, layout: layout)
    return try ExportPipeline(
      input: try DatasetInput(paths: paths), model: PipelineFixture.model("qwen2.5-7b-instruct"),
      budget: try ContextBudget(contextLength: 512),
      configuration: ExportConfiguration(
        destination: destination, rows: choice.rows, positionIDs: choice.positionIDs, layout: choice.layout,
        trainer: trainer), work: WorkPlan(jobs: 2))
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = PipelineFixture.temporaryPath()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("what was asked for comes before what the trainer wants, and that before packed rows in a tar")
  func choice() {
    #expect(ExportChoice(trainer: nil).rows == .packed && ExportChoice(trainer: nil).layout == .jsonlTar)
    #expect(ExportChoice(trainer: nil).positionIDs == .omitted && ExportChoice(trainer: nil).rowsReason == "")
    let axolotl = ExportChoice(trainer: .axolotl)
    #expect(axolotl.rows == .tokens && axolotl.layout == .jsonl && axolotl.rowsReason.contains("--for axolotl"))
    let asked = ExportChoice(trainer: .axolotl, rows: .messages, layout: .jsonlTar)
    #expect(asked.rows == .messages && asked.layout == .jsonlTar && asked.rowsReason == "")
    #expect(ExportChoice(trainer: .transformers).positionIDs == .written)
    #expect(ExportChoice(trainer: .transformers, rows: .packed).positionIDs == .written)
    #expect(ExportChoice(trainer: .transformers, rows: .tokens).positionIDs == .omitted)
    #expect(ExportConfiguration(destination: "", rows: .tokens, positionIDs: .written).positionIDs == .omitted)
    #expect(ExportChoice(trainer: .trl).positionIDs == .omitted)
    #expect(ExportChoice(trainer: .trl, positionIDs: .written).positionIDs == .written)
  }

  @Test("an export for each trainer is proven against its source", arguments: Trainer.allCases)
  func verified(trainer: Trainer) throws {
    try withFolder { folder in
      let outcome = try pipeline([PipelineFixture.examples], to: folder + "/out", for: trainer).run()
      #expect(outcome.manifest.trainer == trainer && outcome.findings.isEmpty)
      #expect(outcome.manifest.rowSchema == trainer.preferredRows)
      let source = try PipelineFixture.source([PipelineFixture.examples])
      let verified = try VerifyPipeline(directory: folder + "/out", source: source).run()
      #expect(verified.isProven, "\(verified.findings)")
    }
  }

  @Test("a trainer that was edited into a manifest is found, also one that could not take the rows")
  func edited() throws {
    try withFolder { folder in
      _ = try pipeline([PipelineFixture.examples], to: folder + "/out", for: .trl).run()
      let source = try PipelineFixture.source([PipelineFixture.examples])
      for trainer in [.transformers, .axolotl, nil] as [Trainer?] {
        var sealed = try SealedExport(folder + "/out")
        sealed.manifest.trainer = trainer
        try sealed.seal()
        #expect(try VerifyPipeline(directory: folder + "/out").run().isProven)
        let findings = try VerifyPipeline(directory: folder + "/out", source: source).run().findings
        #expect(Set(findings.map(\.code)) == [.verifySettings], "\(findings)")
        #expect(trainer != .axolotl || findings.contains { $0.message.contains("see each other") }, "\(findings)")
      }
    }
  }

  @Test("rows or files that the trainer cannot take stop the export before it begins, and a simulation too")
  func refused() throws {
    try withFolder { folder in
      for (trainer, rows, layout, code) in [
        (.axolotl, .packed, nil, "export.trainer-leak"), (.unsloth, .packed, nil, "export.trainer-leak"),
        (.mlxLM, .tokens, nil, "export.trainer-rows"), (.axolotl, nil, .webdataset, "export.trainer-files"),
        (.llamaFactory, nil, .jsonlTar, "export.trainer-files"),
      ] as [(Trainer, RowKind?, ShardLayout?, String)] {
        let pipeline = try pipeline(
          [PipelineFixture.examples], to: folder + "/out", for: trainer, rows: rows, layout: layout)
        #expect(#expect(throws: TrainPackError.self) { try pipeline.run() }?.code.id == code)
        #expect(#expect(throws: TrainPackError.self) { try pipeline.simulate([pipeline.budget]) }?.code.id == code)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }
  }

  @Test("calls of tools that the trainer would read otherwise are an error in the outcome, and the export is sound")
  func misread() throws {
    try withFolder { folder in
      let data = folder + "/data.jsonl"
      let record =
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"type":"function","#
        + #""function":{"name":"f","arguments":{"x":1}}}]},{"role":"tool","content":"1"},{"role":"assistant","content":"a"}]}"#
      try (record + "\n").write(toFile: data, atomically: true, encoding: .utf8)
      let torchtune = try pipeline([data], to: folder + "/torchtune", for: .torchtune).run()
      #expect(torchtune.hasErrors && torchtune.findings.map(\.code.id) == ["export.trainer-messages"])
      #expect(try VerifyPipeline(directory: folder + "/torchtune").run().isProven)
      let axolotl = try pipeline([data], to: folder + "/axolotl", for: .axolotl, rows: .messages).run()
      #expect(axolotl.findings.isEmpty)
    }
  }
}
