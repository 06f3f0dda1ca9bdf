/// How many passes over a dataset its size suggests, as two services put it.
public struct EpochGuidance: Hashable, Sendable {
  /// The number of examples that it is for.
  public let examples: Int
  /// The hosted service's default.
  /// - Source: `Evidence.hostedEpochs`.
  public let hosted: Int
  /// Azure's range.
  /// - Source: `Evidence.azureEpochs`.
  public let azure: ClosedRange<Int>

  /// The most passes that are about as good as new data; beyond it a warning is due.
  /// - Source: `Evidence.repetition`.
  public static let maximumUsefulPasses = 4

  /// - Parameter examples: At least 1; anything below counts as 1.
  public init(examples: Int) {
    self.examples = max(1, examples)
    hosted = Self.hostedDefault(self.examples)
    azure =
      switch self.examples {
      case ..<100: 3...5
      case 100...500: 2...3
      case 501...2_000: 1...2
      default: 1...1
      }
  }

  private static func hostedDefault(_ examples: Int) -> Int {
    let (total, overflow) = examples.multipliedReportingOverflow(by: 3)
    if overflow || total > 25_000 { return max(1, 25_000 / examples) }
    return total < 100 ? min(25, 100 / examples) : 3
  }

  /// Whether some guidance leads to more passes than are as good as new data.
  public var exceedsUsefulPasses: Bool { max(hosted, azure.upperBound) > Self.maximumUsefulPasses }
}

/// How many examples are kept out of training to measure it.
public enum HoldOut {
  /// The least and the most, in percent.
  /// - Source: `Evidence.practice`.
  public static let percent = 10...15

  /// How many of `examples` that is, rounded to the nearest.
  public static func range(of examples: Int) -> ClosedRange<Int> {
    let share = { (percent: Int) in Int((Double(max(0, examples)) * Double(percent) / 100).rounded()) }
    return share(percent.lowerBound)...share(percent.upperBound)
  }
}

/// How many optimiser steps one pass takes.
public enum StepCount {
  /// Rows over the rows of a step, or tokens over its tokens, rounded up; 0 for nothing.
  ///
  /// - Parameter batch: At least 1.
  public static func steps(_ amount: Int, batch: Int) -> Int {
    let batch = max(1, batch)
    return max(0, amount) / batch + (max(0, amount) % batch == 0 ? 0 : 1)
  }
}
