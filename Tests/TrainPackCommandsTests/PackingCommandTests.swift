import Foundation
import Testing

@testable import TrainPackCommands

/// How `export` is told to share rows, and what it would come to.
@Suite("Packing on the command line")
struct PackingCommandTests {
  let folder = try? TemporaryFolder()
  static let arguments = ["export", Places.examples, "--profile", "mistral-7b-instruct-v0.3"]

  @Test("every strategy writes what verify gets again from the source, and a limit and a seed are held")
  func strategies() throws {
    let folder = try #require(folder)
    var rows: [String: Int] = [:]
    for (name, options) in [
      ("best", ["--pack", "best"]), ("first-fit", ["--pack", "first-fit"]),
      ("sequential", ["--pack", "sequential"]), ("none", ["--pack", "none"]), ("best-fit", []),
      ("limited", ["--max-segments", "2"]), ("shuffled", ["--shuffle", "7"]),
    ] {
      let out = folder.path + "/" + name
      let run = CommandRun(
        Self.arguments + options + ["--context-length", "1024", "--layout", "jsonl", "--output", out, "--json"])
      #expect(run.status == 0, "\(name): \(run.errors)")
      rows[name] = (run.json?["shards"] as? [String: Any])?["rows"] as? Int
      let verified = CommandRun("verify", out, "--source", Places.examples, "--json")
      #expect(verified.status == 0, "\(name): \(verified.output)")
    }
    let bestFit = try #require(rows["best-fit"])
    #expect(try #require(rows["best"]) <= bestFit && rows["shuffled"] == bestFit)
    #expect(try #require(rows["sequential"]) >= bestFit && #require(rows["first-fit"]) >= bestFit)
    #expect(rows["none"] == 49 && rows["limited"] == 25, "\(rows)")
    let shards = try ["best-fit", "shuffled"].map { name in
      let data = folder.path + "/" + name + "/data/"
      let file = try #require(try FileManager.default.contentsOfDirectory(atPath: data).first)
      return try String(contentsOfFile: data + file, encoding: .utf8).split(separator: "\n")
    }
    #expect(shards[0] != shards[1] && Set(shards[0]) == Set(shards[1]))
  }

  @Test("a simulation tells what exports of its lengths come to, and writes nothing")
  func simulation() throws {
    let folder = try #require(folder)
    for policy in ["drop", "trim", "split"] {
      let run = CommandRun(Self.arguments + ["--simulate", "2048,512", "--fit", policy, "--json"])
      #expect(run.status == 0, "\(run.errors)")
      let contexts = try #require(run.json?["contexts"] as? [[String: Any]])
      #expect(contexts.compactMap { $0["context_length"] as? Int } == [512, 2048])
      for context in contexts {
        let length = try #require(context["context_length"] as? Int)
        let out = "\(folder.path)/\(policy)-\(length)"
        let export = CommandRun(
          Self.arguments + ["--context-length", "\(length)", "--fit", policy, "--output", out, "--json"])
        let records = try #require(export.json?["records"] as? [String: Int])
        let shards = try #require(export.json?["shards"] as? [String: Any])
        let examples = try #require(records["exported"]) - (records["split"] ?? 0) + (records["split_examples"] ?? 0)
        #expect(context["examples"] as? Int == examples && context["dropped"] as? Int == records["dropped"])
        #expect(context["trimmed"] as? Int == records["trimmed"])
        #expect(context["split"] as? Int == records["split"] ?? 0)
        if policy == "split", length == 512 { #expect(records["split"] ?? 0 > 0) }
        #expect(
          context["rows"] as? Int == shards["rows"] as? Int && context["tokens"] as? Int == shards["tokens"] as? Int)
        #expect(context["efficiency"] as? Double == shards["efficiency"] as? Double)
      }
    }
    let listed = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(listed == ["drop-2048", "drop-512", "split-2048", "split-512", "trim-2048", "trim-512"])
  }

  @Test("options of packing that do not go together are usage errors")
  func usage() throws {
    let folder = try #require(folder)
    let out = ["--output", folder.path + "/usage"]
    for options in [
      ["--pack", "worst"], ["--max-segments", "0"], ["--max-segments", "-1"], ["--shuffle", "-1"], ["--shuffle", "x"],
      ["--pack", "none", "--max-segments", "2"], ["--rows", "tokens", "--max-segments", "2"],
      ["--rows", "messages", "--shuffle", "2"], ["--simulate", ""], ["--simulate", "2048,"], ["--simulate", "0"],
      ["--simulate", "2048,-1"], ["--simulate", "many"], ["--simulate", "2048", "--rows", "tokens"],
      ["--simulate", "2048", "--context-length", "512"], ["--simulate", "2048", "--split", "train=0.5,test=0.5"],
    ] {
      #expect(CommandRun(Self.arguments + out + options).status == 64, "\(options)")
    }
    for option in ["--max-segments", "--segment-multiple", "--shard-rows", "--shard-multiple"] {
      let negative = CommandRun(Self.arguments + out + [option, "-1"])
      #expect(
        negative.status == 64 && negative.errors.contains("\(option) takes a number from 1 on, not -1"), "\(option)")
    }
    #expect(
      CommandRun(Self.arguments + out + ["--shard-size", "-1"]).errors.contains("a size is a whole number of bytes"))
    let without = CommandRun(Self.arguments)
    #expect(without.status == 64 && without.errors.contains("--output"), "\(without.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/usage"))
  }
}
