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

  @Test("an answer in the prompt and a missing explanation are told with their counts, and the layout is not refused")
  func layouts() throws {
    let folder = try #require(folder)
    let file = try folder.file(
      "pairs.jsonl", "{\"query\":\"q\",\"response\":\"a\"}\n{\"query\":\"r\",\"response\":\"b\"}\n")
    let layout = try folder.file("layout.txt", "[user]\n{query} {response}\n[assistant]\n{response}\n")
    let leak = CommandRun("count", file, "--profile", "qwen2.5-7b-instruct", "--record-layout", layout)
    #expect(leak.status == 0 && leak.errors.contains("2 of 2 records (100.0 %) have their answer in the prompt"))
    #expect(leak.errors.contains("copy: \"response\""), "\(leak.errors)")
    let questions = try folder.file("q.csv", "question,A,B,answer,explanation\nQ?,x,y,A,\nQ?,x,y,B,Because.\n")
    let bare = CommandRun("count", questions, "--profile", "qwen2.5-7b-instruct", "--record-layout", "reasoning-first")
    #expect(bare.status == 0 && bare.errors.contains("1 of 2 records (50.0 %) has no explanation"), "\(bare.errors)")
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
