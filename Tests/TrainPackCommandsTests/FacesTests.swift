import Foundation
import Testing

@testable import TrainPackCommands

/// What a user without a terminal gets: no colour, no progress, lines of the width that was asked for, and three faces.
@Suite("Faces")
struct FacesTests {
  let folder = try? TemporaryFolder()
  static let home = ["--home", Places.root]
  static let qwen = ["--profile", "qwen2.5-7b-instruct"] + home

  static let two = ["--profile", "mistral-7b-instruct-v0.3"] + qwen

  /// Every reporting verb.
  private func verbs() throws -> [[String]] {
    let folder = try #require(folder)
    let data = try folder.fewExamples()
    let short = ["--context-length", "512", "--force"]
    return [
      ["check", data, "--context-length", "512"] + Self.qwen, ["compare", data] + Self.two,
      ["hint", data, "--batch-size", "4", "--epochs", "5"] + Self.qwen, ["hint", "--parameters", "70.6B"],
      ["count", data] + Self.qwen,
      ["fit", data, "--output", folder.path + "/f", "--ledger", folder.path + "/l"] + short + Self.qwen,
      ["export", data, "--output", folder.path + "/shards"] + short + Self.qwen,
      ["verify", folder.path + "/shards"] + Self.home, ["profiles", "list"] + Self.home,
      ["profiles", "show", "qwen2.5-7b-instruct"] + Self.home, ["vocabularies", "list"] + Self.home,
      ["vocabularies", "verify", "gpt2"] + Self.home, ["doctor"] + Self.home,
    ]
  }

  private func expectPlain(_ run: CommandRun, _ verb: [String]) {
    #expect(run.status < 2, "\(verb): \(run.errors)")
    #expect(!run.output.isEmpty && !run.output.contains("\u{1B}") && !run.errors.contains("\u{1B}"), "\(verb)")
    #expect(!run.output.contains("\r") && !run.errors.contains("\r") && !run.errors.contains("%]"), "\(verb)")
  }

  @Test(
    "piped text has no escape sequence and nothing of progress, and no line wider than the terminal but for what cannot be broken",
    arguments: [80, 120])
  func text(width: Int) throws {
    for verb in try verbs() {
      let run = CommandRun(verb, width: width)
      expectPlain(run, verb)
      for line in run.output.split(separator: "\n") where line.count > width {
        // A path, an address or a sha256.
        let longest = line.split(separator: " ").map(\.count).max() ?? 0
        #expect(longest > width / 3, "\(verb[0]) at \(width): \(line)")
      }
    }
  }

  @Test("colour is written where it is asked for, and changes nothing else")
  func color() {
    let arguments = ["compare", Places.examples, "--context-length", "512"] + Self.two
    let colored = CommandRun(arguments + ["--color", "always"]).output
    #expect(colored.contains("\u{1B}["))
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == CommandRun(arguments).output)
  }

  @Test("Markdown begins with a heading, each table has its rule, and no escape sequence is in it or in JSON")
  func markdown() throws {
    for verb in try verbs() {
      expectPlain(CommandRun(verb + ["--format", "json"]), verb)
      let run = CommandRun(verb + ["--format", "markdown"])
      expectPlain(run, verb)
      #expect(run.output.hasPrefix("# "), "\(run.output)")
      let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() where line.hasPrefix("| --- ") || line.hasPrefix("| ---: ") {
        let cells = { (text: Substring) in text.replacing("\\|", with: "").count { $0 == "|" } }
        #expect(cells(lines[index - 1]) == cells(line) && cells(lines[index + 1]) == cells(line), "\(lines[index + 1])")
      }
    }
  }
}
