import Foundation
import Testing

@testable import TrainPackCommands

/// By which layout fields became messages decides what is counted and trained: every report names it with its sum.
@Suite("Record layouts in reports")
struct RecordLayoutReportTests {
  let folder = try? TemporaryFolder()
  static let home = ["--home", Places.root]
  static let qwen = ["--profile", "qwen2.5-7b-instruct"] + home

  @Test("every report of records names the layout, and all give the sum that is in the manifest")
  func everyReport() throws {
    let folder = try #require(folder)
    let data = try folder.fewExamples()
    let out = folder.path + "/out"
    let verbs: [[String]] = [
      ["check", data] + Self.qwen, ["count", data] + Self.qwen,
      ["compare", data] + Self.qwen + ["--profile", "mistral-7b-instruct-v0.3"],
      ["fit", data, "--output", folder.path + "/f", "--ledger", folder.path + "/l"] + Self.qwen,
      ["export", data, "--output", out] + Self.qwen, ["verify", out] + Self.home,
    ]
    var sums: [String: String] = [:]
    for verb in verbs {
      let run = CommandRun(verb + ["--json", "--force"].prefix(verb[0] == "fit" || verb[0] == "export" ? 2 : 1))
      let source = try #require(run.json?["source"] as? [String: Any], "\(verb[0]): \(run.errors)")
      let layouts = try #require(source["record_layouts"] as? [[String: String]], "\(verb[0])")
      #expect(layouts.count == 1 && layouts[0]["name"] == "answer-first", "\(verb[0]): \(layouts)")
      sums[verb[0]] = layouts[0]["sha256"]
      if verb[0] != "verify" { #expect((source["formats"] as? [String])?.count == 1, "\(verb[0])") }
    }
    let manifest = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: out + "/manifest.json")))
    let written = (manifest as? [String: Any])?["record_layouts"] as? [[String: String]]
    let sum = try #require(written?.first?["sha256"])
    #expect(sums == Dictionary(uniqueKeysWithValues: verbs.map { ($0[0], sum) }))
    let text = CommandRun(["verify", out] + Self.home).output
    #expect(text.contains("answer-first (sha256 \(sum.prefix(12)))"), "\(text)")
  }

  @Test("a layout of the user's own is told by its file and the sum of its text; one field counted has none")
  func ownLayout() throws {
    let folder = try #require(folder)
    let data = try folder.fewExamples()
    let layout = try folder.file(
      "own.txt", "[user]\n{vignette}{stem}{#options}\n{letter} {option}{/options}\n[assistant]\nIt is {letter}.\n")
    let run = CommandRun(["count", data, "--record-layout", layout, "--json"] + Self.qwen)
    let source = try #require(run.json?["source"] as? [String: Any], "\(run.errors)")
    let layouts = try #require(source["record_layouts"] as? [[String: String]])
    #expect(layouts[0]["name"] == layout)
    let other = try folder.file("other.txt", "[user]\n{vignette}{stem}\n[assistant]\nIt is {letter}.\n")
    let changed = CommandRun(["count", data, "--record-layout", other, "--json"] + Self.qwen)
    let second = (changed.json?["source"] as? [String: Any])?["record_layouts"] as? [[String: String]]
    #expect(second?[0]["sha256"] != nil && second?[0]["sha256"] != layouts[0]["sha256"])
    let field = CommandRun(["count", data, "--tokenizer", "qwen", "--field", "question", "--json"] + Self.home)
    #expect(field.json?["totals"] != nil && field.json?["source"] == nil, "\(field.errors)")
  }
}
