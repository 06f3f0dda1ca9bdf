import Foundation
import Testing

@testable import TrainPackCommands

/// Where outputs go, what they may replace, and what they may not.
@Suite("Outputs")
struct OutputTests {
  let folder = try? TemporaryFolder()
  static let qwen = ["--profile", "qwen2.5-7b-instruct", "--home", Places.root]

  private func path(_ name: String) throws -> String { try #require(folder).path + "/" + name }

  @Test("fit --output - writes the records to standard output and the report to standard error")
  func standardOutput() throws {
    let ledger = try path("ledger.jsonl")
    let run = CommandRun(
      ["fit", Places.examples, "--output", "-", "--ledger", ledger, "--context-length", "512"] + Self.qwen)
    #expect(run.status == 0, "\(run.errors)")
    let source = try String(contentsOfFile: Places.examples, encoding: .utf8).split(separator: "\n")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 49 && lines.allSatisfy(source.contains))
    #expect(run.errors.contains("dropped") && run.errors.contains("budget in tokens"))
    #expect(!FileManager.default.fileExists(atPath: "-"))
    let reversed = CommandRun(
      ["fit", Places.examples, "--output", try path("f"), "--ledger", "-", "--context-length", "512"] + Self.qwen)
    #expect(reversed.output.split(separator: "\n").count == 7)
    #expect(CommandRun(["fit", Places.examples, "--output", "-", "--ledger", "-"] + Self.qwen).status == 64)
  }

  @Test("a file whose name ends in a compression is compressed so, and a name that promises something else is refused")
  func compressedNames() throws {
    let length = ["--context-length", "512"]
    let plain = try path("plain.jsonl")
    _ = CommandRun(["fit", Places.examples, "--output", plain, "--ledger", try path("l")] + length + Self.qwen)
    let wanted = try Data(contentsOf: URL(fileURLWithPath: plain))
    for (ending, magic) in [("gz", [0x1F, 0x8B]), ("xz", [0xFD, 0x37]), ("zst", [0x28, 0xB5])] as [(String, [UInt8])] {
      let (fitted, ledger) = (try path("fitted.jsonl.\(ending)"), try path("ledger.jsonl.\(ending)"))
      let run = CommandRun(["fit", Places.examples, "--output", fitted, "--ledger", ledger] + length + Self.qwen)
      #expect(run.status == 0, "\(run.errors)")
      for file in [fitted, ledger] {
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)).starts(with: magic), "\(file)")
      }
      // What was written is read again, by its content.
      let again = try path("again-\(ending).jsonl")
      _ = CommandRun(["fit", fitted, "--output", again, "--ledger", try path("l-\(ending)")] + length + Self.qwen)
      #expect(try Data(contentsOf: URL(fileURLWithPath: again)) == wanted)
    }
    for name in ["fitted.tar.gz", "fitted.TGZ", "fitted.jsonl.bz2", "fitted.zip", "fitted.parquet"] {
      let run = CommandRun(
        ["fit", Places.examples, "--output", try path(name), "--ledger", try path("l2")] + length + Self.qwen)
      #expect(run.status == 2 && run.errors.contains("code: output.name-unsuited"), "\(name): \(run.errors)")
    }
  }

  @Test(
    "records are written in the form in which they came, and to no file whose name says another",
    arguments: [
      (#"{"instruction":"a","output":"b"}"#, ["jsonl", "json", "ndjson.gz", "txt", "out"], ["csv", "TSV", "csv.gz"]),
      (#"[{"instruction":"a","output":"b"}]"#, ["json", "JSON.zst", "txt"], ["jsonl", "ndjson", "csv", "tsv.xz"]),
      (#"{"1":{"instruction":"a","output":"b"}}"#, ["json"], ["jsonl", "csv"]),
      (
        "{\n \"instruction\":\"a\",\"output\":\"b\"}\n{\n \"instruction\":\"c\",\"output\":\"d\"}", ["json", "jsonl"],
        ["csv"]
      ),
      ("instruction,output\na,b\n", ["csv", "csv.gz", "txt"], ["json", "jsonl", "tsv"]),
      ("instruction\toutput\na\tb\n", ["tsv"], ["jsonl", "csv"]),
    ])
  func formsOfNames(records: String, suited: [String], unsuited: [String]) throws {
    let data = try #require(folder).file("data", records)
    for (ending, status) in suited.map({ ($0, 0) }) + unsuited.map({ ($0, 2) }) {
      let fitted = try path("fitted.\(ending)")
      let run = CommandRun(["fit", data, "--output", fitted, "--ledger", try path("l-\(ending)")] + Self.qwen)
      #expect(run.status == status, "\(ending): \(run.errors)")
      #expect(FileManager.default.fileExists(atPath: fitted) == (status == 0), "\(ending)")
      #expect(run.errors.contains("code: output.name-unsuited") == (status != 0), "\(ending): \(run.errors)")
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: #require(folder).path)
    #expect(left.count == 1 + 2 * suited.count, "\(left)")
  }

  @Test("standard output is refused where it cannot be an output")
  func noStandardOutput() throws {
    let export = CommandRun(["export", Places.examples, "--output", "-"] + Self.qwen)
    #expect(export.status == 64 && export.errors.contains("--output takes a folder"), "\(export.errors)")
    let rejects = CommandRun(
      ["check", Places.examples, "--on-bad-record", "skip", "--rejects", "-"] + Self.qwen)
    #expect(rejects.status == 64 && rejects.errors.contains("--rejects takes a file"), "\(rejects.errors)")
  }

  @Test("--force replaces the rejects file, wherever there is one")
  func rejectsForce() throws {
    let data = try #require(folder).file("data.jsonl", "\(BadInputTests.good)\n{\n\(BadInputTests.good)\n")
    let rejects = try path("rejects.jsonl")
    let verbs = [
      ["check"], ["count"], ["fit", "--output", try path("f"), "--ledger", try path("l")],
      ["export", "--output", try path("shards")],
    ]
    for verb in verbs {
      let arguments =
        [verb[0], data] + verb.dropFirst() + ["--on-bad-record", "skip", "--rejects", rejects] + Self.qwen
      try "old".write(toFile: rejects, atomically: true, encoding: .utf8)
      let refused = CommandRun(arguments)
      #expect(refused.status == 2 && refused.errors.contains("--rejects"), "\(verb[0]): \(refused.errors)")
      #expect(try String(contentsOfFile: rejects, encoding: .utf8) == "old")
      let replaced = CommandRun(arguments + ["--force"])
      #expect(replaced.status == 0, "\(verb[0]): \(replaced.errors)")
      #expect(try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n").count == 1)
    }
    // A run that sets nothing aside leaves no list of an earlier one.
    let clean = try #require(folder).file("clean.jsonl", "\(BadInputTests.good)\n")
    let run = CommandRun(
      ["count", clean, "--on-bad-record", "skip", "--rejects", rejects, "--force"] + Self.qwen)
    #expect(run.status == 0)
    #expect(try String(contentsOfFile: rejects, encoding: .utf8) == "")
  }

  @Test("a run whose records were all set aside ends with status 1 and says so")
  func allRejected() throws {
    let data = try #require(folder).file("bad.jsonl", "{\"x\":1}\n{\"x\":2}\n")
    let skip =
      ["--input-format", "medqa", "--on-bad-record", "skip", "--rejects", try path("r"), "--force"] + Self.qwen
    let check = CommandRun(["check", data, "--json"] + skip)
    #expect(check.status == 1)
    #expect((check.json?["totals"] as? [String: Any])?["rejected"] as? Int == 2)
    let finding = try #require((check.json?["findings"] as? [[String: Any]])?.first)
    #expect(finding["code"] as? String == "check.records-rejected" && finding["severity"] as? String == "error")
    #expect(CommandRun(["check", data] + skip).output.contains("every record was set aside"))
    let fit = CommandRun(["fit", data, "--output", try path("f"), "--ledger", try path("l")] + skip)
    #expect(fit.status == 1 && fit.errors.contains("every record"), "\(fit.errors)")
    #expect(CommandRun(["count", data] + skip).status == 1)
    let export = CommandRun(["export", data, "--output", try path("s")] + skip)
    #expect(export.status == 2 && export.errors.contains("set aside as bad: 2, in "), "\(export.errors)")
  }

  @Test("check with some records set aside warns of it and goes on")
  func someRejected() throws {
    let data = try #require(folder).file("data.jsonl", "\(BadInputTests.good)\n{\n")
    let run = CommandRun(
      ["check", data, "--json", "--on-bad-record", "skip", "--rejects", try path("r")] + Self.qwen)
    #expect(run.status == 0)
    let codes = (run.json?["findings"] as? [[String: Any]])?.compactMap { $0["code"] as? String }
    #expect(codes?.contains("check.records-rejected") == true)
  }

  @Test("two outputs at one path, or an output that is an input, are refused before any work")
  func samePaths() throws {
    let data = try path("data.jsonl")
    try FileManager.default.copyItem(atPath: Places.examples, toPath: data)
    let before = try Data(contentsOf: URL(fileURLWithPath: data))
    let folder = try #require(folder).path
    let skip = ["--on-bad-record", "skip"]
    let runs: [[String]] = [
      ["fit", data, "--output", folder + "/x", "--ledger", folder + "/./x"],
      ["fit", data, "--output", data, "--ledger", folder + "/l", "--force"],
      ["fit", data, "--output", folder + "/x", "--ledger", data, "--force"],
      ["fit", data, "--output", folder + "/x", "--ledger", folder + "/l", "--rejects", folder + "/x"] + skip,
      ["check", data, "--rejects", data, "--force"] + skip, ["count", data, "--rejects", data, "--force"] + skip,
      ["count", data, "--tokenizer", "qwen", "--field", "question", "--rejects", data, "--force"] + skip,
      ["export", data, "--output", folder + "/d", "--rejects", folder + "/d/r"] + skip,
      ["export", data, "--output", folder, "--force"], ["export", folder, "--output", folder + "/d/e"],
      ["fit", folder, "--output", folder + "/x", "--ledger", "/dev/null"],
    ]
    for arguments in runs {
      let options = arguments.contains("--field") ? ["--home", Places.root] : Self.qwen
      let run = CommandRun(arguments + options)
      #expect(run.status == 2 && run.errors.contains("output.same-file"), "\(arguments): \(run.errors)")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: data)) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["data.jsonl"])
    let nowhere = CommandRun(["fit", data, "--output", "/dev/null", "--ledger", "/dev/null"] + Self.qwen)
    #expect(nowhere.status == 0, "\(nowhere.errors)")
  }

  @Test("a fit that leaves no record says so, and ends with status 1")
  func nothingLeft() throws {
    let folder = try TemporaryFolder()
    let data = try folder.file("chat.jsonl", BadInputTests.good + "\n")
    let arguments = ["fit", data, "--profile", "qwen2.5-7b-instruct", "--home", Places.root, "--force"]
    let files = ["--output", folder.path + "/out.jsonl", "--ledger", folder.path + "/ledger.jsonl"]
    let none = CommandRun(arguments + files + ["--context-length", "2"])
    #expect(none.status == 1 && none.errors.contains("fit.nothing-left"), "\(none.errors)")
    #expect(none.errors.contains("the only one is longer than the budget of 2 tokens"), "\(none.errors)")
    #expect(CommandRun(arguments + files).status == 0)
  }

  @Test(
    "terms of one's own have a name and a link, a license that the Hub does not list is told, and a command is quoted")
  func licenses() throws {
    let folder = try TemporaryFolder()
    func export(_ name: String, _ options: String...) -> CommandRun {
      CommandRun(["export", Places.examples, "--output", folder.path + "/" + name] + Self.qwen + options)
    }
    let own = export("a b", "--license", "other", "--license-name", "Terms 1", "--license-link", "LICENSE")
    #expect(own.status == 0 && own.errors.contains("trainpack verify '\(folder.path)/a b'"), "\(own.errors)")
    let card = try String(contentsOfFile: folder.path + "/a b/README.md", encoding: .utf8)
    #expect(card.contains("license_name: ") && card.contains("Terms 1") && card.contains("license_link: "))
    #expect(CommandRun(["verify", folder.path + "/a b"]).status == 0)
    let unlisted = export("b", "--license", "mti")
    #expect(unlisted.status == 0 && unlisted.errors.contains("the Hub lists no license mti"))
    #expect(!export("c", "--license", "cc-by-4.0").errors.contains("lists no license"))
    #expect(export("d", "--license", "other").errors.contains("--license-name"))
    #expect(export("e", "--license", "mit", "--license-name", "x").status == 64)
  }

  @Test("a field by which an export is stratified is used")
  func stratified() throws {
    let folder = try TemporaryFolder()
    let run = CommandRun(
      "export", Places.examples, "--profile", "qwen2.5-7b-instruct", "--home", Places.root, "--split",
      "train=0.5,test=0.5", "--stratify", "specialty", "--output", folder.path + "/out", "--json")
    let source = try #require(run.json?["source"] as? [String: Any], "\(run.errors)")
    #expect(source["unused_fields"] == nil, "\(source)")
  }
}
