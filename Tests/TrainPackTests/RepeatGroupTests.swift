import ContextFitting
import DatasetChecks
import Diagnostics
import Foundation
import Prompting
import ShardExport
import StrictJSON
import TestSupport
import Testing

@testable import TrainPack

@Suite("Splits without repeats across them")
struct RepeatGroupTests {
  private static func entry(_ number: Int, folded: Int, category: String? = nil) -> SplitPlan.Entry {
    SplitPlan.Entry(
      recordSum: SHA256Sum(of: Array("record \(number)".utf8)), marks: RepeatMarks(folded: UInt128(folded)),
      category: category.map { Array($0.utf8) }, source: "data.jsonl")
  }

  private static func plan(
    _ entries: [SplitPlan.Entry], _ shares: String, seed: Int = 0, field: String? = nil
  ) throws -> SplitPlan {
    try SplitPlan(
      entries, count: entries.count,
      by: .shares(SplitShares(shares), seed: seed, stratifyBy: try field.map { try CategoryField($0) }),
      splitOfSource: [:])
  }

  /// Entries of random groups, sizes and categories, in random order.
  private static func entries(_ generator: inout SeededGenerator, hasCategories: Bool) -> [SplitPlan.Entry] {
    var entries: [SplitPlan.Entry] = []
    let categoryCount = Int.random(in: 1...6, using: &generator)
    for group in 0..<Int.random(in: 20...200, using: &generator) {
      let size = Int.random(in: 0...3, using: &generator) == 0 ? Int.random(in: 2...9, using: &generator) : 1
      let category = Int.random(in: 0..<categoryCount, using: &generator)
      for _ in 0..<size {
        // Some groups have records of two categories, and some of their records are copies of one another.
        let other = Int.random(in: 0...9, using: &generator) == 0 ? (category + 1) % categoryCount : category
        let number = Int.random(in: 0...1, using: &generator) == 0 ? group : 1_000_000 + entries.count
        entries.append(entry(number, folded: group, category: hasCategories ? "\(other)" : nil))
      }
    }
    return entries.shuffled(using: &generator)
  }

  @Test("no group is parted, and the parts are the shares as near as groups allow", arguments: 1...80)
  func random(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let hasCategories = seed % 2 == 0
    let entries = Self.entries(&generator, hasCategories: hasCategories)
    let shares = ["train=0.8,validation=0.2", "a=0.5,b=0.3,c=0.2", "train=0.9,validation=0.05,test=0.05"][seed % 3]
    let plan = try Self.plan(entries, shares, seed: seed, field: hasCategories ? "kind" : nil)
    var splitOfGroup: [UInt128: Int] = [:]
    for (split, members) in plan.members.enumerated() {
      for member in members {
        #expect(splitOfGroup.updateValue(split, forKey: entries[member].marks.folded) ?? split == split, "seed \(seed)")
      }
    }
    #expect(plan.members.joined().sorted() == Array(entries.indices), "seed \(seed)")
    // Enough examples stand alone to even out what the groups left.
    let target = Apportionment.parts(of: entries.count, try SplitShares(shares).billionths)
    #expect(plan.members.map(\.count) == target, "seed \(seed)")
    if let categories = plan.categories {
      for category in categories {
        let count = category.counts.reduce(0, +)
        for (part, share) in zip(category.counts, try SplitShares(shares).billionths) {
          let exact = Double(count) * Double(share) / 1e9
          #expect(abs(Double(part) - exact) < 10, "seed \(seed): \(category.counts) of \(count)")
        }
      }
    }
    // Neither the order of the records nor the input has a say.
    let shuffled = entries.indices.shuffled(using: &generator)
    let again = try Self.plan(
      shuffled.map { entries[$0] }, shares, seed: seed, field: hasCategories ? "kind" : nil)
    for (members, others) in zip(plan.members, again.members) {
      let left = members.map { entries[$0].recordSum }.sorted()
      #expect(left == others.map { entries[shuffled[$0]].recordSum }.sorted(), "seed \(seed)")
    }
  }

  @Test("groups alone are divided by the shares, in few categories and in many rare ones", arguments: [1, 4, 60])
  func groupsAlone(categoryCount: Int) throws {
    let entries = (0..<300).map { Self.entry($0, folded: $0 / 5, category: "\($0 / 5 % categoryCount)") }
    let plan = try Self.plan(entries, "train=0.8,validation=0.2", field: "kind")
    #expect(plan.repeats == RepeatCounts(groups: 60, examples: 300))
    #expect(plan.members[1].count == 60, "\(plan.members.map(\.count))")
  }

  @Test("a chain of repeats is one group: a copy of one record and a near repeat of another")
  func chains() throws {
    // The first two are copies that were read by two formats, say; the second and third are near repeats.
    let entries =
      [Self.entry(1, folded: 1), Self.entry(1, folded: 2), Self.entry(2, folded: 2), Self.entry(3, folded: 2)]
      + (10..<20).map { Self.entry($0, folded: $0) }
    #expect(RepeatGroups(entries).groups == [[0, 1, 2, 3]])
    #expect(RepeatGroups([]).groups == [])
    #expect(RepeatGroups((0..<5).map { Self.entry($0, folded: $0) }).groups == [])
  }

  /// An entry whose text is one of a family of texts that differ in a word.
  private static func version(_ number: Int, ofText text: Int) -> SplitPlan.Entry {
    let words = (0..<60).map { $0 == number % 60 ? "version\(number)" : "word\(text)x\($0)" }
    let conversation = Conversation(
      messages: [Message(role: .user, parts: [MessagePart(Array(words.joined(separator: " ").utf8), purpose: .text)])],
      recordID: "x", location: InputLocation(source: "data.jsonl"))
    return SplitPlan.Entry(
      recordSum: SHA256Sum(of: Array("version \(number) of \(text)".utf8)), marks: RepeatMarks(conversation),
      source: "data.jsonl")
  }

  @Test("records that differ in a word are kept together, whatever their order, where no group is larger than a split")
  func similar() throws {
    var generator = SeededGenerator(seed: 7)
    // Text 0 has 30 versions, the 40 others 1 to 4.
    let versions = (0..<30).map { ($0, 0) } + (1...40).flatMap { text in (0..<text % 4 + 1).map { ($0, text) } }
    let entries = versions.map { Self.version($0.0, ofText: $0.1) }
    for _ in 0..<3 {
      let order = entries.indices.shuffled(using: &generator)
      let plan = try Self.plan(order.map { entries[$0] }, "train=0.8,validation=0.2")
      #expect(plan.repeats == RepeatCounts(groups: 30, examples: 90))
      #expect(plan.parted == RepeatCounts(groups: 1, examples: 30))
      let finding = try #require(plan.partedFinding)
      #expect(
        finding.code == .exportSplitSimilar && finding.message.hasPrefix("30 examples are similar to others, in 1"))
      let texts = plan.members.map { Set($0.map { versions[order[$0]].1 }) }
      #expect(texts[0].intersection(texts[1]).isSubset(of: [0]))
    }
    let whole = try Self.plan(entries, "train=0.7,validation=0.3")
    #expect(whole.parted == .none && whole.partedFinding == nil && whole.repeats.examples == 120)
    #expect(RepeatGroups(entries, largestSimilar: 0).groups.isEmpty)
  }

  @Test("between named files, records that differ in a word are a finding of their own, once for each")
  func similarInFiles() throws {
    var entries = [Self.version(0, ofText: 1), Self.version(1, ofText: 2), Self.version(0, ofText: 3)]
    entries += [Self.version(4, ofText: 1), Self.version(1, ofText: 2), Self.version(9, ofText: 5)]
    for index in 3..<6 { entries[index].source = "dev.jsonl" }
    let splitting = Splitting.files([SplitFile(split: "validation", path: "dev.jsonl")])
    let plan = try SplitPlan(entries, count: 6, by: splitting, splitOfSource: [Array("dev.jsonl".utf8): 1])
    let findings = SplitLeak(plan, names: splitting.names, entries).findings {
      InputLocation(source: entries[$0].source, line: $0 + 1)
    }
    #expect(findings.map(\.code) == [.exportSplitLeak, .exportSplitSimilar])
    #expect(findings.map { $0.places.map(\.line) } == [[5], [4]])
  }

  @Test("a split gets a group rather than nothing, and one group alone cannot be divided")
  func fewGroups() throws {
    let pairs = (0..<10).map { Self.entry($0, folded: $0 / 2) }
    #expect(try Self.plan(pairs, "train=0.9,validation=0.1").members.map(\.count) == [8, 2])
    let error = #expect(throws: TrainPackError.self) {
      try Self.plan((0..<10).map { Self.entry($0, folded: 1) }, "train=0.9,validation=0.1")
    }
    #expect(error?.code == .exportEmptySplit && error?.message.contains("10 repeat one another") == true)
  }

  // MARK: Whole exports

  private func export(
    _ paths: [String], to destination: String, _ splitting: Splitting, jobs: Int = 2, rows: RowKind = .messages
  ) throws -> ExportOutcome {
    try ExportPipeline(
      input: try DatasetInput(paths: paths), model: PipelineFixture.model("qwen2.5-7b-instruct"),
      budget: try ContextBudget(contextLength: 512),
      configuration: ExportConfiguration(
        destination: destination, rows: rows, layout: .jsonl, splitting: splitting), work: WorkPlan(jobs: jobs)
    ).run()
  }

  /// Questions, each with how often its variants stand in the data: one in capitals, one with another space, one without
  /// the point, and a copy.
  private static func record(_ number: Int, variant: Int) -> String {
    let question = [
      "What is the treatment of case \(number)?", "WHAT IS THE TREATMENT OF CASE \(number)?",
      "What  is the treatment, of case \(number)", "What is the treatment of case \(number)?",
    ][variant]
    return #"{"messages":[{"role":"user","content":"\#(question)"},"#
      + #"{"role":"assistant","content":"Treatment \#(number)."}],"kind":"\#(number % 3 == 0 ? "a" : "b")"}"#
  }

  @Test("near repeats that were planted stay on one side, whatever the number of workers and the order of the records")
  func planted() throws {
    let folder = PipelineFixture.temporaryPath()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let records = (0..<90).flatMap { number in
      (0..<(number % 5 == 0 ? 4 : 1)).map { (number, Self.record(number, variant: $0)) }
    }
    let data = folder + "/data.jsonl"
    let reversed = folder + "/reversed.jsonl"
    try records.map { $0.1 + "\n" }.joined().write(toFile: data, atomically: true, encoding: .utf8)
    try records.reversed().map { $0.1 + "\n" }.joined().write(toFile: reversed, atomically: true, encoding: .utf8)
    for (name, field) in [("plain", nil), ("strata", "kind")] {
      let splitting = Splitting.shares(
        try SplitShares("train=0.75,validation=0.25"), seed: 2, stratifyBy: try field.map { try CategoryField($0) })
      let outcome = try export([data], to: "\(folder)/\(name)", splitting, jobs: 1)
      #expect(outcome.findings == [])
      #expect(outcome.manifest.splits.map(\.counts.segments) == [108, 36])
      guard case .shares(_, _, _, let repeats) = outcome.manifest.description.splitting else { return }
      #expect(repeats == RepeatCounts(groups: 18, examples: 72))
      let rows = try [0, 1].map { try numbers(folder + "/" + name, outcome.manifest, split: $0) }
      #expect(rows.map(\.count) == [108, 36] && Set(rows[0]).isDisjoint(with: rows[1]))
      _ = try export([data], to: "\(folder)/\(name)-twin", splitting, jobs: 3)
      #expect(
        try PipelineFixture.files(below: "\(folder)/\(name)") == PipelineFixture.files(below: "\(folder)/\(name)-twin"))
      let other = try export([reversed], to: "\(folder)/\(name)-reversed", splitting)
      #expect(
        try numbers("\(folder)/\(name)-reversed", other.manifest, split: 1).sorted() == rows[1].sorted())
      let source = try PipelineFixture.source([data])
      #expect(try VerifyPipeline(directory: "\(folder)/\(name)", source: source).run().isProven)
    }
  }

  /// The numbers of the cases in a split, in its order.
  private func numbers(_ folder: String, _ manifest: Manifest, split: Int) throws -> [String] {
    let text = try String(contentsOfFile: folder + "/" + manifest.splits[split].shards[0].path, encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      line.split(separator: "Treatment ").last?.split(separator: ".").first.map(String.init)
    }
  }

  @Test("near repeats in files of two splits are a finding, and are not moved; a manifest with other counts is found")
  func namedFiles() throws {
    let folder = PipelineFixture.temporaryPath()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (data, dev) = (folder + "/data.jsonl", folder + "/dev.jsonl")
    let records = [Self.record(1, variant: 0), Self.record(2, variant: 0), Self.record(4, variant: 0)]
    try records.map { $0 + "\n" }.joined().write(toFile: data, atomically: true, encoding: .utf8)
    let others = [Self.record(1, variant: 1), Self.record(2, variant: 3), Self.record(3, variant: 0)]
    try others.map { $0 + "\n" }.joined().write(toFile: dev, atomically: true, encoding: .utf8)
    let outcome = try export(
      [data, dev], to: folder + "/out", .files([SplitFile(split: "validation", path: dev)]))
    #expect(outcome.findings.map(\.code) == [.exportSplitLeak, .exportSplitNearLeak] && !outcome.hasErrors)
    #expect(outcome.findings.map { $0.places.map(\.line) } == [[2], [1]])
    #expect(outcome.manifest.splits.map(\.counts.segments) == [3, 3])

    let splitting = Splitting.shares(try SplitShares("train=0.5,validation=0.5"), seed: 0, stratifyBy: nil)
    let divided = try export([data, dev], to: folder + "/divided", splitting)
    var sealed = try SealedExport(folder + "/divided")
    guard case .shares(let shares, let seed, _, let repeats) = sealed.manifest.description.splitting else { return }
    #expect(repeats == RepeatCounts(groups: 2, examples: 4))
    sealed.manifest.description.splitting = .shares(
      shares, seed: seed, stratification: nil, repeats: RepeatCounts(groups: 1, examples: 4))
    try sealed.seal(further: divided.manifest.splits[1].shards.map(\.path))
    let source = try PipelineFixture.source([data, dev])
    let verified = try VerifyPipeline(directory: folder + "/divided", source: source).run()
    #expect(verified.findings.map(\.code) == [.verifySplits], "\(verified.findings)")
    sealed.manifest.description.splitting = .shares(
      shares, seed: seed, stratification: nil, repeats: RepeatCounts(groups: 3, examples: 4))
    try sealed.seal(further: divided.manifest.splits[1].shards.map(\.path))
    #expect(try VerifyPipeline(directory: folder + "/divided").run().findings.map(\.code.id) == ["verify.counts"])
    // Fewer segments than none.
    sealed.manifest.totals.segments = -1
    try sealed.seal(further: divided.manifest.splits[1].shards.map(\.path))
    #expect(
      try VerifyPipeline(directory: folder + "/divided").run().findings.map(\.code.id).contains("verify.counts"))
  }
}
