import Foundation
import Testing

@testable import TrainPackCommands

/// A comparison against the libraries that the models are used with.
@Suite("Comparison against transformers")
struct CompareReferenceTests {
  static let models = [
    ("mistral-7b-instruct-v0.1", "mistral", "mistral01.tokenizer.json"),
    ("mistral-7b-instruct-v0.3", "mistral", "mistral03.tokenizer.json"),
    ("qwen2.5-7b-instruct", "qwen", "qwen3/tokenizer.json"),
  ]

  @Test("the totals of medqa are those of transformers, to the token")
  func medqa() throws {
    let test = "CompareReferenceTests.medqa"
    guard let data = Places.shared("data/datasets/medqa-usmle-test.jsonl", for: test),
      let python = OraclePython.path(for: test, notCovered: "totals of compare against transformers")
    else { return }
    var pairs: [String] = []
    var arguments = ["compare", data, "--context-length", "512", "--sort", "name", "--json", "--home", Places.root]
    for (profile, family, tokenizer) in Self.models {
      guard let file = Places.shared("data/vocabularies/huggingface/" + tokenizer, for: test) else { return }
      pairs += [Places.root + "/ModelProfiles/\(family)/\(profile).json", file]
      arguments += ["--profile", profile]
    }
    let run = CommandRun(arguments)
    #expect(run.status == 0, "\(run.errors)")
    let rows = try #require(run.json?["profiles"] as? [[String: Any]])
    let contexts = try #require(run.json?["contexts"] as? [[String: Any]])
    let answer = try OraclePython.run(python, "compare_totals.py", [data] + pairs)
    let last = try #require(answer.output.split(separator: "\n").last, "\(answer.output)")
    let reference = try #require(
      try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any], "\(answer.output)")
    #expect((run.json?["dataset"] as? [String: Any])?["words"] as? Int == reference["words"] as? Int)
    let expected = try #require(reference["profiles"] as? [[String: Any]])
    for (index, row) in rows.enumerated() {
      for key in ["tokens", "loss_tokens", "template_tokens", "p50", "p95", "longest"] {
        #expect(row[key] as? Int == expected[index][key] as? Int, "\(Self.models[index].0) \(key)")
      }
      let rates = (row["tokens_per_word"] as? Double, expected[index]["tokens_per_word"] as? Double)
      #expect(abs((rates.0 ?? 0) - (rates.1 ?? 1)) < 1e-9, "\(rates)")
      #expect(contexts[index]["over"] as? Int == expected[index]["over_512"] as? Int)
    }
  }
}
