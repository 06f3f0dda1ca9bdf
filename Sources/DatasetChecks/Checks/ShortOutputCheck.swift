import Diagnostics
import Reports

/// Datasets whose outputs are nearly all very short.
struct ShortOutputCheck: Check {
  /// Outputs below this many tokens are short.
  static let shortTokens = 50
  /// The share of short outputs from which it is a finding, in percent.
  static let sharePercent = 80

  private var outputCount = 0
  private var choiceCount = 0
  private var short = PlaceTally()

  mutating func observe(_ observation: RecordObservation) {
    guard let tokens = observation.outputTokenCount else { return }
    outputCount += 1
    if observation.answer != nil { choiceCount += 1 }
    if tokens < Self.shortTokens { short.add(observation.location) }
  }

  mutating func merge(_ later: ShortOutputCheck) {
    outputCount += later.outputCount
    choiceCount += later.choiceCount
    short.merge(later.short)
  }

  func findings() -> [Finding] {
    if outputCount == 0 || short.count * 100 < outputCount * Self.sharePercent { return [] }
    // Answers to multiple-choice questions are short by their nature.
    if choiceCount * 2 > outputCount { return [] }
    return [
      Finding(
        .checkShortOutputs, .warning,
        "the outputs of \(Words.share(short.count, of: outputCount)) have fewer than \(Self.shortTokens) tokens",
        count: short.count, places: short.places,
        fix: "add longer outputs, or keep the set for a model that is to answer in a few words")
    ]
  }
}
