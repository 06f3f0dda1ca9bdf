import Diagnostics
import ShardExport
import TestSupport
import Testing

@testable import TrainPack

@Suite("Dividing examples into splits")
struct SplitTests {
  private func shares(_ count: Int, _ generator: inout SeededGenerator) -> [Int] {
    var cuts = (0..<count - 1).map { _ in Int.random(in: 1..<SplitShares.whole, using: &generator) }.sorted()
    cuts = [0] + cuts + [SplitShares.whole]
    return zip(cuts, cuts.dropFirst()).map { $1 - $0 }
  }

  @Test("parts add up to the whole, and each is its share rounded down or up", arguments: 1...40)
  func largestRemainder(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let billionths = shares(Int.random(in: 1...6, using: &generator), &generator)
    let count = Int.random(in: 0...5_000, using: &generator)
    let parts = Apportionment.parts(of: count, billionths)
    #expect(parts.reduce(0, +) == count, "seed \(seed)")
    for (part, share) in zip(parts, billionths) {
      #expect(abs(Double(part) - Double(count) * Double(share) / 1e9) < 1, "seed \(seed): \(parts) of \(count)")
    }
  }

  @Test("parts of categories add up to those of the whole, and each is its share rounded", arguments: 1...60)
  func categories(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let billionths =
      seed % 3 == 0 ? [900_000_000, 100_000_000] : shares(Int.random(in: 2...5, using: &generator), &generator)
    let counts = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
      Int.random(in: 1...(seed % 2 == 0 ? 4 : 300), using: &generator)
    }
    let division = Apportionment.parts(ofEach: counts, billionths)
    let total = Apportionment.parts(of: counts.reduce(0, +), billionths)
    #expect(total.indices.map { index in division.reduce(0) { $0 + $1[index] } } == total, "seed \(seed)")
    for (count, parts) in zip(counts, division) {
      #expect(parts.reduce(0, +) == count && parts.allSatisfy { $0 >= 0 }, "seed \(seed)")
      for (part, share) in zip(parts, billionths) {
        let exact = Double(count) * Double(share) / 1e9
        #expect(abs(Double(part) - exact) < 1, "seed \(seed): \(parts) of \(count) by \(billionths)")
      }
    }
  }

  @Test("many rare categories together are divided by the shares")
  func rareCategories() {
    let division = Apportionment.parts(ofEach: [Int](repeating: 1, count: 100), [900_000_000, 100_000_000])
    #expect(division.reduce(0) { $0 + $1[1] } == 10)
  }

  @Test("shares are read as they are written, and what is wrong with them is said")
  func shareTexts() throws {
    #expect(try SplitShares("train=0.9,validation=0.05,test=0.05").billionths == [900_000_000, 50_000_000, 50_000_000])
    #expect(try SplitShares("train=1").billionths == [1_000_000_000])
    for text in [
      "", "train", "train=", "train=0.9", "train=0.9,validation=0.2", "train=0.9,train=0.1", "all=1", "Train=1",
      "a b=1",
      "train=1.0,test=0", "train=1e0", "train=-1,test=2", "train=.9,test=.1", "train=0.9,,test=0.1", "train=0,9",
      "train=0.0000000001,test=0.9999999999", "train=1.,test=0", "__x=1",
    ] {
      #expect(throws: TrainPackError.self, "\(text)") { try SplitShares(text) }
    }
  }

  private func entries(_ numbers: some Sequence<Int>, category: (Int) -> String? = { _ in nil }) -> [SplitPlan.Entry] {
    numbers.map { number in
      SplitPlan.Entry(
        recordSum: SHA256Sum(of: Array("record \(number)".utf8)), marks: RepeatMarks(folded: UInt128(number)),
        category: category(number).map { Array($0.utf8) },
        source: "data.jsonl")
    }
  }

  @Test("who is in a split depends on the records and the seed, not on the order")
  func order() throws {
    let shares = try SplitShares("train=0.8,validation=0.2")
    func validation(_ numbers: [Int], seed: Int) throws -> Set<Int> {
      let plan = try SplitPlan(
        entries(numbers), count: numbers.count, by: .shares(shares, seed: seed, stratifyBy: nil), splitOfSource: [:])
      #expect(plan.members.map(\.count) == [numbers.count - numbers.count / 5, numbers.count / 5])
      #expect(plan.members.allSatisfy { $0 == $0.sorted() })
      return Set(plan.members[1].map { numbers[$0] })
    }
    let numbers = Array(0..<500)
    let first = try validation(numbers, seed: 0)
    #expect(try validation(numbers.reversed(), seed: 0) == first)
    #expect(try validation(numbers, seed: 1) != first)
    // Records that come later move few of the others.
    #expect(try validation(Array(0..<510), seed: 0).intersection(first).count > 90)
  }

  @Test("copies of a record are in one split")
  func copies() throws {
    let numbers = (0..<300).map { $0 % 100 }
    let plan = try SplitPlan(
      entries(numbers), count: 300, by: .shares(try SplitShares("train=0.8,validation=0.2"), seed: 0, stratifyBy: nil),
      splitOfSource: [:])
    let both = Set(plan.members[0].map { numbers[$0] }).intersection(plan.members[1].map { numbers[$0] })
    #expect(both.isEmpty)
    #expect(plan.members.map(\.count) == [240, 60] && plan.repeats == RepeatCounts(groups: 100, examples: 300))
  }

  @Test("repeats in files of two splits are told with their places; splits by shares have none")
  func leaks() throws {
    func leaks(_ numbers: [Int], folded: [Int]? = nil, border: Int) throws -> [Finding] {
      var entries = entries(numbers)
      for index in entries.indices {
        entries[index].source = index < border ? "data.jsonl" : "dev.jsonl"
        if let folded { entries[index].marks.folded = UInt128(folded[index]) }
      }
      let splitting = Splitting.files([SplitFile(split: "validation", path: "dev.jsonl")])
      let plan = try SplitPlan(
        entries, count: numbers.count, by: splitting, splitOfSource: [Array("dev.jsonl".utf8): 1])
      return SplitLeak(plan, names: splitting.names, entries).findings {
        InputLocation(source: entries[$0].source, line: $0 + 1)
      }
    }
    let copies = try leaks([7, 7, 7, 7, 7, 7, 7, 7], border: 2)
    let finding = try #require(copies.first)
    #expect(copies.count == 1 && finding.code.id == "export.split-leak" && finding.severity == .warning)
    #expect(finding.count == 6 && finding.places.count == 5)
    #expect(finding.message.contains("6 records repeat one") && finding.message.contains("validation"))
    let near = try leaks([1, 2, 3, 4], folded: [1, 2, 3, 1], border: 2)
    #expect(near.map(\.code.id) == ["export.split-near-leak"] && near[0].places.map(\.line) == [4])
    #expect(near[0].message.hasPrefix("1 record differs from one of another split only in case"), "\(near)")
    #expect(try leaks([1, 2, 1, 3], folded: [1, 2, 1, 2], border: 2).map(\.count) == [1, 1])
    #expect(try leaks([1, 1, 3, 3], border: 2).isEmpty)
  }

  @Test("a split without an example, too many categories and a field that nobody has are errors")
  func refusals() throws {
    func error(_ count: Int, _ shares: String, field: String?, category: (Int) -> String?) -> DiagnosticCode? {
      let thrown = #expect(throws: TrainPackError.self) {
        let splitting = Splitting.shares(
          try SplitShares(shares), seed: 0, stratifyBy: try field.map { try CategoryField($0) })
        _ = try SplitPlan(entries(0..<count, category: category), count: count, by: splitting, splitOfSource: [:])
      }
      return thrown?.code
    }
    #expect(error(4, "train=0.9,validation=0.1", field: nil) { _ in nil } == .exportEmptySplit)
    #expect(error(10_002, "train=0.9,validation=0.1", field: "id") { "\($0)" } == .exportCategories)
    #expect(error(10, "train=0.5,validation=0.5", field: "kind") { _ in nil } == .exportCategories)
    let files = Splitting.files([SplitFile(split: "validation", path: "dev.jsonl")])
    #expect(throws: TrainPackError.self) {
      _ = try SplitPlan(entries(0..<3), count: 3, by: files, splitOfSource: [:])
    }
  }
}
