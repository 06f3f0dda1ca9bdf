import Foundation
import Testing
import TrainPack

@testable import TrainPackCommands

/// The JSON that is printed and written is what schemas/ says.
@Suite("Schemas")
struct SchemaTests {
  let folder = try? TemporaryFolder()
  static let qwen = ["--profile", "qwen2.5-7b-instruct"] + home
  static let home = ["--home", Places.root]
  static let two = ["--profile", "mistral-7b-instruct-v0.3"] + qwen

  @Test("every report, and every file that a program may read, follows its schema and holds nothing else")
  func outputs() throws {
    let test = "SchemaTests.outputs"
    guard let python = OraclePython.path(for: test, notCovered: "the JSON of every verb against schemas/") else {
      return
    }
    let folder = try #require(folder)
    let documents = try self.documents(in: folder)
    let result = try OraclePython.run(python, "validate.py", [Places.root + "/schemas"] + documents)
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains(" documents, 0 errors"), "\(result.output)")
  }

  @Test("every report in the sources has a schema of its name")
  func reports() throws {
    var names: Set<String> = []
    for file in try FileManager.default.subpathsOfDirectory(atPath: Places.root + "/Sources")
    where file.hasSuffix(".swift") && !file.hasPrefix("Reports/") {
      let text = try String(contentsOfFile: Places.root + "/Sources/" + file, encoding: .utf8)
      for match in text.matches(of: /Report\(\s*name: "([a-z-]+)"/) { names.insert(String(match.1)) }
    }
    #expect(names.isSuperset(of: ["check", "compare", "hint", "export", "verify", "doctor"]))
    for name in names {
      #expect(FileManager.default.fileExists(atPath: Places.root + "/schemas/\(name)-1.json"), "\(name)")
    }
  }

  /// Files with the output of every verb, in as many shapes as it has.
  private func documents(in folder: TemporaryFolder) throws -> [String] {
    let short = ["--context-length", "512"]
    let data = try folder.fewExamples()
    let shards = folder.path + "/shards"
    let rejects = folder.path + "/reject@rejects.jsonl"
    let mixed = try folder.file(
      "mixed.jsonl", Array("\(BadInputTests.good)\n{\n".utf8) + [0xFF, 0x0A] + Array("\(BadInputTests.good)\n".utf8))
    let skip = ["--on-bad-record", "skip", "--rejects", rejects, "--force"]
    let chat = try folder.file(
      "chat.jsonl",
      #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
    )
    let plain = try folder.file("plain.jinja", CompareTemplatesCommandTests.plain)
    let runs: [[String]] = [
      ["check", data] + short + Self.qwen,
      ["check", data] + Self.qwen + ["--profile", "mistral-7b-instruct-v0.3"],
      ["check", chat] + Self.qwen, ["check", mixed] + skip + Self.qwen,
      ["compare", data] + short + Self.two, ["compare", data, "--fit", "trim", "--sort", "rows"] + Self.two,
      ["compare", chat, "--profile", "mistral-7b-instruct-v0.1", "--profile", "qwen2.5-7b-instruct"] + Self.home,
      ["compare", data, "--system-prompt", try folder.file("prompt.txt", "Be brief.")]
        + Self.two + ["--profile", "mistral-7b-instruct-v0.1"],
      ["compare-templates", "mistral-7b-instruct-v0.1", "generic-alpaca", data] + Self.home,
      ["compare-templates", "mistral-7b-instruct-v0.1", "generic-alpaca", chat] + Self.home,
      ["compare-templates", plain, try folder.file("t.jinja", CompareTemplatesCommandTests.thinking), data] + Self.qwen,
      ["compare-templates", plain, try folder.file("g.jinja", CompareTemplatesCommandTests.tagged), chat] + Self.qwen,
      ["count", data] + Self.qwen, ["count", data, "--tokenizer", "qwen", "--field", "question"] + Self.home,
      ["count", mixed] + skip + Self.qwen, ["doctor"] + Self.home,
      ["export", data, "--fit", "trim", "--output", shards] + short + Self.qwen,
      [
        "export", data, "--rows", "messages", "--layout", "jsonl", "--split", "train=0.5,test=0.5", "--stratify",
        "answer_idx", "--output", folder.path + "/split",
      ] + short + Self.qwen,
      ["export", data, "--simulate", "512,1024", "--reserve", "1", "--fit", "trim"] + Self.qwen,
      ["export", data, "--rows", "tokens", "--layout", "webdataset", "--wids", "--output", folder.path + "/tokens"]
        + short
        + Self.qwen,
      ["export", data, "--fit", "split", "--output", folder.path + "/divided"] + short + Self.qwen,
      ["inspect", folder.path + "/divided", "--row", "0"] + Self.home,
      ["export", data, "--for", "axolotl", "--output", folder.path + "/axolotl"] + short + Self.qwen,
      ["export", data, "--for", "llama-factory", "--output", folder.path + "/llama-factory"] + short + Self.qwen,
      [
        "fit", data, "--fit", "trim", "--output", folder.path + "/fitted", "--ledger",
        folder.path + "/fit-ledger@l.jsonl",
      ]
        + short + Self.qwen,
      ["fit", data, "--output", folder.path + "/left", "--ledger", folder.path + "/fit-ledger@d.jsonl"] + short
        + Self.qwen,
      [
        "fit", data, "--fit", "split", "--cut-marker", "…", "--output", folder.path + "/parts", "--ledger",
        folder.path + "/fit-ledger@s.jsonl",
      ]
        + short + Self.qwen,
      ["fit", data, "--fit", "trim", "--explain", "6"] + short + Self.qwen,
      ["fit", data, "--fit", "split", "--explain", "6"] + short + Self.qwen,
      ["fit", data, "--fit", "split", "--cut-marker", "…", "--explain", "1"] + Self.qwen,
      ["hint"] + Self.qwen, ["hint", data, "--batch-size", "4", "--epochs", "5", "--rank", "1"] + Self.qwen,
      [
        "hint", "--parameters", "70.6B", "--method", "full", "--records", "100", "--tokens", "9", "--batch-tokens", "4",
      ],
      ["hint", "--parameters", "70.6B", "--method", "qlora", "--loss-tokens", "100", "--goal", "style"],
      ["profiles", "list"] + Self.home, ["profiles", "show", "qwen2.5-7b-instruct", "--self-test"] + Self.home,
      ["profiles", "show", "mistral-7b-instruct-v0.1"] + Self.home, ["verify", shards] + Self.home,
      ["verify", shards, "--source", data] + Self.home, ["verify", shards, "--source", mixed] + Self.home,
      ["inspect", shards, "--row", "1"] + Self.home,
      ["inspect", folder.path + "/split", "--row", "0", "--split", "test"] + Self.home,
      ["inspect", folder.path + "/tokens", "--row", "0"] + Self.home,
      ["vocabularies", "list"] + Self.home, ["vocabularies", "verify", "gpt2"] + Self.home,
      ["vocabularies", "verify", data] + Self.home,
    ]
    var files: [String] = []
    for (index, arguments) in runs.enumerated() {
      let run = CommandRun(arguments + ["--json"])
      #expect(run.status == 0 || run.status == 1, "\(arguments): \(run.errors)")
      files.append(try folder.file("\(index)-\(arguments[0]).json", run.output))
    }
    for (index, options) in [Self.qwen, ["--tokenizer", "qwen", "--field", "question"] + Self.home].enumerated() {
      let run = CommandRun(["count", data, "--per-record"] + options)
      files.append(try folder.file("count-record@\(index).jsonl", run.output))
    }
    let text = try folder.file("text.jsonl", "\"No é.\"\n")
    files.append(try folder.file("tokenize-ranges@0.jsonl", try Self.ranges(of: text)))
    for export in ["shards", "split", "divided", "tokens", "axolotl", "llama-factory"] {
      for (kind, path) in [
        ("manifest", "manifest.json"), ("segment", "segments.jsonl"), ("fit-ledger", "fit-ledger.jsonl"),
      ] {
        let text = try String(contentsOfFile: "\(folder.path)/\(export)/\(path)", encoding: .utf8)
        files.append(try folder.file("\(kind)@\(export)-\(path)", text))
      }
    }
    return files
      + ["fit-ledger@l.jsonl", "fit-ledger@d.jsonl", "fit-ledger@s.jsonl", "reject@rejects.jsonl"].map {
        folder.path + "/" + $0
      }
  }

  /// What `tokenize --ranges` prints for a file in place of its standard input.
  private static func ranges(of path: String) throws -> String {
    let vocabulary = try LoadedVocabulary(named: "qwen", in: Registries(home: Places.root))
    var lines: [UInt8] = []
    try TokenizePipeline(vocabulary: vocabulary, answer: .ranges, path: path).run { lines += $0 }
    return String(decoding: lines, as: UTF8.self)
  }
}
