import Foundation
import Testing

@testable import TrainPackCommands

/// What `compare` says is what the other verbs say of each profile.
@Suite("Comparison")
struct CompareCommandTests {
  let folder = try? TemporaryFolder()
  static let home = ["--home", Places.root]
  static let names = ["mistral-7b-instruct-v0.1", "mistral-7b-instruct-v0.3", "qwen2.5-7b-instruct"]
  static let profiles = names.flatMap { ["--profile", $0] }

  private func compare(_ arguments: [String], profiles: [String] = Self.profiles) -> CommandRun {
    CommandRun(["compare"] + arguments + profiles + Self.home + ["--json"])
  }

  private func rows(_ run: CommandRun, _ key: String = "profiles") throws -> [[String: Any]] {
    try #require(run.json?[key] as? [[String: Any]], "\(run.errors)")
  }

  @Test("has the counts of count and check, for each profile")
  func counts() throws {
    let run = compare([Places.examples, "--context-length", "512"])
    for row in try rows(run) {
      let name = try #require(row["profile"] as? String)
      let count = CommandRun(["count", Places.examples, "--profile", name, "--json"] + Self.home)
      let totals = try #require(count.json?["totals"] as? [String: Any])
      for key in ["records", "tokens", "loss_tokens"] {
        #expect(row[key] as? Int == totals[key] as? Int, "\(name) \(key)")
      }
      let check = CommandRun(
        ["check", Places.examples, "--profile", name, "--context-length", "512", "--json"] + Self.home)
      let lengths = try #require(check.json?["tokens"] as? [String: Any])
      #expect(row["p50"] as? Int == lengths["p50"] as? Int && row["p95"] as? Int == lengths["p95"] as? Int)
      #expect(row["longest"] as? Int == lengths["maximum"] as? Int)
      let context = try #require(try rows(run, "contexts").first { $0["profile"] as? String == name })
      #expect(context["over"] as? Int == (check.json?["fit"] as? [String: Any])?["records_over"] as? Int)
    }
  }

  @Test("has the rows of export, whether records are dropped or trimmed", arguments: ["drop", "trim"])
  func exportedRows(fit: String) throws {
    let folder = try #require(folder)
    let lengths = ["--context-length", "1024", "--context-length", "512", "--context-length", "512"]
    let data = try folder.fewExamples()
    let run = compare([data, "--fit", fit] + lengths)
    let contexts = try rows(run, "contexts")
    #expect(contexts.map { $0["context_length"] as? Int } == [512, 512, 512, 1_024, 1_024, 1_024])
    #expect(run.json?["recommended"] == nil)
    for context in contexts {
      let name = try #require(context["profile"] as? String)
      let length = try #require(context["context_length"] as? Int)
      let export = CommandRun(
        [
          "export", data, "--profile", name, "--context-length", "\(length)", "--fit", fit, "--output",
          "\(folder.path)/\(name)-\(length)", "--json",
        ] + Self.home)
      let shards = try #require(export.json?["shards"] as? [String: Any], "\(export.errors)")
      let records = try #require(export.json?["records"] as? [String: Any])
      #expect(context["rows"] as? Int == shards["rows"] as? Int, "\(name) \(length)")
      #expect(context["efficiency"] as? Double == shards["efficiency"] as? Double)
      #expect(context["trimmed"] as? Int == records["trimmed"] as? Int)
      #expect(context["dropped"] as? Int == records["dropped"] as? Int)
    }
  }

  @Test("sorts by what is asked, and says who comes first and why")
  func order() throws {
    for (sort, first, reason) in [
      ("tokens", "qwen2.5-7b-instruct", "the fewest tokens: 20,047, 4.9 % fewer than mistral-7b-instruct-v0.3"),
      ("compute", "qwen2.5-7b-instruct", "the least training compute: 916.02 TFLOP, 0.1 % less than"),
    ] {
      let run = compare([Places.examples, "--sort", sort])
      let winner = try #require(run.json?["winner"] as? [String: Any])
      #expect(winner["profile"] as? String == first && winner["sorted_by"] as? String == sort)
      #expect((winner["reason"] as? String)?.contains(reason) == true, "\(winner)")
      #expect(try rows(run).first?["profile"] as? String == first)
    }
    let byName = compare([Places.examples, "--sort", "name"])
    #expect(try rows(byName).compactMap { $0["profile"] as? String } == Self.names)
    #expect((byName.json?["winner"] as? [String: Any])?["profile"] is NSNull)
    let equal = compare([Places.examples, "--sort", "overflow", "--context-length", "512"])
    let reason = try #require((equal.json?["winner"] as? [String: Any])?["reason"] as? String)
    #expect(reason.contains("have equally few records over the context length: 7 at 512 tokens"), "\(reason)")
  }

  @Test("no rows are no share of rows, and one profile is one profile")
  func noRows() throws {
    let run = compare([Places.examples, "--context-length", "8"], profiles: ["--profile", "qwen2.5-7b-instruct"])
    let context = try #require(try rows(run, "contexts").first)
    #expect(context["rows"] as? Int == 0 && context["efficiency"] is NSNull)
    #expect((run.json?["title"] as? String)?.hasPrefix("comparison of 1 profile on ") == true)
    let text = CommandRun(
      ["compare", Places.examples, "--context-length", "8", "--profile", "qwen2.5-7b-instruct"] + Self.home)
    #expect(!text.output.contains("100.00 %"), "\(text.output)")
  }

  @Test("training compute is six times weights times tokens")
  func compute() throws {
    let data = try #require(folder).fewExamples()
    for row in try rows(compare([data])) {
      let weights = try #require(row["parameters"] as? Int)
      let tokens = try #require(row["tokens"] as? Int)
      #expect(row["training_flop"] as? Double == 6 * Double(weights) * Double(tokens))
    }
  }

  @Test("a length beyond what a model was trained at is marked for that model, and each recommendation is looked at")
  func trainedLength() throws {
    let data = try #require(folder).fewExamples()
    let asked = compare([data, "--context-length", "32768", "--context-length", "32769"])
    #expect(
      try rows(asked, "contexts").map { $0["beyond_trained"] as? Bool } == [false, false, true, true, true, true])
    let usual = compare([data])
    #expect(try Set(rows(usual, "contexts").compactMap { $0["context_length"] as? Int }) == [2_048, 4_096, 8_192])
    let recommended = try rows(usual, "recommended")
    #expect(recommended.compactMap { $0["context_length"] as? Int }.sorted() == [4_096, 32_768, 32_768])
  }

  @Test("a template that refuses records counts them against its profile alone, which comes last")
  func refused() throws {
    let folder = try #require(folder)
    let chat = { (roles: [String]) in
      #"{"messages":["# + roles.map { #"{"role":"\#($0)","content":"a word"}"# }.joined(separator: ",") + "]}"
    }
    let data = try folder.file(
      "chat.jsonl",
      [["user", "assistant"], ["system", "user", "assistant"], ["user", "user", "assistant"]].map(chat)
        .joined(separator: "\n"))
    let run = compare([data])
    #expect(run.status == 0, "\(run.errors)")
    let refusals = Dictionary(
      uniqueKeysWithValues: try rows(run).map { ($0["profile"] as? String ?? "", $0["refused"] as? Int ?? -1) })
    #expect(
      refusals == ["qwen2.5-7b-instruct": 0, "mistral-7b-instruct-v0.3": 0, "mistral-7b-instruct-v0.1": 2],
      "\(refusals)")
    #expect(try rows(run).last?["profile"] as? String == "mistral-7b-instruct-v0.1")
    let winner = (run.json?["winner"] as? [String: Any])?["reason"] as? String
    #expect(winner?.contains("template takes every record") == true, "\(winner ?? "")")
    let findings = try rows(run, "findings")
    #expect(findings.map { $0["code"] as? String } == ["compare.rejected"])
    #expect(findings.allSatisfy { ($0["places"] as? [Any])?.isEmpty == false })
    let text = CommandRun(["compare", data] + Self.profiles + Self.home).output
    #expect(text.contains("refused") && text.contains("refuses 2 of 3 records (66.7 %)"), "\(text)")
  }

  @Test("records of which a template leaves something out are those that export refuses, and their profile comes last")
  func contentLost() throws {
    let folder = try #require(folder)
    let data = try folder.file("tools.jsonl", HintCommandTests.recordsWithTools)
    let run = compare([data])
    #expect(run.status == 0, "\(run.errors)")
    let lost = Dictionary(
      uniqueKeysWithValues: try rows(run).map { ($0["profile"] as? String ?? "", $0["content_lost"] as? Int ?? -1) })
    #expect(
      lost == ["qwen2.5-7b-instruct": 0, "mistral-7b-instruct-v0.3": 0, "mistral-7b-instruct-v0.1": 2], "\(lost)")
    for (profile, count) in lost {
      let export = CommandRun(
        [
          "export", data, "--profile", profile, "--on-bad-record", "skip", "--rejects", folder.path + "/" + profile,
          "--output", folder.path + "/shards-" + profile, "--json",
        ] + Self.home)
      let records = try #require(export.json?["records"] as? [String: Any], "\(export.errors)")
      #expect(records["rejected"] as? Int == count, "\(profile): \(records)")
    }
    // Without the tools its records have the fewest tokens by far.
    let cheapest = try rows(run).min { ($0["tokens"] as? Int ?? 0) < ($1["tokens"] as? Int ?? 0) }
    #expect(cheapest?["profile"] as? String == "mistral-7b-instruct-v0.1")
    #expect(try rows(run).last?["profile"] as? String == "mistral-7b-instruct-v0.1")
    let winner = (run.json?["winner"] as? [String: Any])?["reason"] as? String
    #expect(winner?.contains("renders every record whole") == true, "\(winner ?? "")")
    let findings = try rows(run, "findings")
    #expect(findings.map { $0["code"] as? String } == ["compare.content-lost"])
    #expect(findings.allSatisfy { $0["count"] as? Int == 2 && ($0["places"] as? [Any])?.count == 2 })
    let text = CommandRun(["compare", data] + Self.profiles + Self.home, width: 200).output
    #expect(text.contains("not whole") && text.contains("2 of 3 records (66.7 %): the definitions of tools of 2"))
    #expect(!CommandRun(["compare", Places.examples] + Self.profiles + Self.home).output.contains("not whole"))
  }

  @Test("the help says which profiles are compared where none is named")
  func help() {
    let help = CommandRun("compare", "--help").output
    #expect(help.contains("generic-chatml") && !help.contains("every model known"), "\(help)")
  }

  @Test("a profile without its vocabulary is listed with the command that fetches it; alone it is an error")
  func missingVocabulary() throws {
    let folder = try #require(folder)
    let manager = FileManager.default
    // Links, as a copy would take over an owner that this process may not give.
    try manager.createSymbolicLink(
      atPath: folder.path + "/ModelProfiles", withDestinationPath: Places.root + "/ModelProfiles")
    try manager.createDirectory(atPath: folder.path + "/Vocabularies", withIntermediateDirectories: true)
    for name in try manager.contentsOfDirectory(atPath: Places.root + "/Vocabularies") where name != "qwen.tiktoken" {
      try manager.createSymbolicLink(
        atPath: folder.path + "/Vocabularies/" + name, withDestinationPath: Places.root + "/Vocabularies/" + name)
    }
    let home = ["--home", folder.path, "--json"]
    let two = ["--profile", "mistral-7b-instruct-v0.3", "--profile", "qwen2.5-7b-instruct"]
    let run = CommandRun(["compare", try folder.fewExamples()] + two + home)
    #expect(run.status == 0, "\(run.errors)")
    let missing = try #require(try rows(run, "not_compared").first)
    #expect(missing["profile"] as? String == "qwen2.5-7b-instruct")
    #expect((missing["fix"] as? String)?.contains("`trainpack vocabularies fetch qwen`") == true)
    #expect(try rows(run).count == 1)
    let alone = CommandRun(["compare", Places.examples, "--profile", "qwen2.5-7b-instruct"] + home)
    #expect(alone.status == 2 && alone.errors.contains("vocabulary.not-installed"), "\(alone.errors)")
    let unknown = CommandRun(["compare", Places.examples, "--profile", "qwem2.5"] + home)
    #expect(unknown.status == 2 && unknown.errors.contains("profile.unknown"), "\(unknown.errors)")
  }

  @Test("a system prompt that a template refuses takes its profile out, not the others")
  func systemPrompt() throws {
    let data = try #require(folder).fewExamples()
    let prompt = try #require(folder).file("prompt.txt", "Be brief.\n")
    let run = compare([data, "--system-prompt", prompt])
    #expect(try rows(run).count == 2)
    #expect(try rows(run, "not_compared").map { $0["code"] as? String } == ["input.system-prompt-rejected"])
    let alone = compare([data, "--system-prompt", prompt], profiles: ["--profile", Self.names[0]])
    #expect(alone.status == 2 && alone.errors.contains("input.system-prompt-rejected"))
  }

  @Test("one name twice is one profile, no name is all, and what cannot be is refused")
  func arguments() throws {
    let data = try #require(folder).fewExamples()
    let twice = compare(
      [data], profiles: ["--profile", Self.names[2], "--profile", "Qwen/Qwen2.5-7B-Instruct"])
    #expect(try rows(twice).count == 1)
    #expect(
      ((twice.json?["winner"] as? [String: Any])?["reason"] as? String) == "there is nothing to compare it with")
    let all = try rows(compare([data], profiles: []))
    #expect(all.count >= 3 && all.allSatisfy { $0["parameters"] is Int })
    #expect(compare([data, "--fit", "raise"]).status == 64)
    #expect(compare([data, "--context-length", "0"]).status == 64)
    let long = compare([data, "--context-length", "16777217"])
    #expect(long.status == 2 && long.errors.contains("fit.budget"))
    #expect(CommandRun(["compare", "/nowhere/data.jsonl"] + Self.profiles + Self.home).status == 2)
  }

  @Test("the output does not depend on --jobs")
  func jobs() throws {
    let data = try #require(folder).fewExamples()
    let runs = ["1", "3"].map { compare([data, "--fit", "trim", "--context-length", "512", "--jobs", $0]) }
    #expect(runs[0].output == runs[1].output && !runs[0].output.isEmpty)
  }

  @Test("records that cannot be read are set aside, and counted")
  func badRecords() throws {
    let folder = try #require(folder)
    let data = try folder.file("data.jsonl", "\(BadInputTests.good)\n{\n")
    let stopped = compare([data])
    #expect(stopped.status == 2 && stopped.errors.contains("data.jsonl:2"))
    let skipped = compare([data, "--on-bad-record", "skip", "--rejects", folder.path + "/r"])
    #expect(skipped.status == 0 && skipped.errors.contains("1 bad record set aside"), "\(skipped.errors)")
    #expect((skipped.json?["dataset"] as? [String: Any])?["rejected"] as? Int == 1)
    let emptied = compare(
      [
        try folder.file("bad.jsonl", "{\"x\":1}\n"), "--input-format", "medqa", "--on-bad-record", "skip", "--rejects",
        folder.path + "/q",
      ])
    #expect(emptied.status == 1, "\(emptied.errors)")
  }
}
