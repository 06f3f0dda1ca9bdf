import TestSupport
import Testing

@testable import Reports

@Suite struct HistogramTests {
  @Test("percentiles are nearest-rank values of the sorted numbers")
  func percentiles() {
    for seed in UInt64(1)...100 {
      var generator = SeededGenerator(seed: seed)
      let numbers = (0..<Int.random(in: 1...250, using: &generator)).map { _ in
        Int.random(in: -20...90, using: &generator)
      }
      let sorted = numbers.sorted()
      let histogram = Histogram(numbers)
      for percent in 0...100 {
        let rank = max(1, Int((Double(percent * numbers.count) / 100).rounded(.up)))
        #expect(histogram.percentile(percent) == sorted[rank - 1], "seed \(seed), percentile \(percent)")
      }
      #expect(histogram.minimum == sorted.first && histogram.maximum == sorted.last, "seed \(seed)")
      #expect(histogram.mean == Double(numbers.reduce(0, +)) / Double(numbers.count), "seed \(seed)")
      #expect(histogram.count(above: 40) == numbers.filter { $0 > 40 }.count, "seed \(seed)")
    }
  }

  @Test("histograms merged in any split equal the one of all numbers")
  func merging() {
    for seed in UInt64(1)...30 {
      var generator = SeededGenerator(seed: seed)
      let numbers = (0..<100).map { _ in Int.random(in: 0...40, using: &generator) }
      let cut = Int.random(in: 0...100, using: &generator)
      var merged = Histogram(numbers[..<cut])
      merged.merge(Histogram(numbers[cut...]))
      #expect(merged == Histogram(numbers), "seed \(seed)")
    }
  }

  @Test("every number is in exactly one bin, whatever the edges")
  func bins() {
    for seed in UInt64(1)...100 {
      var generator = SeededGenerator(seed: seed)
      let numbers = (0..<80).map { _ in Int.random(in: -5...300, using: &generator) }
      let histogram = Histogram(numbers)
      var edges = (0..<Int.random(in: 0...6, using: &generator)).map { _ in Int.random(in: -50...400, using: &generator)
      }
      if seed % 2 == 0 { edges = histogram.edges(marks: edges) }
      let bins = histogram.bins(edges: edges)
      for bin in bins {
        #expect(bin.count == numbers.filter { $0 >= bin.from && $0 <= bin.through }.count, "seed \(seed), \(bin)")
      }
      #expect(bins.reduce(0) { $0 + $1.count } == 80, "seed \(seed), edges \(edges)")
      for (bin, next) in zip(bins, bins.dropFirst()) { #expect(bin.through + 1 == next.from, "seed \(seed)") }
    }
  }

  @Test("chosen edges end a bin at each mark and put a long tail in one bin")
  func chosenEdges() {
    var histogram = Histogram((0..<1_000).map { $0 % 200 })
    histogram.add(9_000)
    let edges = histogram.edges(marks: [150])
    #expect(edges.contains(151))
    #expect(edges.count <= 16)
    #expect(histogram.bins(edges: edges).last?.through == 9_000)
    #expect(Histogram([5]).edges(marks: [512]) == [0, 1, 2, 3, 4, 5])
    #expect(Histogram().edges() == [])
  }

  @Test("nothing seen has no figures, and sums stay within their type")
  func extremes() {
    let empty = Histogram()
    #expect(empty.mean == nil && empty.minimum == nil && empty.percentile(50) == nil && empty.bins(edges: [0]).isEmpty)
    let huge = Histogram([Int.max, Int.max, Int.min])
    #expect(huge.count == 3 && huge.percentile(50) == Int.max)
    for numbers in [[Int.max, Int.max, Int.min], Array(repeating: -1, count: 100) + [Int.max], [Int.min], [Int.max]] {
      let histogram = Histogram(numbers)
      let edges = histogram.edges(marks: [Int.min, -1, 0, Int.max])
      #expect(histogram.bins(edges: edges).reduce(0) { $0 + $1.count } == numbers.count)
      let distribution = Distribution(
        "huge", "huge", histogram, marks: [.init(Int.min, "low"), .init(Int.max, "high")])
      let report = Report(name: "huge", title: "huge", sections: [ReportSection("Huge", [.distribution(distribution)])])
      #expect(report.text().contains("high"))
    }
  }
}
