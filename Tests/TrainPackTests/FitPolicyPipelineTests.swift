import ContextFitting
import Diagnostics
import Foundation
import Prompting
import Records
import ShardExport
import StrictJSON
import Testing

@testable import TrainPack

/// Divided records and records without their oldest turns, through every verb that fits.
@Suite("Fitting policies through the pipelines")
struct FitPolicyPipelineTests {
  private let folder: InputExpansionTests.Folder
  private static let model = try? PipelineFixture.model("qwen2.5-7b-instruct")

  init() throws { folder = try InputExpansionTests.Folder() }

  private static func vignette(_ number: Int, _ count: Int) -> String {
    (0..<count).map { "Finding \($0) of case \(number) is noted." }.joined(separator: " ")
  }

  private static func question(_ number: Int, _ count: Int) -> String {
    #"{"question": "\#(vignette(number, count)) What is next?", "options": {"A": "Rest", "B": "X-ray"}, "answer": "Rest", "answer_idx": "A"}"#
  }

  /// Eight exchanges, with a system prompt; some with a call of a tool.
  private static func dialogue(_ number: Int, exchanges: Int, words: Int = 20) -> String {
    var messages = [#"{"role":"system","content":"Be brief \#(number)."}"#]
    for exchange in 0..<exchanges {
      let text = String(repeating: "word\(exchange) ", count: words)
      messages.append(#"{"role":"user","content":"\#(text)"}"#)
      if exchange % 3 == 1 {
        messages.append(
          #"{"role":"assistant","content":"","tool_calls":[{"type":"function","function":{"name":"look","arguments":{"at":\#(exchange)}}}]}"#
        )
        messages.append(#"{"role":"tool","content":"found \#(exchange)"}"#)
      }
      messages.append(#"{"role":"assistant","content":"answer \#(exchange) of \#(number)"}"#)
    }
    return #"{"messages":[\#(messages.joined(separator: ", "))]}"#
  }

  private func file(_ name: String, _ text: String) throws -> String {
    let path = folder.path + "/" + name
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func export(
    _ data: String, to name: String, _ policy: FitPolicy, rows: RowKind, length: Int, jobs: Int = 2
  ) throws -> ExportOutcome {
    try ExportPipeline(
      input: DatasetInput(paths: [data]), model: try #require(Self.model),
      budget: ContextBudget(contextLength: length),
      configuration: ExportConfiguration(
        destination: folder.path + "/" + name, policy: policy, rows: rows, layout: .jsonl),
      work: WorkPlan(jobs: jobs)
    ).run()
  }

  private func fit(_ data: String, _ policy: FitPolicy, length: Int) throws -> (text: String, outcome: FitOutcome) {
    let output = folder.path + "/fitted-\(UUID().uuidString)"
    let outcome = try FitPipeline(
      input: DatasetInput(paths: [data]), model: try #require(Self.model),
      budget: ContextBudget(contextLength: length), policy: policy, output: .file(output),
      ledger: .file(output + ".ledger"), work: WorkPlan(jobs: 2)
    ).run()
    return (try String(contentsOfFile: output, encoding: .utf8), outcome)
  }

  @Test("a preference pair fits where both answers do, and a prompt that stands before both is not cut in one")
  func preferences() throws {
    let long = String(repeating: "No, not at all. ", count: 60)
    let pairs = try file(
      "pairs.jsonl",
      #"{"prompt":"Is it?","chosen":"No.","rejected":"\#(long)"}"# + "\n"
        + #"{"prompt":"Is it?","chosen":"No.","rejected":"Yes."}"#
        + "\n")
    let (text, outcome) = try fit(pairs, .drop, length: 120)
    #expect(outcome.droppedCount == 1 && outcome.keptCount == 1 && text.contains("Yes."))

    func turns(_ answer: String) -> String {
      #"[{"role":"user","content":"\#(long)"},{"role":"assistant","content":"b"},{"role":"user","content":"c"},"#
        + #"{"role":"assistant","content":"\#(answer)"}]"#
    }
    let shared = try file("shared.jsonl", #"{"chosen":\#(turns("Yes.")),"rejected":\#(turns("No."))}"# + "\n")
    for policy in [
      FitPolicy.turns, FitPolicy(.trim, order: try TrimOrder(first: [.init("role:user")], kept: [])),
    ] {
      let error = #expect(throws: TrainPackError.self) { try fit(shared, policy, length: 80) }
      #expect(error?.code.id == "fit.shared-prompt")
    }
    #expect(try fit(shared, .drop, length: 80).outcome.droppedCount == 1)
  }

  @Test(
    "an export of divided records is proven against its source, alike for any number of workers",
    arguments: [RowKind.packed, .tokens, .messages, .promptCompletion, .text])
  func divided(rows: RowKind) throws {
    let data = try file(
      "data.jsonl", (0..<20).map { Self.question($0, $0 * 5 + 1) + "\n" }.joined() + Self.question(3, 70) + "\n")
    let policy = FitPolicy(.split, marker: Array("[…]".utf8))
    let outcome = try export(data, to: "out", policy, rows: rows, length: 200, jobs: 1)
    _ = try export(data, to: "twin", policy, rows: rows, length: 200, jobs: 3)
    #expect(
      try PipelineFixture.files(below: folder.path + "/out") == PipelineFixture.files(below: folder.path + "/twin"))
    let counts = outcome.manifest.description.counts
    #expect(counts.exported == 21 && counts.split > 5 && counts.trimmed == 0 && counts.dropped == 0)
    #expect(outcome.manifest.totals.segments == counts.exported - counts.split + counts.splitExamples)
    let verified = try VerifyPipeline(directory: folder.path + "/out", source: PipelineFixture.source([data])).run()
    #expect(verified.isProven, "\(verified.findings)")
    #expect(verified.source?.exportedCount == counts.exported && verified.source?.trimmedCount == counts.split)
    try expectNumbers(in: folder.path + "/out")
    let plain = try VerifyPipeline(directory: folder.path + "/out").run()
    #expect(plain.isProven, "\(plain.findings)")
  }

  /// The examples of a divided record are numbered as the ledger lists them; those of others have no number.
  private func expectNumbers(in folder: String) throws {
    func lines(_ name: String) throws -> [JSON] {
      try Array(Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))).split(separator: 0x0A).map {
        try JSONReader().readTree(Array($0), at: InputLocation(source: name))
      }
    }
    var listed: [Int: [Int: Int]] = [:]
    for line in try lines("fit-ledger.jsonl") {
      let examples = line["examples"]?.array ?? []
      listed[line["line"]?.int ?? 0] = Dictionary(
        uniqueKeysWithValues: examples.enumerated().map { ($0, $1["tokens"]?.int ?? 0) })
    }
    for line in try lines("segments.jsonl") {
      let place = line["line"]?.int ?? 0
      guard let numbers = listed[place] else {
        #expect(line["example"] == nil)
        continue
      }
      let number = try #require(line["example"]?.int)
      #expect(numbers[number] == line["tokens"]?.int, "example \(number) of line \(place)")
      listed[place]?[number] = nil
    }
    #expect(listed.values.allSatisfy { $0.isEmpty })
  }

  @Test("records that share a line and an identifier are told apart", arguments: [FitPolicy.trim, .split, .drop])
  func sharedIdentifiers(policy: FitPolicy) throws {
    let records = [1, 40, 2, 60, 60, 1].enumerated().map { number, count in
      Self.question(count == 60 ? 0 : number, count).replacing("{\"question\"", with: "{\"id\": \"same\", \"question\"")
    }
    let data = try file("line.json", "[" + records.joined(separator: ", ") + "]")
    let counts = try export(data, to: "out", policy, rows: .tokens, length: 200).manifest.description.counts
    #expect(counts.trimmed + counts.split + counts.dropped == 3)
    for source in try [nil, PipelineFixture.source([data])] {
      let verified = try VerifyPipeline(directory: folder.path + "/out", source: source).run()
      #expect(verified.isProven, "\(verified.findings)")
    }
  }

  @Test("an example of a divided record that is gone, or of other tokens in the ledger, is found")
  func tampered() throws {
    let data = try file("data.jsonl", Self.question(0, 60) + "\n" + Self.question(1, 2) + "\n")
    for (name, change) in [
      ("tokens", { (line: String) in line.replacing("\"tokens\":1", with: "\"tokens\":2") }),
      (
        "an example less",
        { (line: String) in
          let start = line.range(of: "\"examples\":[{\"tokens\"")?.lowerBound ?? line.startIndex
          let next = line.range(of: "},{\"tokens\"")?.lowerBound ?? line.startIndex
          return line[..<start] + "\"examples\":[" + line[next...].dropFirst(2)
        }
      ),
    ] as [(String, (String) -> String)] {
      _ = try export(data, to: name, .split, rows: .tokens, length: 200)
      var sealed = try SealedExport(folder.path + "/" + name)
      try sealed.edit("fit-ledger.jsonl") { $0[0] = change($0[0]) }
      try sealed.seal()
      #expect(try !VerifyPipeline(directory: folder.path + "/" + name).run().isProven, "\(name)")
    }
  }

  @Test(
    "the oldest turns go from messages, from Alpaca's history and from tables of JSON; what is written reads as fitted",
    arguments: [RowKind.packed, .messages])
  func turns(rows: RowKind) throws {
    let history = { (count: Int) in
      (0..<count).map { #"["question \#($0) \#(String(repeating: "more ", count: 20))", "reply \#($0)"]"# }
        .joined(separator: ", ")
    }
    let alpaca = { (count: Int) in
      #"{"instruction": "last", "input": "", "output": "done", "system": "S.", "history": [\#(history(count))]}"#
    }
    let dialogues = (1..<9).map { Self.dialogue($0, exchanges: $0) }
    let files = [
      try file("lines.jsonl", dialogues.joined(separator: "\n") + "\n"),
      try file("array.json", "[\n  " + dialogues.joined(separator: ",\n  ") + "\n]\n"),
      try file("alpaca.json", "[" + (0..<9).map(alpaca).joined(separator: ",") + "]"),
      try file(
        "cells.csv",
        "id,messages\n"
          + dialogues.enumerated().map { index, text in
            let list = text.dropFirst(#"{"messages":"#.count).dropLast()
            return "\(index),\"\(list.replacing("\"", with: "\"\""))\"\n"
          }.joined()),
    ]
    for (index, data) in files.enumerated() {
      let outcome = try export(data, to: "out\(index)", .turns, rows: rows, length: 150)
      let counts = outcome.manifest.description.counts
      #expect(counts.trimmed > 2 && counts.dropped == 0, "\(data)")
      let verified = try VerifyPipeline(
        directory: folder.path + "/out\(index)", source: PipelineFixture.source([data])
      ).run()
      #expect(verified.isProven, "\(data): \(verified.findings)")
      let fitted = try fit(data, .turns, length: 150)
      #expect(fitted.outcome.trimmedCount == counts.trimmed)
      // The fitted records, exported as they are, give the rows of the export.
      let again = try file("again-\(index)." + (data.split(separator: ".").last ?? ""), fitted.text)
      let refitted = try export(again, to: "again\(index)", .raise, rows: rows, length: 150)
      #expect(refitted.manifest.splits[0].contentSum == outcome.manifest.splits[0].contentSum, "\(data)")
      #expect(refitted.manifest.description.counts.trimmed == 0)
    }
  }

  @Test(
    "a divided record is written as several, which read as the examples of an export; an object keeps its keys apart")
  func dividedRecords() throws {
    let records = (0..<6).map { Self.question($0, $0 * 12 + 1) }
    let rows = (0..<6).map { "\(Self.vignette($0, $0 * 12 + 1)) What is next?,Rest,X-ray,A\r\n" }
    let policy = FitPolicy(.split, marker: Array("[…]".utf8))
    let array = "[\n  " + records.joined(separator: ",\n  ") + "\n]\n"
    let spread = records.map { "{\n" + $0.dropFirst() }.joined(separator: "\n")
    let table = "question,A,B,answer\r\n" + rows.joined()
    let files: [(name: String, text: String)] = [
      ("lines.jsonl", records.joined(separator: "\n")), ("array.json", array), ("spread.json", spread),
      ("table.csv", table),
    ]
    for (name, text) in files {
      let data = try file(name, text)
      let outcome = try export(data, to: "out-\(name)", policy, rows: .packed, length: 200)
      let counts = outcome.manifest.description.counts
      let fitted = try fit(data, policy, length: 200)
      #expect(fitted.outcome.splitCount == counts.split && counts.split > 1, "\(name)")
      #expect(fitted.outcome.splitExampleCount == counts.splitExamples, "\(name)")
      #expect(fitted.outcome.keptCount == counts.exported - counts.split + counts.splitExamples, "\(name)")
      let again = try file("again-" + name, fitted.text)
      let refitted = try export(again, to: "refit-\(name)", .raise, rows: .packed, length: 200)
      #expect(refitted.manifest.splits[0].contentSum == outcome.manifest.splits[0].contentSum, "\(name)")
    }
    let keyed = try file(
      "keyed.json", "{" + records.enumerated().map { "\"q\($0)\": \($1)" }.joined(separator: ",") + "}")
    let error = #expect(throws: TrainPackError.self) { try fit(keyed, policy, length: 200) }
    #expect(error?.code.id == "json.duplicate-key")
    #expect(try export(keyed, to: "keyed", policy, rows: .packed, length: 200).manifest.description.counts.split > 1)
  }

  @Test("the fields that may be shortened, and the marker, are in the manifest, and a verification follows them")
  func settings() throws {
    let record = { (number: Int) in
      #"{"instruction": "Sum it up.", "input": "\#(Self.vignette(number, 30))", "output": "It is noted."}"#
    }
    let data = try file("data.jsonl", (0..<4).map { record($0) + "\n" }.joined())
    #expect(throws: TrainPackError.self) { try export(data, to: "plain", .trim, rows: .packed, length: 150) }
    let policy = FitPolicy(
      .trim, marker: Array("…".utf8),
      order: try TrimOrder(first: [.init("input=4")], kept: [FieldSelector("instruction")]))
    let outcome = try export(data, to: "out", policy, rows: .packed, length: 150)
    #expect(outcome.manifest.description.counts.trimmed == 4)
    #expect(outcome.findings == [])
    let unmet = FitPolicy(.trim, order: try TrimOrder(first: [.init("input"), .init("context")], kept: []))
    let told = try export(data, to: "told", unmet, rows: .packed, length: 150)
    #expect(told.findings.map(\.code.id) == ["fit.field-unmet"])
    #expect(try fit(data, unmet, length: 150).outcome.unmetNames?.message.contains("context") == true)
    let settings = outcome.manifest.description.fitting.settings
    #expect(settings.contains(StageSetting("cut_marker", .text("…"))))
    #expect(settings.contains(StageSetting("trim_first", .texts(["input=4"]))))
    #expect(settings.contains(StageSetting("keep", .texts(["instruction"]))))
    let verified = try VerifyPipeline(directory: folder.path + "/out", source: PipelineFixture.source([data])).run()
    #expect(verified.isProven, "\(verified.findings)")
    var sealed = try SealedExport(folder.path + "/out")
    sealed.manifest.description.fitting.settings.removeAll { $0.name == "cut_marker" }
    try sealed.seal()
    #expect(
      try !VerifyPipeline(directory: folder.path + "/out", source: PipelineFixture.source([data])).run().isProven)
  }

  @Test("a preference pair loses the turns of its prompt, and both answers stay")
  func preference() throws {
    let turns = (0..<6).map {
      #"{"role":"user","content":"\#(String(repeating: "word\($0) ", count: 20))"},{"role":"assistant","content":"a\#($0)"}"#
    }
    let data = try file(
      "data.jsonl",
      #"{"prompt":[\#(turns.joined(separator: ",")),{"role":"user","content":"q"}],"chosen":[{"role":"assistant","content":"yes"}],"#
        + #""rejected":[{"role":"assistant","content":"\#(String(repeating: "no ", count: 30))"}]}"# + "\n")
    let outcome = try export(data, to: "out", .turns, rows: .preference, length: 150)
    #expect(outcome.manifest.description.counts.trimmed == 1)
    let shard = folder.path + "/out/" + outcome.manifest.splits[0].shards[0].path
    let row = try JSONReader().readTree(
      Array(Data(contentsOf: URL(fileURLWithPath: shard)).dropLast()), at: InputLocation(source: shard))
    #expect(row["prompt"]?.array?.count ?? 99 < 9 && row["prompt"]?.array?.last?["content"]?.string == "q")
    #expect(row["chosen"]?[0]?["content"]?.string == "yes")
    #expect(row["rejected"]?[0]?["content"]?.string?.hasPrefix("no no") == true)
    let verified = try VerifyPipeline(directory: folder.path + "/out", source: PipelineFixture.source([data])).run()
    #expect(verified.isProven, "\(verified.findings)")
  }

  @Test("one record is explained as the ledger has it; a number beyond the last is an error")
  func explained() throws {
    let data = try file("data.jsonl", (0..<6).map { Self.question($0, $0 * 12 + 1) + "\n" }.joined())
    func explain(_ policy: FitPolicy, _ number: Int) throws -> FitExplanation {
      try FitExplainPipeline(
        input: DatasetInput(paths: [data]), model: try #require(Self.model), budget: ContextBudget(contextLength: 200),
        policy: policy, number: number
      ).run()
    }
    #expect(try explain(.trim, 1).entry == nil)
    let trimmed = try explain(FitPolicy(.trim, marker: [0x2A]), 4)
    #expect(trimmed.location.line == 4 && trimmed.entry?.action == .trimmed)
    #expect(trimmed.stretches.map(\.fate) == [.kept, .removed, .marker, .kept])
    #expect(
      trimmed.stretches.filter { $0.fate != .marker }.flatMap(\.utf8) == Array((Self.vignette(3, 37) + " ").utf8))
    let split = try explain(.split, 6)
    #expect(split.entry?.examples.count ?? 0 > 2)
    #expect(split.stretches.flatMap(\.utf8) == Array((Self.vignette(5, 61) + " ").utf8))
    #expect(try explain(.drop, 6).entry?.action == .dropped)
    // Of two contexts each is divided or stands whole in an example.
    let contexts = [Self.vignette(7, 10) + " ", Self.vignette(8, 50) + " "]
    let abstract =
      #"{"PMID":"1","QUESTION":"Is it?","CONTEXTS":["\#(contexts[0])","\#(contexts[1])"],"LONG_ANSWER":"It is.","final_decision":"yes"}"#
    let pubmed = try FitExplainPipeline(
      input: DatasetInput(paths: [file("pubmed.jsonl", abstract + "\n")]), model: try #require(Self.model),
      budget: ContextBudget(contextLength: 450), policy: .split, number: 1
    ).run()
    #expect(pubmed.entry?.action == .split)
    #expect(pubmed.stretches.flatMap(\.utf8) == Array(contexts.joined().utf8))
    let shown = Set(pubmed.stretches.map { "\($0.example) \($0.field)" })
    #expect(shown.count > pubmed.entry?.examples.count ?? 99, "\(shown)")
    let error = #expect(throws: TrainPackError.self) { try explain(.trim, 7) }
    #expect(error?.code.id == "fit.no-such-record" && error?.message.contains("6") == true)
  }
}
