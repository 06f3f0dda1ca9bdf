import ContextFitting
import Diagnostics
import Foundation
import Records
import SequencePacking
import ShardExport
import Testing

@testable import TrainPack

/// Fit, export and verify over every container.
@Suite("Pipelines over containers")
struct ContainerPipelineTests {
  private let folder: InputExpansionTests.Folder
  /// Loaded once, as reading the vocabulary takes longer than the rest.
  private static let model = try? PipelineFixture.model("qwen2.5-7b-instruct")

  init() throws { folder = try InputExpansionTests.Folder() }

  /// A MedQA record whose vignette has so many sentences; the record fits 400 tokens when they are few.
  private static func record(_ number: Int, sentences: Int) -> String {
    #"{"question": "\#(vignette(number, sentences)) What is next?", "options": {"A": "Rest", "B": "X-ray"}, "answer": "Rest", "answer_idx": "A"}"#
  }

  private static func vignette(_ number: Int, _ sentences: Int) -> String {
    (0..<sentences).map { "Finding \($0) of case \(number) is noted." }.joined(separator: " ")
  }

  private static let sentenceCounts = [2, 90, 3, 4]
  private static let records = sentenceCounts.enumerated().map { record($0.offset, sentences: $0.element) }
  private static let vignettes = sentenceCounts.enumerated().map { vignette($0.offset, $0.element) }

  private static let containers: [(name: String, text: String)] = [
    ("lines.jsonl", records.joined(separator: "\n") + "\n"),
    ("array.json", "[\n  " + records.joined(separator: ",\n  ") + "\n]\n"),
    ("objects.json", "{\n" + records.enumerated().map { "\"q\($0)\": \($1)" }.joined(separator: ",\n") + "\n}"),
    ("wrapped.json", "{\"version\": 2, \"data\": [" + records.joined(separator: ", ") + "]}"),
    ("spread.json", records.map { "{\n" + $0.dropFirst() }.joined(separator: "\n\n") + "\n"),
    ("letters.csv", "question,A,B,answer\r\n" + vignettes.map { "\($0) What is next?,Rest,X-ray,A\r\n" }.joined()),
    (
      "cells.csv",
      "CONTEXTS,QUESTION,final_decision\n"
        + vignettes.map { "\"[\"\"\($0)\"\", \"\"Done \\u00e9.\"\"]\",Is it?,yes\n" }.joined()
    ),
  ]

  private func fit(_ paths: [String], policy: FitPolicy = .trim, length: Int = 400) throws -> (
    text: String, outcome: FitOutcome
  ) {
    let output = folder.path + "/fitted-\(UUID().uuidString)"
    let model = try #require(Self.model)
    let outcome = try FitPipeline(
      input: try DatasetInput(paths: paths), model: model, budget: try ContextBudget(contextLength: length),
      policy: policy,
      output: .file(output), ledger: .file(output + ".ledger"), work: WorkPlan(jobs: 2)
    ).run()
    return (try String(contentsOfFile: output, encoding: .utf8), outcome)
  }

  @Test("fitted records stay in their container, and only the shortened text changes", arguments: containers.indices)
  func fitted(index: Int) throws {
    let (name, text) = Self.containers[index]
    let file = try folder.file(name, text)
    let whole = try fit([file], length: 8_192)
    #expect(whole.text == text && whole.outcome.trimmedCount == 0)
    let trimmed = try fit([file])
    #expect(trimmed.outcome.trimmedCount == 1 && trimmed.outcome.keptCount == 4)
    // What stays of the long record is its beginning; before and after it every byte is as it was.
    let common = trimmed.text.commonPrefix(with: text)
    #expect(common.count > 100 && text.hasSuffix(trimmed.text.dropFirst(common.count)))
    let again = try fit([try folder.file("again-" + name, trimmed.text)])
    #expect(again.text == trimmed.text && again.outcome.trimmedCount == 0)
    let dropped = try fit([file], policy: .drop)
    #expect(dropped.outcome.droppedCount == 1)
    #expect(try fit([try folder.file("dropped-" + name, dropped.text)]).outcome.keptCount == 3)
  }

  @Test("a table stays a table with its header")
  func fittedTable() throws {
    let long = String(repeating: "very ", count: 600)
    let text = "id,instruction,output\r\n1,\"Say \"\"a\"\", b\",c\r\n2,\(long),c\r\n3,\"x\ny\",z"
    let result = try fit([try folder.file("t.csv", text)], policy: .drop)
    #expect(result.text == "id,instruction,output\r\n1,\"Say \"\"a\"\", b\",c\r\n3,\"x\ny\",z")
  }

  @Test("containers that cannot share a file are refused, and nothing is left behind")
  func mixed() throws {
    let paths = [
      try folder.file("a.jsonl", Self.containers[0].text), try folder.file("b.json", Self.containers[1].text),
    ]
    #expect(throws: TrainPackError.self) { _ = try fit(paths) }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("fitted") }
    #expect(left.isEmpty)
  }

  private func export(_ paths: [String], to destination: String) throws {
    _ = try ExportPipeline(
      input: try DatasetInput(paths: paths), model: try #require(Self.model),
      budget: try ContextBudget(contextLength: 400),
      configuration: ExportConfiguration(destination: destination, policy: .trim), work: WorkPlan(jobs: 2)
    ).run()
  }

  private func verify(_ export: String, source paths: [String]) throws -> [Finding] {
    let outcome = try VerifyPipeline(
      directory: export, source: try PipelineFixture.source(paths), work: WorkPlan(jobs: 2)
    ).run()
    return outcome.findings
  }

  @Test("an export of a folder and an archive is proved against them, and a changed member is found")
  func exported() throws {
    for (name, text) in Self.containers { try folder.file("data/" + name, text) }
    try folder.file("data/README.md", "text")
    try folder.run("tar", "czf", "more.tar.gz", "-C", "data", "array.json", "objects.json", "README.md")
    let paths = [folder.path + "/data", folder.path + "/more.tar.gz"]
    let shards = folder.path + "/shards"
    try export(paths, to: shards)
    let proven = try verify(shards, source: paths)
    #expect(proven.isEmpty, "\(proven)")
    let manifest = try String(contentsOfFile: shards + "/manifest.json", encoding: .utf8)
    #expect(manifest.contains("more.tar.gz:objects.json"))
    let segments = try String(contentsOfFile: shards + "/segments.jsonl", encoding: .utf8)
    #expect(segments.contains("\"q3\"") && segments.contains("array.json[2]"))
    // The same archive with another member of the same name.
    try folder.file("other/array.json", Self.containers[1].text.replacingOccurrences(of: "X-ray", with: "Y-ray"))
    try folder.run(
      "tar", "czf", "more.tar.gz", "-C", "other", "array.json", "-C", "../data", "objects.json", "README.md")
    let findings = try verify(shards, source: paths)
    #expect(findings.contains { $0.code == .verifyInput }, "\(findings)")
    // One input less.
    try FileManager.default.removeItem(atPath: folder.path + "/data/spread.json")
    #expect(throws: TrainPackError.self) { _ = try verify(shards, source: paths) }
  }
}
