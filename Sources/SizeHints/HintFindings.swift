import Diagnostics
import Reports

/// What a hint warns of.
extension SizeHint {
  /// The dataset is below the floor of its goal; `nil` where it is not.
  public func findingBelowFloor(examples: Int) -> Finding? {
    guard let floor = bands.first, band(reachedBy: examples) == nil else { return nil }
    let others = TuningGoal.allCases.filter {
      SizeHint(goal: $0, method: method).band(reachedBy: examples) != nil
    }
    let other = others.last.map { "; for --goal \($0.rawValue) it would do" } ?? ""
    return Finding(
      .hintBelowFloor, .warning,
      "\(counted(examples, "example")) \(examples == 1 ? "is" : "are") fewer than the \(NumberText.count(floor.examples.lowerBound)) "
        + "that a hint for --goal \(goal.rawValue) begins with",
      fix: "gather \(NumberText.count(floor.examples.lowerBound - examples)) more, or expect little\(other)")
  }
}

/// `1 example`, `12 examples`.
private func counted(_ count: Int, _ noun: String) -> String {
  "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")"
}

extension LoRACapacity {
  /// The adapters are too small for the data; `nil` where they are not.
  public var finding: Finding? {
    if isEnough { return nil }
    return Finding(
      .hintCapacity, .warning,
      "the adapters have \(NumberText.count(parameters.count)) parameters, the data "
        + counted(lossTokens, "trained token"),
      fix: "take --rank \(smallestRank) or more, more targets, or --method full")
  }
}

extension EpochGuidance {
  /// More passes are asked for, or suggested for so few examples, than are as good as new data; `nil` otherwise.
  ///
  /// - Parameter asked: The passes that the user plans, where they are known.
  public func finding(asked: Int?) -> Finding? {
    let limit = Self.maximumUsefulPasses
    if let asked {
      guard asked > limit else { return nil }
      return Finding(
        .hintManyPasses, .warning, "\(NumberText.count(asked)) passes over the data are more than \(limit)",
        fix: "watch the loss of held-out examples and stop when it rises, or gather more data")
    }
    guard exceedsUsefulPasses else { return nil }
    return Finding(
      .hintManyPasses, .warning,
      "for \(counted(examples, "example")) the guidance goes up to \(max(hosted, azure.upperBound)) passes, more than \(limit)",
      fix: "watch the loss of held-out examples and stop when it rises, or gather more data")
  }
}
