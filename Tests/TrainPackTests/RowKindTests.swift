import ContextFitting
import Diagnostics
import Foundation
import ShardExport
import StrictJSON
import Testing

@testable import TrainPack

@Suite("Row kinds and splits of an export")
struct RowKindTests {
  private func export(
    _ paths: [String], to destination: String, rows: RowKind = .messages, layout: ShardLayout = .jsonl,
    compression: ShardCompression = .none, splitting: Splitting = .none, profile: String = "qwen2.5-7b-instruct",
    context: Int = 512, policy: FitPolicy = .trim, jobs: Int = 2
  ) throws -> ExportOutcome {
    let model = try PipelineFixture.model(profile)
    var limits = Limits()
    limits.maximumCutsMeasured = 40
    return try ExportPipeline(
      input: try DatasetInput(paths: paths, limits: limits), model: model,
      budget: try ContextBudget(contextLength: context),
      configuration: ExportConfiguration(
        destination: destination, policy: policy, rows: rows, layout: layout, compression: compression,
        splitting: splitting), work: WorkPlan(jobs: jobs)
    ).run()
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = PipelineFixture.temporaryPath()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func rows(_ folder: String, _ manifest: Manifest, split: Int = 0) throws -> [JSON] {
    let path = folder + "/" + manifest.splits[split].shards[0].path
    let reader = JSONReader()
    return try Array(Data(contentsOf: URL(fileURLWithPath: path))).split(separator: 0x0A).map {
      try reader.readTree(Array($0), at: InputLocation(source: path))
    }
  }

  @Test(
    "every row kind is exported, alike for any number of workers, and proven against its source",
    arguments: [
      RowKind.packed, .tokens, .messages, .promptCompletion, .text,
    ])
  func kinds(rows kind: RowKind) throws {
    try withFolder { folder in
      let (out, twin) = (folder + "/out", folder + "/twin")
      let outcome = try export([PipelineFixture.examples], to: out, rows: kind, layout: .webdataset, jobs: 1)
      _ = try export([PipelineFixture.examples], to: twin, rows: kind, layout: .webdataset, jobs: 3)
      #expect(try PipelineFixture.files(below: out) == PipelineFixture.files(below: twin))
      let counts = outcome.manifest.description.counts
      #expect(counts.trimmed > 0 && outcome.manifest.totals.segments == counts.exported)
      #expect(kind == .packed || outcome.manifest.totals.rows == counts.exported)
      let verified = try VerifyPipeline(directory: out, source: PipelineFixture.source([PipelineFixture.examples]))
        .run()
      #expect(verified.isProven, "\(verified.findings)")
      #expect(verified.source?.exportedCount == counts.exported)
    }
  }

  @Test(
    "the counts and the order of records are the same in every row kind, and a shortened record is shortened in each")
  func sameExamples() throws {
    try withFolder { folder in
      var counts: Set<[Int]> = []
      for kind in [RowKind.packed, .tokens, .messages, .text] {
        let outcome = try export([PipelineFixture.examples], to: "\(folder)/\(kind.rawValue)", rows: kind, context: 256)
        let totals = outcome.manifest.totals
        counts.insert([totals.segments, totals.tokens, totals.lossTokens, outcome.manifest.description.counts.trimmed])
      }
      #expect(counts.count == 1)
      let outcome = try export([PipelineFixture.examples], to: folder + "/again", context: 256)
      let ledger = try String(contentsOfFile: folder + "/again/fit-ledger.jsonl", encoding: .utf8)
      let entries = try ledger.split(separator: "\n").map {
        try JSONReader().readTree(Array($0.utf8), at: InputLocation(source: "ledger"))
      }
      let cut = try #require(
        entries.first { $0["action"]?.string == "trimmed" }?["examples"]?[0]?["removed"]?[0]?["text"]?.string)
      let texts = try rows(folder + "/again", outcome.manifest).compactMap { row in
        row["messages"]?.array?.compactMap { $0["content"]?.string }.joined()
      }
      #expect(!texts.contains { $0.contains(cut) }, "what was cut is not in the messages")
    }
  }

  private static let conversations = """
    {"messages":[{"role":"user","content":"one"},{"role":"assistant","content":"two"},{"role":"user","content":"three"},\
    {"role":"assistant","content":"four"},{"role":"user","content":"five"}]}
    {"messages":[{"role":"system","content":"be brief"},{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}

    """

  @Test("a prompt and its completion are the last answer and what stands before it; earlier answers are a finding")
  func promptCompletion() throws {
    try withFolder { folder in
      let data = folder + "/data.jsonl"
      try Self.conversations.write(toFile: data, atomically: true, encoding: .utf8)
      let outcome = try export([data], to: folder + "/out", rows: .promptCompletion)
      let rows = try rows(folder + "/out", outcome.manifest)
      #expect(rows[0]["prompt"]?.array?.count == 3)
      #expect(rows[0]["completion"]?[0]?["content"]?.string == "four")
      #expect(rows[1]["prompt"]?[0]?["role"]?.string == "system")
      #expect(outcome.findings.map(\.code) == [.exportEarlierTurns])
      #expect(outcome.findings[0].count == 1)
      let messages = try export([data], to: folder + "/messages", rows: .messages)
      #expect(messages.manifest.totals.lossTokens > outcome.manifest.totals.lossTokens)
      #expect(messages.findings == [])
      let verified = try VerifyPipeline(directory: folder + "/out", source: PipelineFixture.source([data])).run()
      #expect(verified.isProven, "\(verified.findings)")
    }
  }

  @Test("records that do not suit a row kind are errors that name one that does")
  func unsuited() throws {
    try withFolder { folder in
      let cases: [(String, RowKind, DiagnosticCode)] = [
        (#"{"text":"plain text"}"#, .messages, .exportRowsUnsuited),
        (#"{"text":"plain text"}"#, .promptCompletion, .exportRowsUnsuited),
        (
          #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#, .preference,
          .exportRowsUnsuited
        ),
        (#"{"messages":[{"role":"assistant","content":"b"}]}"#, .promptCompletion, .exportNoPrompt),
      ]
      for (record, kind, code) in cases {
        let data = folder + "/data.jsonl"
        try (record + "\n").write(toFile: data, atomically: true, encoding: .utf8)
        let error = #expect(throws: TrainPackError.self) { try export([data], to: folder + "/out", rows: kind) }
        #expect(error?.code == code)
        #expect(error?.fix.contains("--rows") == true)
        #expect(error?.location?.line == 1)
      }
    }
  }

  @Test("a rejected answer is a row's own in preference rows, and a finding in others")
  func preference() throws {
    try withFolder { folder in
      let data = folder + "/data.jsonl"
      let record =
        #"{"prompt":[{"role":"user","content":"q"}],"chosen":[{"role":"assistant","content":"yes"}],"#
        + #""rejected":[{"role":"assistant","content":"a much longer answer, which is worse"}]}"#
      try (record + "\n").write(toFile: data, atomically: true, encoding: .utf8)
      let outcome = try export([data], to: folder + "/out", rows: .preference)
      let row = try #require(try rows(folder + "/out", outcome.manifest).first)
      #expect(row["chosen"]?[0]?["content"]?.string == "yes")
      #expect(row["rejected"]?[0]?["content"]?.string?.hasPrefix("a much longer") == true)
      #expect(outcome.findings == [])
      let messages = try export([data], to: folder + "/messages")
      #expect(messages.findings.map(\.code) == [.exportRejectedLeftOut])
      #expect(messages.manifest.totals.tokens < outcome.manifest.totals.tokens, "both answers have to fit")
      for name in ["out", "messages"] {
        let verified = try VerifyPipeline(directory: "\(folder)/\(name)", source: PipelineFixture.source([data])).run()
        #expect(verified.isProven, "\(verified.findings)")
      }
    }
  }

  @Test("a split by shares is proven against its source, and an example that was moved to another split is found")
  func splitByShares() throws {
    try withFolder { folder in
      let splitting = Splitting.shares(
        try SplitShares("train=0.8,validation=0.2"), seed: 3, stratifyBy: try CategoryField("/answer_idx"))
      let outcome = try export([PipelineFixture.examples], to: folder + "/out", splitting: splitting)
      let exported = outcome.manifest.description.counts.exported
      #expect(
        outcome.manifest.splits.map(\.counts.segments) == Apportionment.parts(of: exported, [800_000_000, 200_000_000]))
      let source = try PipelineFixture.source([PipelineFixture.examples])
      #expect(try VerifyPipeline(directory: folder + "/out", source: source).run().isProven)
      // The same rows with another seed in the manifest.
      var sealed = try SealedExport(folder + "/out")
      guard case .shares(let shares, _, let stratification, _) = sealed.manifest.description.splitting else {
        Issue.record("the manifest does not say how the splits were made")
        return
      }
      sealed.manifest.description.splitting = .shares(shares, seed: 4, stratification: stratification)
      try sealed.seal(further: outcome.manifest.splits[1].shards.map(\.path))
      #expect(try VerifyPipeline(directory: folder + "/out").run().isProven)
      let changed = try VerifyPipeline(directory: folder + "/out", source: source).run()
      #expect(changed.findings.map(\.code).contains(.verifySplits), "\(changed.findings)")
    }
  }

  @Test("files form splits of their own, and a file in two splits is an error")
  func splitByFiles() throws {
    try withFolder { folder in
      let dev = folder + "/dev.jsonl"
      try Self.conversations.write(toFile: dev, atomically: true, encoding: .utf8)
      let files = Splitting.files([SplitFile(split: "validation", path: dev)])
      let outcome = try export([PipelineFixture.examples, dev], to: folder + "/out", splitting: files)
      #expect(outcome.manifest.splits.map(\.name) == ["train", "validation"])
      #expect(outcome.manifest.splits[1].counts.segments == 2)
      #expect(outcome.manifest.description.splitting == .files(["train", "validation"]))
      let source = try PipelineFixture.source([PipelineFixture.examples, dev])
      let verified = try VerifyPipeline(directory: folder + "/out", source: source).run()
      #expect(verified.isProven, "\(verified.findings)")
      let error = #expect(throws: TrainPackError.self) {
        try export([dev, dev], to: folder + "/twice", splitting: files)
      }
      #expect(error?.code == .exportSplitFile)
    }
  }

  @Test("an edited message is found, with all sums made right again")
  func editedMessage() throws {
    try withFolder { folder in
      _ = try export([PipelineFixture.examples], to: folder + "/out")
      var sealed = try SealedExport(folder + "/out")
      try sealed.edit(sealed.shard) { $0[2] = $0[2].replacing("The correct answer is", with: "The corrupt answer is") }
      try sealed.seal()
      #expect(try VerifyPipeline(directory: folder + "/out").run().isProven)
      let source = try PipelineFixture.source([PipelineFixture.examples])
      let verified = try VerifyPipeline(directory: folder + "/out", source: source).run()
      #expect(verified.findings.map(\.code) == [.verifyTokens], "\(verified.findings)")
    }
  }
}
