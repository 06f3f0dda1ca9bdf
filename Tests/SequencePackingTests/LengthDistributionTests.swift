import Foundation
import TestSupport
import Testing

@testable import SequencePacking

/// Thirty ways in which lengths are spread: easy, usual and hard ones.
@Suite struct LengthDistributionTests {
  static let contextLength = 2_048

  /// How lengths are drawn.
  enum Distribution {
    case uniform(ClosedRange<Double>)
    case oneOf([Double])
    /// The power of a uniform draw, up to the context length.
    case power(Double)
    case exponential(mean: Double)
    case lognormal(median: Double, spread: Double)
    case normal(mean: Double, spread: Double)

    func draw(_ generator: inout SeededGenerator) -> Double {
      switch self {
      case .uniform(let range): return .random(in: range, using: &generator)
      case .oneOf(let lengths): return lengths.randomElement(using: &generator) ?? 1
      case .power(let exponent): return 2_048 * pow(.random(in: 0...1, using: &generator), exponent)
      case .exponential(let mean): return -mean * log(Double.random(in: 1e-9...1, using: &generator))
      case .lognormal(let median, let spread): return median * exp(spread * Self.normal(&generator))
      case .normal(let mean, let spread): return mean + spread * Self.normal(&generator)
      }
    }

    private static func normal(_ generator: inout SeededGenerator) -> Double {
      let radius = (-2 * log(Double.random(in: 1e-12...1, using: &generator))).squareRoot()
      return radius * cos(2 * .pi * Double.random(in: 0...1, using: &generator))
    }
  }

  static let distributions: [Distribution] = [
    .uniform(1...2_048), .uniform(1...200), .uniform(200...800), .uniform(683...1_023), .uniform(1_025...2_048),
    .uniform(950...1_100), .uniform(640...730), .uniform(490...540), .uniform(300...1_400),
    .oneOf([700]), .oneOf([2_048]), .oneOf([1]), .oneOf([1_200, 900]), .oneOf([1_248, 800]), .oneOf([1_900, 30]),
    .oneOf([410, 717, 921]), .oneOf([509, 683, 769, 1_021, 1_361]), .oneOf((1...32).map { Double($0 * 64) }),
    .oneOf((1...20).map { Double($0 * 100) }), .oneOf((0...11).map { Double(1 << $0) }),
    .power(3), .power(0.3), .exponential(mean: 100), .exponential(mean: 300), .exponential(mean: 1_000),
    .lognormal(median: 200, spread: 0.5), .lognormal(median: 200, spread: 1), .lognormal(median: 600, spread: 0.4),
    .lognormal(median: 600, spread: 1), .normal(mean: 800, spread: 200),
  ]

  @Test(
    "of thirty distributions each needs the rows of best-fit decreasing, or fewer by a search, and no fewer than the bound"
  )
  func rows() throws {
    #expect(Self.distributions.count == 30)
    for distribution in Self.distributions {
      var generator = SeededGenerator(seed: 30)
      let lengths = (0..<1_500).map { _ in
        Int32(min(max(distribution.draw(&generator).rounded(), 1), Double(Self.contextLength)))
      }
      let expected = ReferenceBestFit.rows(lengths: lengths, contextLength: Self.contextLength).count
      let usual = try SequencePacker.plan(
        lengths: lengths, rules: PackingRules(.bestFit, contextLength: Self.contextLength))
      let best = try SequencePacker.plan(
        lengths: lengths, rules: PackingRules(.best, contextLength: Self.contextLength))
      #expect(usual.rowCount == expected, "\(distribution)")
      #expect(best.rowCount <= expected && best.rowCount >= best.provenLowerBound, "\(distribution)")
      print("packing \(distribution): \(usual.rowCount) rows, best \(best.rowCount), at least \(best.provenLowerBound)")
    }
  }
}
