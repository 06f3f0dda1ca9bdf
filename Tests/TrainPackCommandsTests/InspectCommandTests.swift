import Foundation
import Testing

@testable import TrainPackCommands

/// `inspect` as a user meets it.
@Suite("Inspect command")
struct InspectCommandTests {
  let folder = try? TemporaryFolder()

  private func export(_ options: String..., profile: String = "qwen2.5-7b-instruct") throws -> String {
    let out = try #require(folder).path + "/" + (options + [profile]).joined(separator: "-")
    let arguments = ["export", Places.examples, "--profile", profile, "--context-length", "1024"] + options
    #expect(CommandRun(arguments + ["--output", out, "--quiet"]).status == 0)
    return out
  }

  private func values(_ run: CommandRun, _ table: String) throws -> [[String: Any]] {
    try #require(run.json?[table] as? [[String: Any]], "\(run.output) \(run.errors)")
  }

  @Test(
    "each example of a packed row begins and ends as its text does, and what is trained is the answer and its end",
    arguments: ["qwen2.5-7b-instruct", "mistral-7b-instruct-v0.3"])
  func packed(profile: String) throws {
    let out = try export("--layout", "jsonl", profile: profile)
    let end = profile.hasPrefix("qwen") ? "<|im_end|>" : "</s>"
    let data = out + "/data/train-00000-of-00001.jsonl"
    let lines = try String(contentsOfFile: data, encoding: .utf8).split(separator: "\n")
    for (number, line) in lines.enumerated() {
      let run = CommandRun("inspect", out, "--row", "\(number)", "--json")
      #expect(run.status == 0, "\(run.errors)")
      let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: [Int]])
      let examples = try values(run, "examples")
      #expect(examples.compactMap { $0["tokens"] as? Int } == row["seq_lengths"])
      let stretches = try values(run, "stretches")
      #expect(stretches.compactMap { $0["tokens"] as? Int }.reduce(0, +) == row["input_ids"]?.count)
      let trained = stretches.filter { $0["trained"] as? Bool == true }
      #expect(trained.compactMap { $0["tokens"] as? Int }.reduce(0, +) == row["labels"]?.count { $0 != -100 })
      for example in examples.indices {
        let texts = stretches.filter { $0["example"] as? Int == example }.compactMap { $0["text"] as? String }
        #expect(texts.count >= 2 && texts[0].hasPrefix(profile.hasPrefix("qwen") ? "<|im_start|>" : "<s>[INST]"))
        #expect(texts[1].contains("The correct answer is") && texts[1].hasSuffix(end), "\(texts)")
      }
    }
  }

  @Test("rows of text show their columns, in every layout, with the record that they came from")
  func text() throws {
    for (kind, place) in [
      ("messages", "messages[0], user"), ("prompt-completion", "completion[0], assistant"), ("text", "text"),
    ] {
      for layout in ["jsonl-tar", "webdataset", "jsonl"] {
        let out = try export("--rows", kind, "--layout", layout)
        let run = CommandRun("inspect", out, "--row", "3", "--json")
        let texts = try values(run, "texts")
        #expect(texts.contains { $0["place"] as? String == place }, "\(texts)")
        #expect(try values(run, "examples").first?["record_id"] as? String == "ex-004")
      }
    }
  }

  @Test("what the report for people says stands in the row's own words")
  func people() throws {
    let run = CommandRun("inspect", try export("--rows", "tokens"), "--row", "0")
    #expect(run.status == 0)
    for words in ["tokens-v1", "ex-001", "not trained", "The correct answer is", "<|im_end|>"] {
      #expect(run.output.contains(words), "\(run.output)")
    }
  }

  @Test("rows, splits and folders that are not there are errors with a code, and wrong numbers are usage errors")
  func missing() throws {
    let out = try export("--split", "train=0.5,test=0.5")
    for (arguments, code) in [
      ([out, "--row", "999"], "inspect.no-such-row"), ([out, "--row", "0", "--split", "dev"], "inspect.no-such-row"),
      ([out, "--row", "0", "--profile", "gpt-0"], "profile.unknown"),
      ([out, "--row", "0", "--profile", "mistral-7b-instruct-v0.3"], "verify.profile"),
      ([try #require(folder).path, "--row", "0"], "export.not-an-export"),
    ] {
      let run = CommandRun(["inspect"] + arguments)
      #expect(run.status == 2 && run.errors.contains("code: \(code) "), "\(arguments): \(run.errors)")
    }
    #expect(CommandRun("inspect", out, "--row", "0", "--split", "test").status == 0)
    for arguments in [[out], [out, "--row", "-1"], [out, "--row=-1"], [out, "--row", "x"]] {
      #expect(CommandRun(["inspect"] + arguments).status == 64, "\(arguments)")
    }
    #expect(CommandRun("inspect", out, "--row", "-1").errors.contains("--row takes a number from 0 on, not -1"))
  }

  @Test("a row that was changed is not shown, and the error names verify")
  func broken() throws {
    let out = try export("--layout", "jsonl")
    let changes: [(file: String, change: (String) -> String)] = [
      ("data/train-00000-of-00001.jsonl", { $0.replacingOccurrences(of: "\"labels\":[-100", with: "\"labels\":[-1") }),
      ("data/train-00000-of-00001.jsonl", { $0.replacingOccurrences(of: "\"labels\"", with: "\"label\"") }),
      ("data/train-00000-of-00001.jsonl", { _ in "" }),
      ("segments.jsonl", { $0.replacingOccurrences(of: "\"segment\":1", with: "\"segment\":7") }),
      ("segments.jsonl", { _ in "" }), ("manifest.json", { _ in "{}" }),
      ("manifest.json", { $0.replacingOccurrences(of: "data/train", with: "../train") }),
    ]
    for (index, (file, change)) in changes.enumerated() {
      let path = out + "/" + file
      let whole = try String(contentsOfFile: path, encoding: .utf8)
      try change(whole).write(toFile: path, atomically: true, encoding: .utf8)
      let run = CommandRun("inspect", out, "--row", "0")
      #expect(run.status == 2 && run.errors.contains("code: inspect.broken-row "), "\(index) \(file): \(run.errors)")
      #expect(run.errors.contains("`trainpack verify "), "\(index): \(run.errors)")
      try whole.write(toFile: path, atomically: true, encoding: .utf8)
    }
    try FileManager.default.removeItem(atPath: out + "/data")
    let gone = CommandRun("inspect", out, "--row", "0")
    #expect(gone.status == 2 && gone.errors.contains("code: export.unreadable "), "\(gone.errors)")
  }
}
