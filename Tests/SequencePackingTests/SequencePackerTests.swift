import Diagnostics
import Testing

@testable import SequencePacking

@Suite struct SequencePackerTests {
  private func rows(_ lengths: [Int32], _ contextLength: Int, _ strategy: PackingStrategy = .bestFit) throws
    -> [[Int32]]
  {
    try SequencePacker.plan(lengths: lengths, contextLength: contextLength, strategy: strategy).rows.map { Array($0) }
  }

  @Test("best fit gives exactly the rows of the quadratic reference, ties included")
  func equalsTheReference() throws {
    for seed in UInt64(1)...400 {
      var generator = SeededGenerator(seed: seed)
      let contextLength = Int.random(in: 1...130, using: &generator)
      let longest = Int.random(in: 1...contextLength, using: &generator)
      let count = Int.random(in: 0...150, using: &generator)
      let lengths = (0..<count).map { _ in Int32.random(in: 1...Int32(longest), using: &generator) }
      let expected = ReferenceBestFit.rows(lengths: lengths, contextLength: contextLength)
      #expect(
        try rows(lengths, contextLength) == expected, "seed \(seed): \(lengths) at \(contextLength)")
    }
  }

  @Test("every example stands in exactly one row, no row is too long, rows and segments are in input order")
  func planIsAPartition() throws {
    for seed in UInt64(1)...20 {
      var generator = SeededGenerator(seed: seed)
      let lengths = (0..<5_000).map { _ in Int32.random(in: 1...2_048, using: &generator) }
      for strategy in PackingStrategy.allCases {
        let plan = try SequencePacker.plan(lengths: lengths, contextLength: 2_048, strategy: strategy)
        let all = plan.rows.flatMap { Array($0) }
        #expect(all.sorted() == (0..<5_000).map { Int32($0) }, "seed \(seed), \(strategy)")
        #expect(plan.rows.allSatisfy { $0.reduce(0) { $0 + Int(lengths[Int($1)]) } <= 2_048 }, "seed \(seed)")
        #expect(plan.rows.allSatisfy { Array($0) == $0.sorted() }, "seed \(seed)")
        let firsts = plan.rows.compactMap(\.first)
        #expect(firsts == firsts.sorted() && firsts.count == plan.rowCount, "seed \(seed)")
        #expect(plan.rowCount >= plan.lowerBound, "seed \(seed)")
      }
    }
  }

  @Test("an example goes into the fullest row that holds it, and among equals into the one that waited longest")
  func tiesAreAsDocumented() throws {
    #expect(try rows([6, 5, 4, 3], 10) == [[0, 2], [1, 3]])
    #expect(try rows([7, 7, 3, 3], 10) == [[0, 2], [1, 3]])
    #expect(try rows([3, 7, 7], 10) == [[0, 1], [2]])
  }

  @Test("without packing each example is a row of its own")
  func noneKeepsThemApart() throws {
    #expect(try rows([3, 10, 1], 10, .none) == [[0], [1], [2]])
  }

  @Test("the figures of a plan follow from its rows")
  func figures() throws {
    let plan = try SequencePacker.plan(lengths: [6, 5, 4, 3], contextLength: 10, strategy: .bestFit)
    #expect(plan.rowCount == 2)
    #expect(plan.exampleCount == 4)
    #expect(plan.tokenCount == 18)
    #expect(plan.lowerBound == 2)
    #expect(plan.longestRow == 10)
    #expect(plan.efficiency == 0.9)
  }

  @Test("no examples make an empty plan")
  func empty() throws {
    let plan = try SequencePacker.plan(lengths: [], contextLength: 8, strategy: .bestFit)
    #expect(plan.rowCount == 0 && plan.lowerBound == 0 && plan.efficiency == 1 && Array(plan.rows).isEmpty)
  }

  @Test("examples as long as the row, and rows of one token, are packed")
  func borders() throws {
    #expect(try rows([8, 8], 8) == [[0], [1]])
    #expect(try rows([1, 1, 1], 1) == [[0], [1], [2]])
    #expect(try rows([1, 1], SequencePacker.maximumContextLength) == [[0, 1]])
  }

  @Test("an example that is too long is refused with its index, its length and the context length")
  func tooLong() throws {
    let error = #expect(throws: TrainPackError.self) {
      try SequencePacker.plan(lengths: [5, 9], contextLength: 8, strategy: .none)
    }
    #expect(error?.code.id == "pack.too-long")
    #expect(error?.message == "example 1 has 9 tokens, a row holds 8")
  }

  @Test("lengths below one and unusable context lengths are refused")
  func refused() {
    for length in [Int32(0), -1, .min] {
      let error = #expect(throws: TrainPackError.self) {
        try SequencePacker.plan(lengths: [1, length], contextLength: 8, strategy: .bestFit)
      }
      #expect(error?.code.id == "pack.empty-example")
    }
    for contextLength in [0, -1, Int.min, Int.max] {
      let error = #expect(throws: TrainPackError.self) {
        try SequencePacker.plan(lengths: [1], contextLength: contextLength, strategy: .bestFit)
      }
      #expect(error?.code.id == "pack.context-length")
    }
  }
}
