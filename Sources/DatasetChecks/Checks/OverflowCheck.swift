import Diagnostics

/// Records longer than the budget, and what a truncating trainer would take from them.
struct OverflowCheck: Check {
  private let settings: CheckSettings
  private var recordCount = 0
  private var overflowing = PlaceTally()
  /// How many of them have a part that may be shortened.
  private var shortenableCount = 0
  private var longest = 0
  private var truncated = PlaceTally()
  private var lostTokens = 0
  private var lostAnswers = 0

  init(settings: CheckSettings) { self.settings = settings }

  mutating func observe(_ observation: RecordObservation) {
    recordCount += 1
    longest = max(longest, observation.tokenCount)
    if observation.tokenCount > settings.budget {
      overflowing.add(observation.location)
      if observation.canBeShortened { shortenableCount += 1 }
    }
    if observation.lossTokensBeyondContext > 0 {
      truncated.add(observation.location)
      lostTokens += observation.lossTokensBeyondContext
      if observation.lossTokensBeyondContext == observation.lossTokenCount { lostAnswers += 1 }
    }
  }

  mutating func merge(_ later: OverflowCheck) {
    recordCount += later.recordCount
    overflowing.merge(later.overflowing)
    shortenableCount += later.shortenableCount
    longest = max(longest, later.longest)
    truncated.merge(later.truncated)
    lostTokens += later.lostTokens
    lostAnswers += later.lostAnswers
  }

  func findings() -> [Finding] {
    var findings: [Finding] = []
    if overflowing.count > 0 {
      let budget = Words.counted(settings.budget, "token")
      findings.append(
        Finding(
          .checkOverflow, .error,
          "\(Words.share(overflowing.count, of: recordCount, "is", "are")) longer than the budget of \(budget); the longest "
            + "has \(Words.grouped(longest)), \(Words.grouped(longest - settings.budget)) over",
          count: overflowing.count, places: overflowing.places, fix: overflowFix))
    }
    if truncated.count > 0 {
      let length = Words.counted(settings.contextLength, "token")
      findings.append(
        Finding(
          .checkAnswerWouldBeTruncated, .error,
          "a trainer that truncates at \(length) would take \(Words.counted(lostTokens, "trained token")) from "
            + Words.records(truncated.count) + allOfTheirTraining,
          count: truncated.count, places: truncated.places,
          fix:
            "train on what `\(settings.command("export", "--output DIR"))` writes, which never cuts an answer, and not on "
            + "the raw records"))
    }
    return findings
  }

  /// How many of the truncated records would keep nothing that is trained; "" for none.
  private var allOfTheirTraining: String {
    if lostAnswers == 0 { return "" }
    if truncated.count == 1 { return ", everything that is trained of it" }
    return ", and everything that is trained from \(Words.grouped(lostAnswers)) of them"
  }

  /// Trim, drop, or a longer context where the model was trained at one.
  private var overflowFix: String {
    let needed = longest + settings.reserve
    if settings.isTrained(atContext: needed) {
      return shortening(before: ", ") + ", and with `--context-length \(needed)` all of them fit"
    }
    return shortening(before: ", and ") + "; \(settings.profile) was trained at "
      + "\(Words.counted(settings.trainedContext ?? 0, "token")), so to keep all of them whole takes a model that was "
      + "trained at \(Words.grouped(needed))"
  }

  /// What is done to records that are too long.
  ///
  /// - Parameter joint: What stands before the last clause of it.
  private func shortening(before joint: String) -> String {
    if shortenableCount == 0 {
      return "nothing in them may be shortened, so that `\(settings.command("export", "--output DIR"))` leaves them out"
    }
    let vignettes =
      shortenableCount == overflowing.count
      ? "their vignettes" : "the vignettes that \(Words.grouped(shortenableCount)) of them have"
    return "`\(settings.command("export", "--fit trim --output DIR"))` shortens only \(vignettes)\(joint)without "
      + "`--fit trim` they are left out"
  }
}
