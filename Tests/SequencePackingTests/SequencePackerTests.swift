import Diagnostics
import TestSupport
import Testing

@testable import SequencePacking

@Suite struct SequencePackerTests {
  private func rows(_ lengths: [Int32], _ contextLength: Int, _ strategy: PackingStrategy = .bestFit) throws
    -> [[Int32]]
  {
    try rows(lengths, PackingRules(strategy, contextLength: contextLength))
  }

  private func rows(_ lengths: [Int32], _ rules: PackingRules) throws -> [[Int32]] {
    try SequencePacker.plan(lengths: lengths, rules: rules).rows.map { Array($0) }
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
        let plan = try SequencePacker.plan(lengths: lengths, rules: PackingRules(strategy, contextLength: 2_048))
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

  @Test("best fit with a limit of examples a row gives the rows of the quadratic reference")
  func limitedEqualsTheReference() throws {
    for seed in UInt64(1)...200 {
      var generator = SeededGenerator(seed: seed)
      let contextLength = Int.random(in: 1...60, using: &generator)
      let lengths = (0..<80).map { _ in Int32.random(in: 1...Int32(contextLength), using: &generator) }
      let limit = Int.random(in: 1...6, using: &generator)
      let rules = PackingRules(.bestFit, contextLength: contextLength, maximumSegments: limit)
      let expected = ReferenceBestFit.rows(lengths: lengths, contextLength: contextLength, maximumSegments: limit)
      #expect(try rows(lengths, rules) == expected, "seed \(seed): \(lengths) at \(contextLength), \(limit)")
    }
  }

  @Test("first fit and sequential give the rows of loops over all rows")
  func inputOrder() throws {
    for seed in UInt64(1)...200 {
      var generator = SeededGenerator(seed: seed)
      let contextLength = Int.random(in: 1...60, using: &generator)
      let lengths = (0..<80).map { _ in Int32.random(in: 1...Int32(contextLength), using: &generator) }
      let limit = Bool.random(using: &generator) ? Int.random(in: 1...6, using: &generator) : nil
      for (strategy, looksBack) in [(PackingStrategy.firstFit, true), (.sequential, false)] {
        var expected: [[Int32]] = []
        for (example, length) in lengths.enumerated() {
          let row = expected.indices.first { row in
            (looksBack || row == expected.count - 1) && expected[row].count < limit ?? .max
              && expected[row].reduce(Int(length)) { $0 + Int(lengths[Int($1)]) } <= contextLength
          }
          if let row { expected[row].append(Int32(example)) } else { expected.append([Int32(example)]) }
        }
        let rules = PackingRules(strategy, contextLength: contextLength, maximumSegments: limit)
        #expect(try rows(lengths, rules) == expected, "seed \(seed): \(strategy), \(lengths) at \(contextLength)")
      }
    }
  }

  @Test("a seed shuffles the rows, each as it is, always in the same way")
  func shuffled() throws {
    var generator = SeededGenerator(seed: 3)
    let lengths = (0..<500).map { _ in Int32.random(in: 1...400, using: &generator) }
    let plain = try rows(lengths, 1_000)
    let one = try rows(lengths, PackingRules(.bestFit, contextLength: 1_000, shuffleSeed: 1))
    let two = try rows(lengths, PackingRules(.bestFit, contextLength: 1_000, shuffleSeed: 2))
    #expect(one != plain && two != plain && one != two)
    #expect(Set(one) == Set(plain) && Set(two) == Set(plain) && one.count == plain.count)
    #expect(one == (try rows(lengths, PackingRules(.bestFit, contextLength: 1_000, shuffleSeed: 1))))
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
    let plan = try SequencePacker.plan(lengths: [6, 5, 4, 3], rules: PackingRules(.bestFit, contextLength: 10))
    #expect(plan.rowCount == 2)
    #expect(plan.exampleCount == 4)
    #expect(plan.tokenCount == 18)
    #expect(plan.lowerBound == 2)
    #expect(plan.longestRow == 10)
    #expect(plan.efficiency == 0.9)
  }

  @Test("no examples make an empty plan")
  func empty() throws {
    let plan = try SequencePacker.plan(lengths: [], rules: PackingRules(.bestFit, contextLength: 8))
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
      try SequencePacker.plan(lengths: [5, 9], rules: PackingRules(.none, contextLength: 8))
    }
    #expect(error?.code.id == "pack.too-long")
    #expect(error?.message == "example 1 has 9 tokens, a row holds 8")
  }

  @Test("lengths below one and unusable context lengths are refused")
  func refused() {
    for length in [Int32(0), -1, .min] {
      let error = #expect(throws: TrainPackError.self) {
        try SequencePacker.plan(lengths: [1, length], rules: PackingRules(.bestFit, contextLength: 8))
      }
      #expect(error?.code.id == "pack.empty-example")
    }
    for segments in [0, -1, Int.min] {
      let error = #expect(throws: TrainPackError.self) {
        try SequencePacker.plan(
          lengths: [1], rules: PackingRules(.sequential, contextLength: 8, maximumSegments: segments))
      }
      #expect(error?.code.id == "pack.maximum-segments")
    }
    for multiple in [0, -1, Int.min, 3, 16] {
      let error = #expect(throws: TrainPackError.self) {
        try SequencePacker.plan(lengths: [1], rules: PackingRules(.best, contextLength: 8, segmentMultiple: multiple))
      }
      #expect(error?.code.id == "pack.segment-multiple")
    }
    for contextLength in [0, -1, Int.min, Int.max] {
      let error = #expect(throws: TrainPackError.self) {
        try SequencePacker.plan(lengths: [1], rules: PackingRules(.bestFit, contextLength: contextLength))
      }
      #expect(error?.code.id == "pack.context-length")
    }
  }

  @Test("with a multiple every row has room for its examples padded, in as many rows as padded examples take")
  func segmentMultiple() throws {
    for seed in UInt64(1)...60 {
      var generator = SeededGenerator(seed: seed)
      let multiple = [2, 4, 16].randomElement(using: &generator) ?? 2
      let lengths = (0..<Int.random(in: 1...200, using: &generator)).map { _ in
        Int32.random(in: 1...64, using: &generator)
      }
      let padded = lengths.map { ($0 + Int32(multiple) - 1) / Int32(multiple) * Int32(multiple) }
      for strategy in PackingStrategy.allCases {
        let plan = try SequencePacker.plan(
          lengths: lengths, rules: PackingRules(strategy, contextLength: 64, segmentMultiple: multiple))
        let other = try SequencePacker.plan(lengths: padded, rules: PackingRules(strategy, contextLength: 64))
        #expect(plan.rows.map(Array.init) == other.rows.map(Array.init), "seed \(seed), \(strategy)")
        #expect(plan.rows.allSatisfy { $0.reduce(0) { $0 + padded[Int($1)] } <= 64 }, "seed \(seed), \(strategy)")
        #expect(plan.tokenCount == lengths.reduce(0) { $0 + Int($1) })
      }
    }
  }
}
