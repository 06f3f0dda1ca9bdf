import ContextFitting
import Diagnostics
import Foundation
import SequencePacking
import Testing

@testable import ShardExport
@testable import TrainPack

/// An edit of an export that keeps all its sums right, and the code of the finding that must name it.
struct Tampering: CustomTestStringConvertible, Sendable {
  var name: String
  var code: DiagnosticCode
  /// Whether the export alone shows it, without its source.
  var isSeenWithoutSource: Bool
  var change: @Sendable (inout SealedExport) throws -> Void

  var testDescription: String { name }

  init(
    _ name: String, _ code: DiagnosticCode, isSeenWithoutSource: Bool = false,
    _ change: @escaping @Sendable (inout SealedExport) throws -> Void
  ) {
    self.name = name
    self.code = code
    self.isSeenWithoutSource = isSeenWithoutSource
    self.change = change
  }

  static func row(_ name: String, _ change: @escaping @Sendable (inout RowText) throws -> Void) -> Tampering {
    Tampering(name, .verifyTokens) { export in
      try export.edit(export.shard) { lines in
        var row = RowText(lines[3])
        try change(&row)
        lines[3] = row.line
      }
    }
  }

  /// An edit of the first line of the ledger.
  static func ledger(_ name: String, _ change: @escaping @Sendable (String) -> String) -> Tampering {
    Tampering(name, .verifyFit) { try $0.edit("fit-ledger.jsonl") { $0[0] = change($0[0]) } }
  }

  static func manifest(
    _ name: String, _ code: DiagnosticCode, _ change: @escaping @Sendable (inout ExportDescription) -> Void
  ) -> Tampering {
    Tampering(name, code) { change(&$0.manifest.description) }
  }

  static func setting(_ name: String, _ stage: WritableKeyPath<ExportDescription, StageDescription> & Sendable)
    -> Tampering
  {
    manifest("the setting \(name) is another", .verifySettings) { description in
      let index = description[keyPath: stage].settings.firstIndex { $0.name == name } ?? 0
      switch description[keyPath: stage].settings[index].value {
      case .integer(let value): description[keyPath: stage].settings[index].value = .integer(value + 1)
      case .text: description[keyPath: stage].settings[index].value = .text("keep")
      case .flag(let value): description[keyPath: stage].settings[index].value = .flag(!value)
      case .texts(let values): description[keyPath: stage].settings[index].value = .texts(values + ["other"])
      }
    }
  }
}

extension StageDescription {
  fileprivate mutating func add(_ name: String, _ value: StageSetting.Value) {
    settings.append(StageSetting(name, value))
  }
}

@Suite("Verifying against the source")
struct VerifySourceTests {
  static let tamperings: [Tampering] = [
    .manifest("system prompts are said to be folded", .verifySettings) {
      $0.fitting.settings.append(StageSetting("system", .text("fold")))
    },
    .manifest("something unknown is said of system prompts", .verifySettings) {
      $0.fitting.settings.append(StageSetting("system", .text("keep")))
    },
    .row("a prompt token is another") { row in
      let index = try #require(row.labels.indices.first { row.labels[$0] == "-100" && row.ids[$0].count > 2 })
      row.ids[index] = RowText.other(row.ids[index])
    },
    .row("a trained token is another, in ids and labels") { row in
      let index = try #require(row.labels.indices.first { row.labels[$0] != "-100" && row.ids[$0].count > 2 })
      row.ids[index] = RowText.other(row.ids[index])
      row.labels[index] = row.ids[index]
    },
    .row("another token of an example is trained") { row in
      let trained = try #require(row.labels.indices.first { row.labels[$0] != "-100" && row.ids[$0].count == 4 })
      let other = try #require(
        row.labels.indices.first { row.labels[$0] == "-100" && row.ids[$0].count == 4 && trained - $0 < 200 })
      row.labels[trained] = "-100"
      row.labels[other] = row.ids[other]
    },
    Tampering("two rows changed places", .verifyRows) { export in
      try export.edit(export.shard) { $0.swapAt(3, 4) }
      try export.edit("segments.jsonl") { lines in
        let rows = [3, 4].map { row in lines.filter { $0.contains("\"row\":\(row),") } }
        let start = try #require(lines.firstIndex(of: rows[0][0]))
        let swapped =
          rows[1].map { $0.replacing("\"row\":4,", with: "\"row\":3,") }
          + rows[0].map { $0.replacing("\"row\":3,", with: "\"row\":4,") }
        lines.replaceSubrange(start..<start + swapped.count, with: swapped)
      }
    },
    Tampering("an example has another record_id", .verifySource) { export in
      try export.edit("segments.jsonl") { $0[0] = $0[0].replacing("\"record_id\":\"ex", with: "\"record_id\":\"EX") }
    },
    Tampering("an example has another record_sha256", .verifySource) { export in
      try export.edit("segments.jsonl") { lines in
        lines[0] = lines[0].dropLast(66) + String(repeating: "0", count: 64) + "\"}"
      }
    },
    Tampering("two examples are of each other's lines", .verifySource) { export in
      try export.edit("segments.jsonl") { lines in
        let numbers = try lines.prefix(2).map { line in
          try #require(line.split(separator: "\"line\":").last?.prefix { $0 != "," })
        }
        for (index, other) in [(0, 1), (1, 0)] {
          lines[index] = lines[index].replacing("\"line\":\(numbers[index]),", with: "\"line\":\(numbers[other]),")
        }
      }
    },
    // The ledger
    Tampering("a shortened record's line is gone", .verifyCounts, isSeenWithoutSource: true) { export in
      try export.edit("fit-ledger.jsonl") { $0.removeLast() }
    },
    Tampering("a shortened record's line is gone, and the count with it", .verifyFit) { export in
      try export.edit("fit-ledger.jsonl") { $0.removeLast() }
      export.manifest.description.counts.trimmed -= 1
    },
    Tampering("two lines of the ledger changed places", .verifyFit) {
      try $0.edit("fit-ledger.jsonl") { $0.swapAt(1, 3) }
    },
    Tampering("a line of the ledger is in another form", .verifyLedger, isSeenWithoutSource: true) { export in
      try export.edit("fit-ledger.jsonl") { $0[0] = $0[0].replacing("\"reason\"", with: "\"note\"") }
    },
    Tampering("a shortened record has other tokens in the ledger", .verifyLedger, isSeenWithoutSource: true) { export in
      try export.edit("fit-ledger.jsonl") {
        $0[0] = $0[0].replacing("\"tokens\":5", with: "\"tokens\":4")
      }
    },
    Tampering("a shortened record has another name in the ledger", .verifyLedger, isSeenWithoutSource: true) { export in
      try export.edit("fit-ledger.jsonl") { $0[0] = $0[0].replacing("\"ex-005\"", with: "\"ex-006\"") }
    },
    .ledger("tokens_before is another") { $0.replacing("\"tokens_before\":1", with: "\"tokens_before\":2") },
    .ledger("loss_tokens_before is another") {
      $0.replacing("\"loss_tokens_before\":", with: "\"loss_tokens_before\":1")
    },
    .ledger("the sentences are others") { $0.replacing("\"of\":", with: "\"of\":1") },
    .ledger("the reason is another") { $0.replacing("tokens over", with: "tokens under") },
    .ledger("the text that was cut is another") { line in
      let parts = line.split(separator: "\"text\":\"", maxSplits: 1)
      return parts[0] + "\"text\":\"" + (parts[1].first == "Z" ? "Y" : "Z") + parts[1].dropFirst()
    },
    // The manifest
    .manifest("the profile is another", .verifyModel) { $0.profile = "qwen2.5-7b-instruct" },
    .manifest("the tokenizer's sum is another", .verifyModel) { $0.tokenizer.sum = SHA256Sum(of: [1]) },
    .manifest("the template's sum is another", .verifyModel) { $0.tokenizer.chatTemplateSum = SHA256Sum(of: [1]) },
    .manifest("the tokenizer's name is another", .verifyModel) { $0.tokenizer.name = "mistral-v1" },
    .manifest("the end token's id is another", .verifyModel) { $0.tokenizer.endID = 3 },
    .manifest("the fit policy is another", .verifySettings) { $0.fitting.method = "raise" },
    .manifest("the fit policy is none", .verifySettings) { $0.fitting.method = "squeeze" },
    .manifest("the packing strategy is another", .verifySettings) { $0.packing.method = "none" },
    .manifest("a limit of examples in a row is stated", .verifySettings) {
      $0.packing.add("max_segments", .integer(9))
    },
    .manifest("no example goes into a row", .verifySettings) { $0.packing.add("max_segments", .integer(0)) },
    .manifest("the limit of examples is a text", .verifySettings) { $0.packing.add("max_segments", .text("9")) },
    .manifest("rows are said to be shuffled", .verifySettings) { $0.packing.add("shuffle_seed", .integer(7)) },
    .manifest("the seed is negative", .verifySettings) { $0.packing.add("shuffle_seed", .integer(-7)) },
    .manifest("the version is another", .verifySettings) { $0.generator.version = "0.0.9" },
    .manifest("the program is another", .verifySettings) { $0.generator.name = "other" },
    .manifest("a setting is missing", .verifySettings) { $0.fitting.settings.removeLast() },
    .setting("budget", \.fitting), .setting("reserve", \.fitting), .setting("maximum_cuts_measured", \.fitting),
    .setting("lost_content", \.fitting),
    .manifest("an input's sum is another", .verifyInput) { $0.inputs[0].sum = SHA256Sum(of: [1]) },
    .manifest("an input's size is another", .verifyInput) { $0.inputs[0].byteCount = 1 },
    .manifest("an input's name is another", .verifySource) { $0.inputs[0].name += "x" },
    .manifest("a record that was dropped is said to be bad", .verifySource) { description in
      description.counts.read += 1
      description.counts.rejected += 1
      description.inputs[0].recordCount += 1
    },
  ]

  static func export(
    _ paths: [String], to folder: String, rejects: String? = nil, systemPrompt: String? = nil, format: String? = nil,
    lostContent: LostContentPolicy = .stop, policy: FitPolicy = .trim, profile: String = "mistral-7b-instruct-v0.3",
    sources: [InputSource]? = nil
  ) throws -> ExportOutcome {
    // Few cuts are enough to tell one from another, and quick to measure again and again.
    var limits = Limits()
    limits.maximumCutsMeasured = 40
    var input = try DatasetInput(
      paths: paths, formatName: format, systemPromptPath: systemPrompt, rejectsPath: rejects, limits: limits)
    if let sources { input.sources = sources }
    return try ExportPipeline(
      input: input, model: PipelineFixture.model(profile), budget: try ContextBudget(contextLength: 512),
      configuration: ExportConfiguration(destination: folder, policy: policy, lostContent: lostContent),
      work: WorkPlan(jobs: 2)
    ).run()
  }

  static func verify(_ folder: String, _ source: VerifySource?, jobs: Int = 2) throws -> VerifyOutcome {
    try VerifyPipeline(directory: folder, source: source, work: WorkPlan(jobs: jobs)).run()
  }

  static let sample = try? { () throws -> String in
    let folder = PipelineFixture.temporaryPath()
    _ = try export([PipelineFixture.examples], to: folder)
    return folder
  }()

  @Test("an edit that keeps all sums right is found by its source", arguments: tamperings)
  func tampering(_ tampering: Tampering) throws {
    let folder = PipelineFixture.temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.copyItem(atPath: try #require(Self.sample), toPath: folder)
    let before = try PipelineFixture.files(below: folder)
    var export = try SealedExport(folder)
    try export.seal()
    #expect(try PipelineFixture.files(below: folder) == before, "sealing changes nothing")
    try tampering.change(&export)
    try export.seal()
    try #require(try PipelineFixture.files(below: folder) != before, "the edit changed nothing")
    let alone = try Self.verify(folder, nil)
    #expect(alone.isProven != tampering.isSeenWithoutSource, "\(alone.findings)")
    let found = try Self.verify(folder, PipelineFixture.source([PipelineFixture.examples])).findings
    #expect(found.contains { $0.code == tampering.code }, "\(found)")
    #expect(found.allSatisfy { $0.severity == .error && !$0.fix.isEmpty })
  }

  @Test("a broken line of any example of the first rows is found with a source too, the first of all included")
  func brokenSegments() throws {
    let folder = PipelineFixture.temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.copyItem(atPath: try #require(Self.sample), toPath: folder)
    var export = try SealedExport(folder)
    let lines = try export.lines("segments.jsonl")
    for index in 0..<6 {
      try export.edit("segments.jsonl") { edited in
        edited = lines
        edited[index] = lines[index].replacing(/"loss_tokens":[0-9]+/, with: "\"loss_tokens\":1")
      }
      for isSealed in [false, true] {
        if isSealed { try export.seal() }
        let found = try Self.verify(folder, PipelineFixture.source([PipelineFixture.examples])).findings
        #expect(!found.isEmpty, "line \(index)")
      }
    }
  }

  @Test("an export is proven whatever the number of workers")
  func jobs() throws {
    for jobs in [1, 3] {
      let outcome = try Self.verify(
        try #require(Self.sample), PipelineFixture.source([PipelineFixture.examples]), jobs: jobs)
      #expect(outcome.isProven, "\(outcome.findings)")
      #expect(outcome.source?.exportedCount == 56 && outcome.source?.trimmedCount == 7)
    }
  }

  @Test("a file that is named twice is exported twice, and proven")
  func upsampled() throws {
    let folder = PipelineFixture.temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let twice = [PipelineFixture.examples, PipelineFixture.examples]
    #expect(try Self.export(twice, to: folder).manifest.description.counts.exported == 112)
    let outcome = try Self.verify(folder, PipelineFixture.source(twice))
    #expect(outcome.isProven, "\(outcome.findings)")
    #expect(outcome.source?.exportedCount == 112 && outcome.source?.trimmedCount == 14)
    let error = #expect(throws: TrainPackError.self) {
      try Self.verify(folder, PipelineFixture.source([PipelineFixture.examples]))
    }
    #expect(error?.code == .verifySourceCount)
  }

  @Test("an export of a stream has one name for it everywhere, and is proven by a file with its records")
  func stream() throws {
    let folder = PipelineFixture.temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // The records of standard input, which a test cannot give.
    let outcome = try Self.export(
      ["-"], to: folder,
      sources: [InputSource(path: PipelineFixture.examples, name: InputSource(path: "-").name, isStream: true)])
    #expect(outcome.manifest.description.inputs.map(\.name) == ["standard input"])
    #expect(outcome.manifest.description.inputs[0].byteCount == nil)
    let export = try SealedExport(folder)
    #expect(try export.lines("segments.jsonl").allSatisfy { $0.contains(#""source":"standard input""#) })
    let verified = try Self.verify(folder, PipelineFixture.source([PipelineFixture.examples]))
    #expect(verified.isProven, "\(verified.findings)")
  }

  @Test("standard input cannot stand for a file")
  func fileAsStream() throws {
    let error = #expect(throws: TrainPackError.self) {
      try Self.verify(try #require(Self.sample), PipelineFixture.source(["-"]))
    }
    #expect(error?.code == .verifySourceStream)
  }

  @Test("in a source of another order each record is counted once")
  func reordered() throws {
    let file = PipelineFixture.temporaryPath() + ".jsonl"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let lines = try String(contentsOfFile: PipelineFixture.examples, encoding: .utf8).split(separator: "\n")
    try (lines.reversed().joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
    let outcome = try Self.verify(try #require(Self.sample), PipelineFixture.source([file]))
    let changed = try #require(outcome.findings.first { $0.code == .verifySource })
    #expect(changed.count == 56)
    #expect(changed.places.map(\.source) == [String](repeating: file, count: 5))
    #expect(changed.places.map(\.line) == [1, 2, 3, 4, 5])
    #expect(outcome.findings.map(\.code) == [.verifyInput, .verifySource, .verifyFit, .verifyFit])
    #expect(outcome.findings.filter { $0.code == .verifyFit }.map(\.count) == [7, 7])
  }

  @Test("bad records that were set aside must be the very ones")
  func rejected() throws {
    let folder = PipelineFixture.temporaryPath()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let data = folder + "/data.jsonl"
    let lines = try String(contentsOfFile: PipelineFixture.examples, encoding: .utf8).split(separator: "\n")
    let text = lines.enumerated().map { $0 % 9 == 2 ? $1.dropLast(30) : $1 }.joined(separator: "\n") + "\n"
    try text.write(toFile: data, atomically: true, encoding: .utf8)
    let outcome = try Self.export([data], to: folder + "/out", rejects: folder + "/rejects.jsonl")
    #expect(outcome.manifest.description.counts.rejected == 6)
    let verified = try Self.verify(folder + "/out", PipelineFixture.source([data]))
    #expect(verified.isProven, "\(verified.findings)")
    #expect(verified.source?.rejectedCount == 6)
    // One of them is mended, and another one is broken.
    var mended = text.split(separator: "\n").map(String.init)
    mended[2] = String(lines[2])
    mended[3] = String(lines[3].dropLast(30))
    try (mended.joined(separator: "\n") + "\n").write(toFile: data, atomically: true, encoding: .utf8)
    let found = try Self.verify(folder + "/out", PipelineFixture.source([data])).findings
    #expect(found.filter { $0.code == .verifySource }.map(\.count) == [1, 1], "\(found)")
  }

  @Test("a system prompt is asked for, and only the right one proves the export")
  func systemPrompt() throws {
    let folder = PipelineFixture.temporaryPath()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let right = folder + "/right.txt"
    let wrong = folder + "/wrong.txt"
    try "You are a doctor.".write(toFile: right, atomically: true, encoding: .utf8)
    try "You are a nurse.".write(toFile: wrong, atomically: true, encoding: .utf8)
    _ = try Self.export([PipelineFixture.examples], to: folder + "/out", systemPrompt: right, format: "medqa")
    for prompt in [nil, wrong] {
      let error = #expect(throws: TrainPackError.self) {
        try Self.verify(folder + "/out", PipelineFixture.source([PipelineFixture.examples], systemPrompt: prompt))
      }
      #expect(error?.code == .verifySystemPrompt)
      #expect(error?.fix.contains("--system-prompt") == true)
    }
    let verified = try Self.verify(
      folder + "/out", PipelineFixture.source([PipelineFixture.examples], systemPrompt: right))
    #expect(verified.isProven, "\(verified.findings)")
    let error = #expect(throws: TrainPackError.self) {
      try Self.verify(
        try #require(Self.sample), PipelineFixture.source([PipelineFixture.examples], systemPrompt: right))
    }
    #expect(error?.code == .verifySystemPrompt)
  }

  @Test("a profile that is not known is asked for, and can be named by its path")
  func profile() throws {
    let folder = PipelineFixture.temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.copyItem(atPath: try #require(Self.sample), toPath: folder)
    var export = try SealedExport(folder)
    export.manifest.description.profile = "my-own-model"
    try export.seal()
    let examples = [PipelineFixture.examples]
    let error = #expect(throws: TrainPackError.self) { try Self.verify(folder, PipelineFixture.source(examples)) }
    #expect(error?.code == .verifyProfile)
    #expect(error?.fix.contains("--profile PATH") == true)
    let path = PipelineFixture.root + "/ModelProfiles/mistral/mistral-7b-instruct-v0.3.json"
    let found = try Self.verify(folder, PipelineFixture.source(examples, profile: path)).findings
    #expect(found.map(\.code) == [.verifyModel])
    #expect(try Self.verify(try #require(Self.sample), PipelineFixture.source(examples, profile: path)).isProven)
  }
}
