import Foundation
import Testing

@testable import TrainPackCommands

/// Each bad input gets a clear error: what, where, how to mend it, and a stable code.
@Suite("Bad input")
struct BadInputTests {
  let folder = try? TemporaryFolder()
  static let good =
    #"{"question":"A man coughs. He smokes. What is next?","options":{"A":"Rest","B":"X-ray"},"answer":"X-ray","answer_idx":"B"}"#

  /// Runs `check` on one file and expects exit status 2 with a code, a place and a fix.
  func expectError(
    _ code: String, in contents: [UInt8], place: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try #require(folder)
    let file = try folder.file("data.jsonl", contents)
    let run = CommandRun("check", file, "--profile", "qwen2.5-7b-instruct")
    #expect(run.status == 2, "\(run.errors)", sourceLocation: sourceLocation)
    #expect(run.output == "", sourceLocation: sourceLocation)
    #expect(run.errors.contains("code: \(code) "), "\(run.errors)", sourceLocation: sourceLocation)
    #expect(run.errors.contains("  fix: "), "\(run.errors)", sourceLocation: sourceLocation)
    if let place { #expect(run.errors.contains(place), "\(run.errors)", sourceLocation: sourceLocation) }
  }

  func expectError(
    _ code: String, in contents: String, place: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expectError(code, in: Array(contents.utf8), place: place, sourceLocation: sourceLocation)
  }

  @Test("invalid UTF-8 is refused with its byte")
  func invalidUTF8() throws {
    let bad = Array(Self.good.utf8).split(separator: UInt8(ascii: "X"), maxSplits: 1, omittingEmptySubsequences: false)
    try expectError("json.invalid-utf8", in: Array(bad[0]) + [0xFF] + Array(bad[1]), place: "data.jsonl:1:")
  }

  @Test("half a surrogate pair is refused")
  func loneSurrogate() throws {
    let line = Self.good.replacingOccurrences(of: "Rest", with: #"\ud800"#)
    try expectError("json.lone-surrogate", in: Self.good + "\n" + line + "\n", place: "data.jsonl:2:")
  }

  @Test("a last line that breaks off is refused, and said to look truncated")
  func truncatedLastLine() throws {
    try expectError("records.truncated-last-line", in: Self.good + "\n" + Self.good.dropLast(20), place: "data.jsonl:2")
  }

  @Test("an empty file is refused")
  func emptyFile() throws {
    try expectError("records.no-records", in: "")
  }

  @Test("a missing field is named by its pointer")
  func missingField() throws {
    let line = Self.good.replacingOccurrences(of: #","answer_idx":"B""#, with: "")
    try expectError(
      "records.missing-field", in: Self.good + "\n" + Self.good + "\n" + line + "\n", place: "/answer_idx")
  }

  @Test("an answer letter that is no option is refused")
  func wrongAnswerLetter() throws {
    let line = Self.good.replacingOccurrences(of: #""answer_idx":"B""#, with: #""answer_idx":"E""#)
    try expectError("medqa.answer-not-an-option", in: Self.good + "\n" + line + "\n", place: "/answer_idx")
  }

  @Test("a line of 50 MB is refused by the limit's name, with the flag that raises it")
  func hugeLine() throws {
    let line = Self.good.replacingOccurrences(of: "Rest", with: String(repeating: "x", count: 50_000_000))
    try expectError("limits.exceeded", in: line, place: "--maximum-record-bytes")
  }

  @Test("a folder in place of a file is refused")
  func folderAsFile() throws {
    let folder = try #require(folder)
    let run = CommandRun("check", folder.path, "--profile", "qwen2.5-7b-instruct")
    #expect(run.status == 2)
    #expect(run.errors.contains("folder") || run.errors.contains("directory"), "\(run.errors)")
  }

  @Test("an unknown profile is answered with the nearest names")
  func unknownProfile() throws {
    let run = CommandRun("check", Places.examples, "--profile", "qwen2.5-7b-instuct")
    #expect(run.status == 2)
    #expect(run.errors.contains("the nearest names are qwen2.5-7b-instruct"), "\(run.errors)")
    #expect(run.errors.contains("trainpack profiles list"), "\(run.errors)")
  }

  @Test("an output that exists is not overwritten without --force")
  func outputExists() throws {
    let folder = try #require(folder)
    let out = folder.path + "/out"
    let arguments = [
      "export", Places.examples, "--profile", "qwen2.5-7b-instruct", "--output", out, "--quiet",
    ]
    #expect(CommandRun(arguments).status == 0)
    let again = CommandRun(arguments)
    #expect(again.status == 2)
    #expect(again.errors.contains("export.exists"), "\(again.errors)")
    #expect(CommandRun(arguments + ["--force"]).status == 0)
  }

  @Test("an output that cannot be written is refused before the work begins")
  func unwritableOutput() throws {
    let run = CommandRun(
      "export", Places.examples, "--profile", "qwen2.5-7b-instruct", "--output", "/proc/nowhere/out")
    #expect(run.status == 2)
    #expect(run.errors.contains("code: export."), "\(run.errors)")
  }

  @Test("a corrupt vocabulary is refused")
  func corruptModel() throws {
    let folder = try #require(folder)
    let model = try Data(contentsOf: URL(fileURLWithPath: Places.root + "/Vocabularies/mistral-v1.model"))
    let file = try folder.file("broken.model", Array(model.prefix(model.count / 2)))
    let data = try folder.file("text.jsonl", #"{"text":"fever"}"#)
    let run = CommandRun("count", data, "--tokenizer", file, "--field", "text")
    #expect(run.status == 2)
    #expect(run.errors.contains("code: vocabulary."), "\(run.errors)")
  }

  @Test("a full disk is an error, and leaves nothing behind")
  func fullDisk() throws {
    let folder = try #require(folder)
    let run = CommandRun(
      "fit", Places.examples, "--profile", "qwen2.5-7b-instruct", "--output", "/dev/full", "--ledger",
      folder.path + "/ledger.jsonl")
    #expect(run.status == 2)
    #expect(run.errors.contains("output.file-unwritable"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/ledger.jsonl"))
  }

  @Test("bad records can be set aside: none is lost, none is repaired")
  func rejects() throws {
    let folder = try #require(folder)
    let bad = #"{"question":"broken"#
    let file = try folder.file("data.jsonl", "\(Self.good)\n\(bad)\n\(Self.good)\n")
    let rejects = folder.path + "/rejects.jsonl"
    let run = CommandRun(
      "count", file, "--profile", "qwen2.5-7b-instruct", "--on-bad-record", "skip", "--rejects", rejects, "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect((run.json?["totals"] as? [String: Any])?["records"] as? Int == 2)
    #expect(run.errors.contains("1 bad record set aside in \(rejects)"), "\(run.errors)")
    let lines = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 1)
    #expect(lines.first?.contains(#"{\"question\":\"broken"#) == true)
  }

  @Test("a cop that is no option is told at its record, and can be set aside")
  func wrongCop() throws {
    let folder = try #require(folder)
    let lines = [1, 4, 2, 5, 3, -1].map { cop in
      #"{"question":"Why?","opa":"a","opb":"b","opc":"c","opd":"d","cop":\#(cop)}"#
    }
    let file = try folder.file("cop.jsonl", lines.joined(separator: "\n") + "\n")
    let stopped = CommandRun("count", file, "--profile", "qwen2.5-7b-instruct")
    #expect(stopped.status == 2 && stopped.errors.contains("/cop is 5, but the options are 1 to 4 (cop counts from 1)"))
    #expect(stopped.errors.contains("cop.jsonl:4, byte "), "\(stopped.errors)")
    let run = CommandRun(
      "count", file, "--profile", "qwen2.5-7b-instruct", "--on-bad-record", "skip", "--rejects",
      folder.path + "/cop-rejects.jsonl", "--json")
    #expect(run.status == 0 && (run.json?["totals"] as? [String: Any])?["records"] as? Int == 4, "\(run.errors)")
    #expect(run.errors.contains("2 bad records set aside"), "\(run.errors)")
  }

  @Test("a table with an open quote stops the run, also where bad records are set aside, and says why")
  func openQuote() throws {
    let folder = try #require(folder)
    let file = try folder.file("open.csv", "question,answer\na,b\nc,\"d\ne,f\n")
    let run = CommandRun(
      "count", file, "--profile", "qwen2.5-7b-instruct", "--on-bad-record", "skip", "--rejects",
      folder.path + "/quote-rejects.jsonl")
    #expect(run.status == 2 && run.errors.contains("--on-bad-record skip cannot pass over it"), "\(run.errors)")
    #expect(run.errors.contains("open.csv:3:3") && run.errors.contains("awk -F'\"' 'NR <= 3 "), "\(run.errors)")
  }

  @Test("usage errors end with status 64")
  func usage() {
    #expect(CommandRun("check").status == 64)
    #expect(CommandRun("export", Places.examples, "--profile", "qwen2.5-7b-instruct").status == 64)
    #expect(CommandRun("nonsense").status == 64)
  }
}
