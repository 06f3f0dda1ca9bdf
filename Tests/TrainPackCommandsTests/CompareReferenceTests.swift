import Foundation
import Testing

@testable import TrainPackCommands

/// A comparison against the libraries that the models are used with.
@Suite("Comparison against transformers")
struct CompareReferenceTests {
  static let profiles = [
    "mistral-7b-instruct-v0.1", "mistral-7b-instruct-v0.3", "qwen2.5-7b-instruct", "llama-2-7b-chat",
    "llama-3.1-8b-instruct",
  ]

  /// A home with the vocabularies that ship and those of the shared material.
  private func home(in folder: TemporaryFolder) throws -> String {
    let manager = FileManager.default
    let own = folder.path + "/Vocabularies"
    try manager.createDirectory(atPath: own, withIntermediateDirectories: true)
    try manager.createSymbolicLink(
      atPath: folder.path + "/ModelProfiles", withDestinationPath: Places.root + "/ModelProfiles")
    let folders =
      [Places.root + "/Vocabularies"]
      + ["sentencepiece", "tiktoken"].map { Places.shared + "/data/vocabularies/" + $0 }
    for folder in folders {
      for name in (try? manager.contentsOfDirectory(atPath: folder)) ?? []
      where !manager.fileExists(atPath: own + "/" + name) {
        try manager.createSymbolicLink(atPath: own + "/" + name, withDestinationPath: folder + "/" + name)
      }
    }
    return folder.path
  }

  @Test("the totals of medqa for five models are those of transformers, to the token")
  func medqa() throws {
    let test = "CompareReferenceTests.medqa"
    guard let data = Places.shared("data/datasets/medqa-usmle-test.jsonl", for: test),
      let python = OraclePython.path(for: test, notCovered: "totals of compare against transformers")
    else { return }
    let folder = try TemporaryFolder()
    let run = CommandRun(
      ["compare", data, "--context-length", "512", "--json", "--home", try home(in: folder)]
        + Self.profiles.flatMap { ["--profile", $0] })
    #expect(run.status == 0, "\(run.errors)")
    let rows = try #require(run.json?["profiles"] as? [[String: Any]])
    let contexts = try #require(run.json?["contexts"] as? [[String: Any]])
    #expect(rows.count == Self.profiles.count, "\(run.json?["not_compared"] ?? "")")
    let answer = try OraclePython.run(python, "compare_totals.py", [data] + Self.profiles)
    let last = try #require(answer.output.split(separator: "\n").last, "\(answer.output)")
    let reference = try #require(
      try? JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any], "\(answer.output)")
    #expect((run.json?["dataset"] as? [String: Any])?["words"] as? Int == reference["words"] as? Int)
    let expected = try #require(reference["profiles"] as? [String: Any])
    for (row, context) in zip(rows, contexts) {
      let name = try #require(row["profile"] as? String)
      guard let totals = expected[name] as? [String: Any] else {
        print("SKIPPED (no oracle): \(test): \(name): Tests/Acceptance/oracles.py says why")
        continue
      }
      for key in ["tokens", "loss_tokens", "template_tokens", "p50", "p95", "longest"] {
        #expect(row[key] as? Int == totals[key] as? Int, "\(name) \(key)")
      }
      let rates = (row["tokens_per_word"] as? Double, totals["tokens_per_word"] as? Double)
      #expect(abs((rates.0 ?? 0) - (rates.1 ?? 1)) < 1e-9, "\(name) \(rates)")
      #expect(context["over"] as? Int == totals["over_512"] as? Int, "\(name)")
    }
  }
}
