import Foundation
import ShardExport
import Testing

@testable import TrainPackCommands

/// `export --for` as a user meets it.
@Suite("Export for a trainer, on the command line")
struct TrainerCommandTests {
  let folder = try? TemporaryFolder()
  static let arguments = [
    "export", Places.examples, "--profile", "mistral-7b-instruct-v0.3", "--context-length", "512",
  ]

  @Test("the first line that is printed is the trainer's own, and the report names the trainer")
  func firstLine() throws {
    let folder = try #require(folder)
    for (trainer, rows, line) in [
      ("trl", "packed-v1", "config = SFTConfig(padding_free=True"), ("axolotl", "tokens-v1", "sample_packing: true"),
      ("llama-factory", "messages-v1", "\"formatting\": \"sharegpt\""),
      ("ms-swift", "messages-v1", "swift sft --dataset"),
      ("torchtune", "messages-v1", "torchtune.datasets.chat_dataset"), ("nemo", "messages-v1", "path_or_dataset_id:"),
      ("transformers", "packed-v1", "def collate(rows):"), ("mlx-lm", "messages-v1", "hf_dataset:"),
      ("unsloth", "tokens-v1", "padding_free=False"),
    ] {
      let out = folder.path + "/" + trainer
      let run = CommandRun(Self.arguments + ["--for", trainer, "--output", out, "--json"])
      #expect(run.status == 0, "\(run.errors)")
      #expect((run.json?["shards"] as? [String: Any])?["trainer"] as? String == trainer)
      #expect((run.json?["title"] as? String)?.hasSuffix(rows) == true, "\(run.output)")
      let notes = (run.json?["notes"] as? [String])?.joined(separator: "\n") ?? ""
      #expect(notes.contains(line) && notes.contains(out), "\(notes)")
    }
  }

  @Test("what the trainer can take is kept, and what it cannot is an error with its code, the reason and what to use")
  func combinations() throws {
    let folder = try #require(folder)
    let kept = CommandRun(
      Self.arguments + ["--for", "axolotl", "--rows", "messages", "--layout", "jsonl-tar", "--compression", "gzip"]
        + ["--output", folder.path + "/kept", "--json"])
    #expect(kept.status == 0 && (kept.json?["title"] as? String)?.hasSuffix("messages-v1") == true, "\(kept.errors)")
    let shards = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/kept/data")
    #expect(shards == ["train-00000-of-00001.jsonl.tar.gz"])
    for (options, code, words) in [
      (["--for", "axolotl", "--rows", "packed"], "export.trainer-leak", "use --rows tokens"),
      (["--for", "unsloth", "--rows", "packed", "--position-ids"], "export.trainer-leak", "see each other"),
      (["--for", "mlx-lm", "--rows", "packed"], "export.trainer-rows", "use --rows messages"),
      (["--for", "transformers", "--rows", "messages"], "export.trainer-rows", "use --rows packed"),
      (["--for", "torchtune", "--layout", "webdataset"], "export.trainer-files", "use --layout jsonl"),
      (["--for", "ms-swift", "--compression", "gzip"], "export.trainer-files", "use --compression none"),
      (["--for", "trl", "--compression", "zstd"], "export.compression", "jsonl"),
    ] {
      let run = CommandRun(Self.arguments + options + ["--output", folder.path + "/refused"])
      #expect(run.status == 2 && run.errors.contains("code: \(code) "), "\(options): \(run.errors)")
      #expect(run.errors.contains(words), "\(run.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/refused"))
  }

  @Test("options of packing do not go with a trainer that packs itself, and the message says which rows it takes")
  func usage() throws {
    let folder = try #require(folder)
    let out = ["--output", folder.path + "/usage"]
    for options in [["--for", "axolotl", "--pack", "best"], ["--for", "nemo", "--position-ids"]] {
      let run = CommandRun(Self.arguments + out + options)
      #expect(run.status == 64 && run.errors.contains("; --for \(options[1]) makes rows of "), "\(run.errors)")
    }
    let simulated = CommandRun(Self.arguments.dropLast(2) + ["--for", "axolotl", "--simulate", "512"])
    #expect(simulated.status == 64 && simulated.errors.contains("leave --for axolotl out"), "\(simulated.errors)")
    #expect(CommandRun(Self.arguments + out + ["--for", "nobody"]).status == 64)
    let packed = CommandRun(Self.arguments.dropLast(2) + ["--for", "trl", "--simulate", "512", "--json"])
    #expect(packed.status == 0, "\(packed.errors)")
  }
}
