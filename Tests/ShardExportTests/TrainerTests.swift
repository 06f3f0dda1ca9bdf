import Diagnostics
import Testing

@testable import ShardExport

/// What a trainer can take, and how it is told.
@Suite("Trainers")
struct TrainerTests {
  private static let calls: MessageKeys = {
    var keys = MessageKeys()
    keys.toolCalls = .withoutID
    keys.tools = true
    return keys
  }()

  private static let schemas: [RowSchema] = [
    .packed(.omitted), .tokens, .text, .messages(MessageKeys()), .promptCompletion(MessageKeys()),
    .preference(MessageKeys()),
  ]

  /// For each trainer what becomes of each kind of rows, in the order of `schemas`: `+` is taken, `L` would leak, `-` is
  /// refused.
  private static let rows: [Trainer: String] = [
    .trl: "++++++", .transformers: "+++---", .axolotl: "L+-+--", .llamaFactory: "L+-+--", .unsloth: "L+++++",
    .msSwift: "---+--", .torchtune: "---+--", .nemo: "---+--", .mlxLM: "---+--",
  ]

  /// For each trainer the forms that it reads: layouts with the compressions of each.
  private static let forms: [Trainer: String] = [
    .trl: "jsonl-tar webdataset jsonl", .transformers: "jsonl-tar webdataset jsonl",
    .unsloth: "jsonl-tar webdataset jsonl", .axolotl: "jsonl-tar jsonl", .torchtune: "jsonl-tar jsonl",
    .mlxLM: "jsonl-tar jsonl", .llamaFactory: "jsonl", .msSwift: "jsonl:none", .nemo: "jsonl:none",
  ]

  @Test(
    "every trainer takes the rows of its line in the table, and refuses the others with their code",
    arguments: Trainer.allCases)
  func rows(trainer: Trainer) throws {
    let expected = try #require(Self.rows[trainer])
    for (schema, mark) in zip(Self.schemas, expected) {
      let refusal = trainer.refusal(of: schema)
      let code: DiagnosticCode? = mark == "+" ? nil : mark == "L" ? .exportTrainerLeak : .exportTrainerRows
      #expect(refusal?.code == code, "\(trainer) \(schema.identifier)")
      guard let error = refusal?.error else { continue }
      #expect(error.message.contains("\(trainer.name) cannot take --rows \(schema.optionName): "), "\(error)")
      #expect(error.fix.contains("--rows ") || error.fix.contains("--for "), "\(error)")
    }
    #expect(trainer.refusal(of: .packed(.written))?.code == trainer.refusal(of: .packed(.omitted))?.code)
  }

  @Test("every trainer reads the files of its line in the table, and refuses the others", arguments: Trainer.allCases)
  func files(trainer: Trainer) throws {
    let expected = try #require(Self.forms[trainer]).split(separator: " ")
    for form in ShardForm.all {
      let isRead =
        expected.contains { $0 == form.layout.rawValue }
        || expected.contains { $0 == "\(form.layout.rawValue):\(form.compression.rawValue)" }
      let refusal = trainer.refusal(of: form.layout, form.compression)
      #expect((refusal == nil) == isRead, "\(trainer) \(form)")
      #expect(refusal == nil || refusal?.code == .exportTrainerFiles)
      #expect(refusal?.error.fix.contains("--layout jsonl") != false || refusal?.error.fix.contains("none") == true)
    }
  }

  @Test("what a trainer reads best it can take", arguments: Trainer.allCases)
  func preferred(trainer: Trainer) throws {
    try trainer.check(trainer.preferredRows, trainer.preferredLayout, .none)
    #expect(Trainer(rawValue: trainer.rawValue) == trainer && !trainer.name.isEmpty)
  }

  @Test("an export for a trainer that cannot take it is refused before anything is written")
  func refusedExport() throws {
    let folder = TemporaryFolder()
    var export = SyntheticExport()
    export.trainer = .axolotl
    let error = #expect(throws: TrainPackError.self) { try export.write(to: folder.path("out")) }
    #expect(error?.code == .exportTrainerLeak)
    export.isOneExample = true
    export.layout = .webdataset
    let files = #expect(throws: TrainPackError.self) { try export.write(to: folder.path("out")) }
    #expect(files?.code == .exportTrainerFiles)
    #expect(try folder.names() == [])
  }

  @Test("the manifest names the trainer, reads back, and has no such key without one")
  func manifest() throws {
    let folder = TemporaryFolder()
    var export = SyntheticExport()
    #expect(!String(decoding: try export.write(to: folder.path("plain")).jsonText, as: UTF8.self).contains("trainer\""))
    export.trainer = .trl
    let manifest = try export.write(to: folder.path("trl"))
    let text = String(decoding: manifest.jsonText, as: UTF8.self)
    #expect(text.contains("\"trainer\": \"trl\",\n  \"row_schema\""), "\(text)")
    #expect(try Manifest(jsonText: manifest.jsonText, path: "m.json").trainer == .trl)
    for (wrong, pointer) in [("\"grl\"", "/trainer"), ("null", "/trainer"), ("1", "/trainer")] {
      let error = #expect(throws: TrainPackError.self) {
        try Manifest(
          jsonText: Array(text.replacing("\"trainer\": \"trl\"", with: "\"trainer\": \(wrong)").utf8), path: "m.json")
      }
      #expect(error?.location?.pointer == pointer)
    }
    #expect(try ExportVerifier().verify(folder.path("trl")).passed)
  }

  @Test("the card has the trainer's lines between those that load and those that check, and no other trainer's")
  func card() throws {
    let folder = TemporaryFolder()
    var export = SyntheticExport()
    export.trainer = .trl
    let manifest = try export.write(to: folder.path("out"))
    let card = String(decoding: try folder.files(in: "out")["README.md"] ?? [], as: UTF8.self)
    let headings = card.split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(headings.suffix(3) == ["## Loading", "## Training with TRL", "## Checking"])
    let guide = try #require(TrainerGuide(for: manifest, directory: "DIR"))
    for line in guide.lines { #expect(card.contains("\(line.purpose):\n\n```\(line.language)\n\(line.code)\n```")) }
    for trap in guide.traps { #expect(card.contains("\n- \(trap)\n")) }
    #expect(!card.contains("DataCollatorWithFlattening"))
  }

  private static let splitNames = [
    ["train"], ["train", "validation"], ["train", "validation", "test"], ["fold_1", "fold_2"], ["test", "train"],
    ["train", "dev", "test"], ["train", "test", "validation"],
    ["eval", "training"], ["validation", "sft"], ["dev", "test", "tune"], ["test", "dev"], ["holdout", "fold_1"],
  ]

  /// A manifest for each list of splits.
  private static let manifests: [[String]: Manifest] = {
    let folder = TemporaryFolder()
    var manifests: [[String]: Manifest] = [:]
    for (index, names) in splitNames.enumerated() {
      var export = SyntheticExport(rowCount: 8)
      export.splitNames = names
      manifests[names] = try? export.write(to: folder.path("\(index)"))
    }
    return manifests
  }()

  @Test("whatever a trainer takes it has lines and traps for, each trap one line", arguments: Trainer.allCases)
  func guides(trainer: Trainer) throws {
    for splits in Self.splitNames {
      var manifest = try #require(Self.manifests[splits])
      manifest.trainer = trainer
      for schema in Self.schemas + [.packed(.written), .messages(Self.calls)] where trainer.refusal(of: schema) == nil {
        for layout in ShardLayout.allCases where trainer.refusal(of: layout, .none) == nil {
          manifest.rowSchema = schema
          manifest.layout = layout
          let guide = try #require(TrainerGuide(for: manifest, directory: "a \"b\""))
          let first = try #require(guide.lines.first)
          #expect(first.code.contains("a \\\"b\\\"") || first.code.contains("'a \"b\"/data/"), "\(first.code)")
          #expect(first.code.contains(Self.trained(splits)), "\(first.code)")
          #expect(guide.lines.allSatisfy { !$0.purpose.contains("\n") && !$0.code.isEmpty })
          #expect(guide.traps.count >= 2 && guide.traps.allSatisfy { !$0.contains("\n") && $0.hasSuffix(".") })
          if !schema.holdsText { continue }
          let code = guide.lines.map(\.code).joined(separator: "\n") + guide.traps.joined()
          // LLaMA-Factory takes a token off where it packs.
          let length = manifest.contextLength + (trainer == .llamaFactory ? 1 : 0)
          if schema != .text { #expect(code.contains("\(length)"), "\(trainer) \(schema): no length") }
        }
      }
    }
  }

  private static func trained(_ splits: [String]) -> String {
    splits.first { ["train", "training", "sft", "tune", "fold_1"].contains($0) } ?? splits[0]
  }

  @Test("a split for evaluation is named where there is one, and train is what is trained wherever it stands")
  func evaluation() throws {
    for (splits, training, evaluation) in [
      (["train"], "train", nil), (["test", "train"], "train", "test"), (["train", "dev", "test"], "train", "dev"),
      (["fold_1", "fold_2"], "fold_1", "fold_2"), (["train", "test", "validation"], "train", "validation"),
      (["eval", "training"], "training", "eval"), (["validation", "sft"], "sft", "validation"),
      (["dev", "test", "tune"], "tune", "dev"), (["test", "dev"], "test", "dev"),
      (["holdout", "fold_1"], "fold_1", "holdout"),
    ] as [([String], String, String?)] {
      var manifest = try #require(Self.manifests[splits])
      manifest.trainer = .axolotl
      let export = try #require(TrainedExport(manifest: manifest, directory: "DIR"))
      #expect(export.training.name == training && export.evaluation?.name == evaluation, "\(splits)")
      let code = try #require(TrainerGuide(for: manifest, directory: "DIR")?.lines.first?.code)
      #expect(code.contains("test_datasets:") == (evaluation != nil))
    }
  }

  @Test("what a trainer would make of calls, tools and reasoning is a finding, and nothing is without them")
  func messages() {
    var reasoning = MessageKeys()
    reasoning.reasoning = true
    for trainer in Trainer.allCases {
      #expect(trainer.messagesFinding(MessageKeys()) == nil)
      let reads = [.trl, .transformers, .axolotl, .unsloth].contains(trainer)
      #expect((trainer.messagesFinding(Self.calls) == nil) == (reads || trainer == .msSwift), "\(trainer)")
      let losesReasoning = [.llamaFactory, .torchtune, .msSwift].contains(trainer)
      #expect((trainer.messagesFinding(reasoning) != nil) == losesReasoning, "\(trainer)")
      #expect(trainer.messagesFinding(Self.calls)?.severity ?? .error == .error)
    }
  }
}
