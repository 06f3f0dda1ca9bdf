import ContextFitting
import Diagnostics
import Foundation
import Testing

@testable import ShardExport
@testable import TrainPack

/// What an export refuses, and what it says then.
@Suite("Export refusals")
struct ExportRefusalTests {
  private let folder = PipelineFixture.temporaryPath()
  private static let plain =
    #"{"messages":[{"role":"user","content":" Hi. "},{"role":"assistant","content":"Hello.\n"}]}"#
  private static let developer =
    #"{"messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":"Hi."},"#
    + #"{"role":"assistant","content":"Hello."}]}"#

  private func file(_ name: String, _ lines: [String]) throws -> String {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try (lines.joined(separator: "\n") + "\n").write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    return folder + "/" + name
  }

  private func remove() { try? FileManager.default.removeItem(atPath: folder) }

  private func export(
    _ path: String, rejects: String? = nil, context: Int = 512, policy: FitPolicy = .drop,
    lostContent: LostContentPolicy = .stop, profile: String = "qwen2.5-7b-instruct"
  ) throws -> ExportOutcome {
    try ExportPipeline(
      input: DatasetInput(paths: [path], rejectsPath: rejects), model: PipelineFixture.model(profile),
      budget: ContextBudget(contextLength: context),
      configuration: ExportConfiguration(destination: folder + "/out", policy: policy, lostContent: lostContent)
    ).run()
  }

  @Test("a message that the template leaves out stops the export, at its record")
  func lostContent() throws {
    defer { remove() }
    let data = try file("data.jsonl", [Self.plain, Self.developer])
    let error = #expect(throws: TrainPackError.self) { try export(data) }
    #expect(error?.code == .exportContentLost)
    #expect(error?.location?.line == 2 && error?.location?.pointer == "/messages/0/content")
    #expect(error?.message.contains("developer") == true)
    #expect(error?.fix.contains("trainpack check \(data) --profile qwen2.5-7b-instruct") == true)
    #expect(!FileManager.default.fileExists(atPath: folder + "/out"))
  }

  @Test("records of which text is left out can be set aside, or kept, and verify follows")
  func lostContentChosen() throws {
    defer { remove() }
    let data = try file("data.jsonl", [Self.plain, Self.developer])
    var counts = try export(data, rejects: folder + "/rejects.jsonl").manifest.description.counts
    #expect(counts.exported == 1 && counts.rejected == 1)
    #expect(try String(contentsOfFile: folder + "/rejects.jsonl", encoding: .utf8).contains("export.content-lost"))
    let source = try PipelineFixture.source([data])
    #expect(try VerifyPipeline(directory: folder + "/out", source: source).run().findings == [])
    try FileManager.default.removeItem(atPath: folder + "/out")
    counts = try export(data, lostContent: .keep).manifest.description.counts
    #expect(counts.exported == 2)
    #expect(try VerifyPipeline(directory: folder + "/out", source: source).run().findings == [])
  }

  @Test("an export of which nothing is left counts the reasons, and names the command that shows more")
  func nothingLeft() throws {
    defer { remove() }
    let data = try file("it's data.jsonl", [Self.plain, Self.plain, Self.developer])
    let error = #expect(throws: TrainPackError.self) {
      try export(data, rejects: folder + "/rejects.jsonl", context: 8)
    }
    #expect(error?.code == .exportNothingToExport)
    #expect(error?.message == "none of the 3 records is left to export")
    #expect(
      error?.details == [
        "dropped because they do not fit 8 tokens, with --fit drop: 2",
        "set aside as bad: 1, in \(folder)/rejects.jsonl with the reason of each",
      ])
    let quoted = "'" + data.replacing("'", with: "'\\''") + "'"
    #expect(
      error?.fix.contains(
        "`trainpack fit \(quoted) --profile qwen2.5-7b-instruct --context-length 8 --fit drop --output fitted.jsonl "
          + "--ledger ledger.jsonl --on-bad-record skip`") == true, "\(error?.fix ?? "")")
  }

  @Test("an export of which every answer has the weight 0 says so, and points to no ledger")
  func allUnweighted() throws {
    defer { remove() }
    let data = try file("data.jsonl", [Self.plain.replacing(#""Hello.\n""#, with: #""Hello.","weight":0"#)])
    let error = #expect(throws: TrainPackError.self) { try export(data) }
    #expect(error?.code == .exportNothingToExport)
    #expect(
      error?.details == [
        "dropped because no token of them is trained: 1",
        #"  as all of their answers have the weight 0 ("weight", "loss_weight", "loss" or "train"): 1"#,
      ])
    #expect(error?.fix.contains("the weight 1") == true && error?.fix.contains("ledger") == false)
  }

  @Test("an export of bad records alone says that they are bad")
  func allBad() throws {
    defer { remove() }
    let data = try file("data.jsonl", [Self.developer])
    let error = #expect(throws: TrainPackError.self) { try export(data, rejects: folder + "/rejects.jsonl") }
    #expect(error?.code == .exportNothingToExport)
    #expect(error?.details == ["set aside as bad: 1, in \(folder)/rejects.jsonl with the reason of each"])
    #expect(error?.fix.contains("trainpack check") == true)
  }

  @Test("no shipped template leaves anything out of the sample dataset, whichever system prompt it is given")
  func nothingLost() throws {
    defer { remove() }
    let prompt = try file("prompt.txt", ["You are a doctor."])
    for profile in PipelineFixture.profiles where profile != "mistral-7b-instruct-v0.1" {
      let input = try DatasetInput(paths: [PipelineFixture.examples], systemPromptPath: prompt)
      let outcome = try ExportPipeline(
        input: input, model: PipelineFixture.model(profile), budget: ContextBudget(contextLength: 512),
        configuration: ExportConfiguration(destination: folder + "/" + profile)
      ).run()
      #expect(outcome.manifest.description.counts.read == 56)
    }
  }
}
