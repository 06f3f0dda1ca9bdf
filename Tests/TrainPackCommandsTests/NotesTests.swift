import Foundation
import Testing

@testable import TrainPackCommands

/// What is noted about records that are no errors reaches the user.
@Suite("Notes about records")
struct NotesTests {
  let folder = try? TemporaryFolder()
  static let codes = [
    "records.byte-order-mark", "records.own-system-prompt", "records.ignored-field", "records.empty-turn",
    "records.unanswered-turn",
  ]

  private func noted() throws -> [String] {
    let folder = try #require(folder)
    let lines = [
      #"{"messages":[{"role":"system","content":"S"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
      #"{"messages":[{"role":"user","content":""},{"role":"assistant","content":"b"}]}"#,
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"c"},{"role":"user","content":"?"}]}"#,
      #"{"messages":[{"role":"user","content":"q","mood":"sad"},{"role":"assistant","content":"d"}]}"#,
      #"{"messages":[{"role":"user","content":"r","mood":"glad"},{"role":"assistant","content":"d"}]}"#,
    ]
    let file = try folder.file("noted.jsonl", "\u{FEFF}" + lines.joined(separator: "\n") + "\n")
    let prompt = try folder.file("prompt.txt", "Be brief.\n")
    return [file, "--profile", "qwen2.5-7b-instruct", "--system-prompt", prompt, "--home", Places.root]
  }

  @Test("check reports each as a finding, with its count and first places, in text and JSON")
  func check() throws {
    let run = CommandRun(["check"] + (try noted()) + ["--json"])
    let findings = try #require(run.json?["findings"] as? [[String: Any]])
    for code in Self.codes {
      let finding = try #require(findings.first { $0["code"] as? String == code }, "\(code)")
      #expect(finding["severity"] as? String == "warning")
      #expect(finding["count"] as? Int == (code == "records.ignored-field" ? 2 : 1))
      #expect((finding["places"] as? [Any])?.isEmpty == false)
    }
    let text = CommandRun(["check"] + (try noted())).output
    for code in Self.codes { #expect(text.contains("code: \(code) ")) }
    #expect(text.contains("noted.jsonl:3\n"))
  }

  @Test("count, fit and export say each once on standard error, with its count, and nothing when quiet")
  func others() throws {
    let folder = try #require(folder)
    let verbs = [
      ["count"], ["fit", "--output", folder.path + "/f", "--ledger", folder.path + "/l"],
      ["export", "--output", folder.path + "/shards"],
    ]
    for verb in verbs {
      let arguments = [verb[0]] + (try noted()) + verb.dropFirst() + ["--force"]
      let run = CommandRun(arguments)
      #expect(run.status == 0, "\(run.errors)")
      for code in Self.codes {
        #expect(run.errors.components(separatedBy: "code: \(code) ").count == 2, "\(verb[0]): \(code)")
      }
      #expect(run.errors.contains("warning: 2 of 5 records (40.0 %)"), "\(run.errors)")
      #expect(CommandRun(arguments + ["--quiet"]).errors == "")
    }
  }
}
