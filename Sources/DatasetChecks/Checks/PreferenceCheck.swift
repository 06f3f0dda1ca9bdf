import Diagnostics

/// Preference pairs: what a trainer of preferences would cut, and what the others train on.
struct PreferenceCheck: Check {
  private let settings: CheckSettings
  private var pairs = PlaceTally()
  private var overflowing = PlaceTally()
  private var longest = 0

  init(settings: CheckSettings) { self.settings = settings }

  mutating func observe(_ observation: RecordObservation) {
    guard let count = observation.rejectedTokenCount else { return }
    pairs.add(observation.location)
    longest = max(longest, count)
    if count > settings.budget { overflowing.add(observation.location) }
  }

  mutating func merge(_ later: PreferenceCheck) {
    pairs.merge(later.pairs)
    overflowing.merge(later.overflowing)
    longest = max(longest, later.longest)
  }

  func findings() -> [Finding] {
    var findings: [Finding] = []
    if overflowing.count > 0 {
      findings.append(
        Finding(
          .checkRejectedOverflow, .warning,
          "with the rejected answer \(Words.share(overflowing.count, of: pairs.count, "is", "are")) longer than the budget of "
            + "\(Words.counted(settings.budget, "token")); the longest has \(Words.grouped(longest))",
          count: overflowing.count, places: overflowing.places,
          fix: "raise `--context-length`, or leave these pairs out: a trainer of preferences cuts them in silence"))
    }
    if pairs.count > 0 {
      findings.append(
        Finding(
          .checkPreferencePairs, .information,
          "\(Words.counted(pairs.count, "preference pair")): figures are those of the chosen answers, and rows that are "
            + "not preference rows train on these alone",
          count: pairs.count, places: [],
          fix: "`\(settings.command("export", "--rows preference --output DIR"))` keeps both answers of each pair"))
    }
    return findings
  }
}
