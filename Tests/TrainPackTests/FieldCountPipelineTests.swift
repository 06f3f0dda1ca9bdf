import Diagnostics
import Foundation
import Testing

@testable import TrainPack

@Suite("Counting a field")
struct FieldCountPipelineTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = PipelineFixture.temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(TokenizePipelineTests.words.utf8).write(to: URL(fileURLWithPath: folder + "/words.json"))
    try body(folder)
  }

  private func pipeline(_ data: String, in folder: String, jobs: Int = 1, skips: Bool = false) throws
    -> FieldCountPipeline
  {
    let vocabulary = try LoadedVocabulary(named: folder + "/words.json", in: Registries(home: PipelineFixture.root))
    let input = try DatasetInput(
      paths: [data], rejectsPath: skips ? folder + "/rejects.jsonl" : nil, rejectsOverwrite: .replace)
    return FieldCountPipeline(
      input: input, tokenizer: vocabulary.tokenizer, field: "text", work: WorkPlan(jobs: jobs))
  }

  private func write(_ text: String, _ name: String, in folder: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    return folder + "/" + name
  }

  @Test("totals are those of the records one by one, whatever the number of workers", arguments: [1, 2, 5])
  func totals(jobs: Int) throws {
    try withFolder { folder in
      // Several batches.
      let other = String(repeating: "x", count: 150)
      let lines = (0..<9_000).map { index in
        "{\"other\":\"\(other)\",\"text\":\"no\\n\(String(repeating: "fever ", count: index % 5))\"}"
      }
      let data = try write(lines.joined(separator: "\n"), "data.jsonl", in: folder)
      var counts: [FieldCount] = []
      let (totals, summary) = try pipeline(data, in: folder, jobs: jobs).run { counts.append($0) }
      #expect(counts.map(\.location.line) == (1...9_000).map { $0 })
      #expect(counts.map(\.tokens) == (0..<9_000).map { 1 + $0 % 5 })
      #expect(counts.map(\.bytes) == (0..<9_000).map { 3 + 6 * ($0 % 5) })
      #expect(totals.records == 9_000 && totals.tokens == 27_000 && totals.bytes == 135_000)
      #expect(try pipeline(data, in: folder, jobs: jobs).run().0 == totals)
      #expect(summary.recordCount == 9_000)
    }
  }

  @Test("records of arrays, members and rows are counted as lines are")
  func containers() throws {
    try withFolder { folder in
      let texts = [
        ("lines.jsonl", "{\"text\":\"no fever\"}\n{\"text\":\"fever\"}\n"),
        ("array.json", "[{\"text\":\"no fever\"},{\"text\":\"fever\"}]"),
        ("members.json", "{\"a\":{\"text\":\"no fever\"},\"b\":{\"text\":\"fever\"}}"),
        ("table.csv", "text,other\nno fever,x\nfever,y\n"),
      ]
      for (name, text) in texts {
        let (totals, _) = try pipeline(write(text, name, in: folder), in: folder).run()
        #expect(totals.records == 2 && totals.tokens == 3 && totals.bytes == 13, "\(name)")
      }
    }
  }

  @Test(
    "a bad record stops the count with its error, after the counts before it; or it is set aside", arguments: [1, 2])
  func badRecords(jobs: Int) throws {
    try withFolder { folder in
      let lines = [
        "{\"text\":\"no\"}", "{\"other\":\"no\"}", "{\"text\":\"fever\"}", "{\"text\":7}", "{\"text\":\"no\",}", "[]",
        "{\"text\":\"no fever\"}",
      ]
      let data = try write(lines.joined(separator: "\n"), "data.jsonl", in: folder)
      var counts: [FieldCount] = []
      let error = #expect(throws: TrainPackError.self) {
        _ = try pipeline(data, in: folder, jobs: jobs).run { counts.append($0) }
      }
      #expect(error?.code == .countNoSuchField && error?.location?.line == 2 && counts.map(\.tokens) == [1])
      #expect(error?.message == "the field \"text\" is missing")
      let alone = #expect(throws: TrainPackError.self) { _ = try pipeline(data, in: folder, jobs: jobs).run() }
      #expect(alone == error)
      let (totals, summary) = try pipeline(data, in: folder, jobs: jobs, skips: true).run()
      #expect(totals.records == 3 && totals.tokens == 4)
      #expect(summary.rejectedCount == 4 && summary.recordCount == 7)
      #expect(summary.rejectedPlaces.map(\.line) == [2, 4, 5, 6])
      let rejects = try String(contentsOfFile: folder + "/rejects.jsonl", encoding: .utf8).split(separator: "\n")
      let codes = ["count.no-such-field", "count.no-such-field", "json.invalid", "count.no-such-field"]
      #expect(rejects.count == 4)
      for (reject, code) in zip(rejects, codes) { #expect(reject.contains("\"code\":\"\(code)\"")) }
    }
  }
}
