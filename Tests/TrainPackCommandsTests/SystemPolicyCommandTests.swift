import Foundation
import Testing

@testable import TrainPackCommands

/// Records with a system prompt for models whose template refuses one.
@Suite("System prompts that a template refuses, on the command line")
struct SystemPolicyCommandTests {
  let folder = try? TemporaryFolder()
  private static let home = ["--home", Places.root]
  private static let refusing = ["--profile", "mistral-7b-instruct-v0.1"] + home

  private static func lines(_ first: String) -> String {
    """
    {"messages":[\(first)Fever?"},{"role":"assistant","content":"Rest."},{"role":"user","content":"Cough?"},\
    {"role":"assistant","content":"Tea."}]}
    {"messages":[{"role":"user","content":"Hi."},{"role":"assistant","content":"Hello."}]}

    """
  }

  private func data() throws -> String {
    try #require(folder).file(
      "data.jsonl", Self.lines(#"{"role":"system","content":"Be brief."},{"role":"user","content":""#))
  }

  private func folded() throws -> String {
    try #require(folder).file("folded.jsonl", Self.lines(#"{"role":"user","content":"Be brief.\n\n"#))
  }

  private func dropped() throws -> String {
    try #require(folder).file("dropped.jsonl", Self.lines(#"{"role":"user","content":""#))
  }

  /// The only shard of an export.
  private func rows(_ data: String, _ options: [String], name: String) throws -> String {
    let out = try #require(folder).path + "/" + name
    let run = CommandRun(["export", data, "--layout", "jsonl", "--output", out] + options)
    #expect(run.status == 0, "\(run.errors)")
    return try String(contentsOfFile: out + "/data/train-00000-of-00001.jsonl", encoding: .utf8)
  }

  @Test("stop is the template's error; fold and drop give what the changed records give, in every kind of row")
  func rows() throws {
    let data = try data()
    let stop = CommandRun(["count", data] + Self.refusing)
    #expect(stop.status == 2 && stop.errors.contains("code: template.raised"), "\(stop.errors)")
    #expect(stop.errors.contains("--system fold"))
    let check = CommandRun(["check", data] + Self.refusing, width: 500)
    #expect(check.status == 1 && check.output.contains("first user message with --system fold"), "\(check.output)")
    for (policy, changed) in [("fold", try folded()), ("drop", try dropped())] {
      for kind in ["packed", "tokens", "messages", "prompt-completion", "text"] {
        let options = ["--rows", kind] + Self.refusing
        let found = try rows(data, ["--system", policy] + options, name: "\(policy)-\(kind)")
        #expect(try found == rows(changed, options, name: "\(policy)-\(kind)-given"), "\(policy) \(kind)")
      }
    }
  }

  @Test("reports say what was done, and for how many records")
  func told() throws {
    let data = try data()
    for (policy, severity) in [("fold", "information"), ("drop", "warning")] {
      let code = "template.system-\(policy == "fold" ? "folded" : "dropped")"
      let check = CommandRun(["check", data, "--system", policy, "--json"] + Self.refusing)
      let findings = try #require(check.json?["findings"] as? [[String: Any]])
      let finding = try #require(findings.first { $0["code"] as? String == code })
      #expect(finding["count"] as? Int == 1 && finding["severity"] as? String == severity)
      #expect(check.status == 0, "\(check.output)")
      for verb in [
        ["count"],
        [
          "fit", "--output", try #require(folder).path + "/f-\(policy)", "--ledger",
          try #require(folder).path + "/l-\(policy)",
        ],
        ["export", "--output", try #require(folder).path + "/e-\(policy)"],
      ] {
        let run = CommandRun([verb[0], data, "--system", policy] + verb.dropFirst() + Self.refusing)
        #expect(run.status == 0 && run.errors.contains("1 of 2 records (50.0 %)"), "\(run.errors)")
        #expect(run.errors.contains("code: \(code)") && run.errors.contains(policy == "fold" ? "note: " : "warning: "))
      }
      // The records that were fitted are as they were.
      #expect(
        try String(contentsOfFile: try #require(folder).path + "/f-\(policy)", encoding: .utf8)
          == String(contentsOfFile: data, encoding: .utf8))
      let card = try String(contentsOfFile: try #require(folder).path + "/e-\(policy)/README.md", encoding: .utf8)
      #expect(card.contains("system prompts, which the chat template refuses: <code>\(policy)</code>"))
    }
    let compare = CommandRun(
      ["compare", data, "--system", "fold", "--json", "--profile", "qwen2.5-7b-instruct"] + Self.refusing)
    let findings = try #require(compare.json?["findings"] as? [[String: Any]])
    #expect(findings.map { $0["code"] as? String } == ["template.system-folded"], "\(compare.output)")
    #expect((findings.first?["message"] as? String)?.contains("mistral-7b-instruct-v0.1") == true)
  }

  @Test("verify makes the same rendering again from what the manifest says")
  func verified() throws {
    let data = try data()
    let out = try #require(folder).path + "/shards"
    let prompt = try #require(folder).file("prompt.txt", "Be kind.\n")
    let export = CommandRun(
      ["export", data, "--system", "fold", "--system-prompt", prompt, "--output", out] + Self.refusing)
    #expect(export.status == 0, "\(export.errors)")
    let verify = { CommandRun(["verify", out, "--source", data, "--system-prompt", prompt] + Self.home) }
    #expect(verify().status == 0, "\(verify().output)")
    let path = out + "/manifest.json"
    let manifest = try String(contentsOfFile: path, encoding: .utf8)
    #expect(manifest.contains(#""system":"fold""#) || manifest.contains(#""system": "fold""#))
  }

  @Test("a template that takes system prompts is never changed, and fields have none")
  func taken() throws {
    let data = try data()
    let qwen = ["--profile", "qwen2.5-7b-instruct"] + Self.home
    let plain = try rows(data, qwen, name: "plain")
    #expect(try rows(data, ["--system", "fold"] + qwen, name: "fold") == plain)
    let manifests = try ["plain", "fold"].map { name in
      try String(contentsOfFile: try #require(folder).path + "/\(name)/manifest.json", encoding: .utf8)
    }
    #expect(manifests[0] == manifests[1])
    let field = CommandRun(["count", data, "--tokenizer", "qwen", "--field", "a", "--system", "fold"] + Self.home)
    #expect(field.status == 64 && field.errors.contains("--system goes with --profile"), "\(field.errors)")
  }
}
