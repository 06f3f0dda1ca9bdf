import Foundation
import TestSupport
import Testing

@testable import SequencePacking

@Suite struct RealLengthsTests {
  /// The numbers of a fixture, line by line.
  private func numbers(_ name: String) throws -> [[Int32]] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
      line.split(separator: " ").compactMap { Int32($0) }
    }
  }

  private func corpusLengths() throws -> [Int32] {
    try numbers("corpus-llama-3-histogram.txt").flatMap { [Int32](repeating: $0[0], count: Int($0[1])) }
  }

  /// The processor time of this thread.
  private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  @Test("MedQA is packed into the very rows that TRL makes of it in one batch", arguments: [1_280, 2_048])
  func rowsOfTRL(contextLength: Int) throws {
    let lengths = try numbers("medqa-mistral-v3.txt").flatMap { $0 }
    #expect(lengths.count == 1_273)
    let plan = try SequencePacker.plan(lengths: lengths, rules: PackingRules(.bestFit, contextLength: contextLength))
    #expect(plan.rows.map { Array($0) } == (try numbers("medqa-mistral-v3-trl-\(contextLength).txt")))
  }

  @Test("a corpus of 68,904 records needs as many rows as TRL's global best fit and fills over 99.9 % of them")
  func corpusRowCounts() throws {
    let ascending = try corpusLengths()
    #expect(ascending.count == 68_904)
    for expectation in try numbers("corpus-llama-3-trl-row-counts.txt") {
      let contextLength = Int(expectation[0])
      let fitting = ascending.filter { $0 <= contextLength }
      var generator = SeededGenerator(seed: 7)
      for lengths in [fitting, fitting.shuffled(using: &generator)] {
        let plan = try SequencePacker.plan(
          lengths: lengths, rules: PackingRules(.bestFit, contextLength: contextLength))
        #expect(plan.rowCount == Int(expectation[1]), "context length \(contextLength)")
        #expect(plan.efficiency > 0.999, "context length \(contextLength)")
      }
    }
  }

  @Test("a million lengths: the processor time is printed, the rows are checked")
  func aMillionLengths() throws {
    let corpus = try corpusLengths().filter { $0 <= 4_096 }
    var generator = SeededGenerator(seed: 1)
    let lengths = (0..<1_000_000).map { _ in corpus[Int.random(in: corpus.indices, using: &generator)] }
    let start = processorSeconds()
    let plan = try SequencePacker.plan(lengths: lengths, rules: PackingRules(.bestFit, contextLength: 4_096))
    let seconds = processorSeconds() - start
    print(
      "packing 1,000,000 lengths at 4,096: \(seconds) s processor time, \(plan.rowCount) rows, lower bound "
        + "\(plan.lowerBound), efficiency \(plan.efficiency)")
    #expect(plan.exampleCount == 1_000_000)
    #expect(plan.rowCount < plan.lowerBound + plan.lowerBound / 1_000)
  }
}
