/// A range of dataset sizes with what it is good for.
public struct SizeBand: Hashable, Sendable {
  public enum Name: String, Hashable, Sendable, CaseIterable {
    /// Fewer than this and there is no reason to expect an effect.
    case floor
    /// Enough to see whether it works.
    case pilot
    /// What a training in earnest has.
    case full
  }

  public let name: Name
  /// How many examples; one number is a range of one.
  public let examples: ClosedRange<Int>
  /// Why these numbers.
  public let rule: String
  public let evidence: [Evidence]
}

/// How many examples a fine-tuning needs, in three bands.
public struct SizeHint: Hashable, Sendable {
  public let goal: TuningGoal
  public let method: TuningMethod
  /// Floor, pilot, full.
  public let bands: [SizeBand]

  /// - Parameters:
  ///   - goal: What is to be taught. It decides the numbers.
  ///   - method: It decides which evidence speaks; no evidence gives another number for another method.
  /// - Source: `Evidence.bands` and what each band cites. No number depends on the number of parameters, as
  ///   `Evidence.unknownOptimum` says.
  public init(goal: TuningGoal, method: TuningMethod) {
    self.goal = goal
    self.method = method
    bands = Self.bands(for: goal).map { band in
      SizeBand(
        name: band.name, examples: band.examples, rule: band.rule,
        evidence: band.evidence.filter { $0.speaks(of: method) })
    }
  }

  private static func bands(for goal: TuningGoal) -> [SizeBand] {
    switch goal {
    case .style:
      [
        SizeBand(
          name: .floor, examples: 50...50, rule: "the hosted service says to start with this",
          evidence: [.openAIStart, .bands]),
        SizeBand(
          name: .pilot, examples: 50...100, rule: "its users see improvements from here on",
          evidence: [.openAIStart, .bands]),
        SizeBand(
          name: .full, examples: 100...500, rule: "chosen below the 1,000 that were enough for an assistant's style",
          evidence: [.openAIStart, .bands, .lima, .longestThousand]),
      ]
    case .task:
      [
        SizeBand(
          name: .floor, examples: 1_000...1_000, rule: "enough in studies, or what maintainers call a start",
          evidence: [.lima, .longestThousand, .limit, .maintainers, .bands]),
        SizeBand(
          name: .pilot, examples: 1_000...5_000, rule: "from there to where published practice starts",
          evidence: [.limit, .practice, .bands]),
        SizeBand(
          name: .full, examples: 5_000...10_000, rule: "published practice; filtered sets are of this size",
          evidence: [.practice, .alpaGasus, .instructGPT, .maintainers, .bands]),
      ]
    case .domain:
      [
        SizeBand(
          name: .floor, examples: 5_000...5_000, rule: "the lower end of published practice",
          evidence: [.practice, .bands]),
        SizeBand(
          name: .pilot, examples: 5_000...10_000, rule: "what published practice starts with",
          evidence: [.practice, .bands]),
        SizeBand(
          name: .full, examples: 10_000...50_000,
          rule: "the upper end of published practice; of 52,000 unfiltered ones a filtered 9,000 were better",
          evidence: [.practice, .alpaGasus, .alpaca, .bands]),
      ]
    }
  }

  /// The band that a dataset of so many examples has reached; `nil` below the floor.
  public func band(reachedBy examples: Int) -> SizeBand? { bands.last { examples >= $0.examples.lowerBound } }

  /// The evidence of all bands, each once, in the order of `Evidence.all`.
  public var evidence: [Evidence] { Evidence.ordered(bands.flatMap(\.evidence)) }

  /// The evidence of the bands that was measured with models of about this size.
  public func evidence(nearParameters parameters: Int) -> [Evidence] {
    evidence.filter { $0.isNear(parameters: parameters) == true }
  }
}

extension Evidence {
  /// Each once, in the order of `all`.
  public static func ordered(_ evidence: [Evidence]) -> [Evidence] {
    let cited = Set(evidence.map(\.id))
    return all.filter { cited.contains($0.id) }
  }
}
