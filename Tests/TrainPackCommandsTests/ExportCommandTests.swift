import Foundation
import Testing

@testable import TrainPackCommands

/// `export` and `verify` as a user meets them.
@Suite("Export and verify commands")
struct ExportCommandTests {
  let folder = try? TemporaryFolder()
  static let arguments = [
    "export", Places.examples, "--profile", "mistral-7b-instruct-v0.3", "--context-length", "512",
  ]

  @Test("an export cannot go to standard output")
  func standardOutput() {
    let run = CommandRun(Self.arguments + ["--output", "-"])
    #expect(run.status == 64)
    #expect(run.errors.contains("cannot go to standard output: --output takes a folder"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: "-"))
  }

  @Test("shards that are larger than was asked for are said to be, and a size that none can have is refused")
  func shardSize() throws {
    let folder = try #require(folder)
    for size in ["5 MB", "3.5MB", "0", "-1", "many"] {
      let wrong = CommandRun(Self.arguments + ["--output", folder.path + "/a", "--shard-size=" + size])
      #expect(wrong.status == 64 && wrong.errors.contains("such as 512MB, 2GiB or 3500kB"), "\(wrong.errors)")
    }
    let refused = CommandRun(Self.arguments + ["--output", folder.path + "/a", "--shard-size", "1"])
    #expect(refused.status == 2)
    #expect(refused.errors.contains("code: export.shard-size "), "\(refused.errors)")
    #expect(refused.errors.contains("2048"), "\(refused.errors)")
    let small = CommandRun(Self.arguments + ["--output", folder.path + "/b", "--shard-size", "4000", "--quiet"])
    #expect(small.status == 0)
    #expect(small.errors.contains("warning: "), "\(small.errors)")
    #expect(small.errors.contains("larger than --shard-size 4000"), "\(small.errors)")
    let large = CommandRun(Self.arguments + ["--output", folder.path + "/c", "--quiet"])
    #expect(large.errors == "")
  }

  @Test("options of rows and splits that do not go together are usage errors, and what nothing can read is refused")
  func choices() throws {
    let folder = try #require(folder)
    let out = ["--output", folder.path + "/choices"]
    for options in [
      ["--rows", "messages", "--pack", "none"], ["--rows", "tokens", "--position-ids"], ["--seed", "1"],
      ["--stratify", "answer_idx"], ["--rows", "pairs"], ["--layout", "zip"], ["--split-file", "dev.jsonl"],
      ["--split-file", "all=dev.jsonl"], ["--split", "train=0.5,test=0.5", "--split-file", "dev=dev.jsonl"],
      ["--split", "train=0.5,test=0.5", "--seed", "-1"], ["--shard-multiple", "0"], ["--shard-rows", "0"],
      ["--split", "train=0.5,test=0.5", "--stratify", ""],
    ] {
      #expect(CommandRun(Self.arguments + out + options).status == 64, "\(options)")
    }
    for (options, code) in [
      (["--compression", "zstd"], "export.compression"), (["--split", "train=0.5"], "export.split-shares"),
      (["--split", "train=0.999,test=0.001"], "export.empty-split"),
      (["--shard-multiple", "60"], "export.shard-multiple"), (["--wids"], "export.wids"),
      (["--wids", "--layout", "webdataset", "--compression", "gzip"], "export.wids"),
      (["--split", "train=0.5,test=0.5", "--stratify", "nothing"], "export.categories"),
    ] {
      let run = CommandRun(Self.arguments + out + options)
      #expect(run.status == 2 && run.errors.contains("code: \(code) "), "\(options): \(run.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/choices"))
  }

  @Test("a report of splits has a row for each")
  func splits() throws {
    let folder = try #require(folder)
    let run = CommandRun(
      Self.arguments + ["--split", "train=0.8,validation=0.2", "--output", folder.path + "/splits", "--json"])
    let splits = run.json?["splits"] as? [[String: Any]]
    #expect(splits?.compactMap { $0["split"] as? String } == ["train", "validation"], "\(run.output) \(run.errors)")
  }

  @Test("verify with a source says what is proven, and its status says whether")
  func verify() throws {
    let folder = try #require(folder)
    let out = folder.path + "/out"
    let trimming = ["--fit", "trim", "--maximum-cuts-measured", "40"]
    #expect(CommandRun(Self.arguments + trimming + ["--output", out, "--quiet"]).status == 0)
    let run = CommandRun("verify", out, "--source", Places.examples, "--jobs", "2", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let facts = run.json?["export"] as? [String: Any]
    #expect(facts?["source_exported"] as? Int == 56, "\(run.output)")
    #expect(facts?["source_trimmed"] as? Int == 7)
    let ledger = out + "/fit-ledger.jsonl"
    try "{}\n".write(toFile: ledger, atomically: true, encoding: .utf8)
    let broken = CommandRun("verify", out, "--source", Places.examples)
    #expect(broken.status == 1, "\(broken.errors)")
    #expect(broken.output.contains("verify.ledger"), "\(broken.output)")
    #expect(broken.output.contains("compared with its source"), "\(broken.output)")
  }

  @Test("options of verify that need a source are refused without one")
  func usage() {
    for options in [["--profile", "x"], ["--system-prompt", "x"], ["--jobs", "0"], ["--source", "-", "-"]] {
      #expect(CommandRun(["verify", "x"] + options).status == 64, "\(options)")
    }
  }
}
