import Diagnostics

/// Records longer than the budget, and what a truncating trainer would take from them.
struct OverflowCheck: Check {
  private let settings: CheckSettings
  private var recordCount = 0
  private var overflowing = Tally()
  private var longest = 0
  private var truncated = Tally()
  private var lostTokens = 0
  private var lostAnswers = 0

  init(settings: CheckSettings) { self.settings = settings }

  mutating func observe(_ observation: RecordObservation) {
    recordCount += 1
    longest = max(longest, observation.tokenCount)
    if observation.tokenCount > settings.budget { overflowing.add(observation.location) }
    if observation.lossTokensBeyondBudget > 0 {
      truncated.add(observation.location)
      lostTokens += observation.lossTokensBeyondBudget
      if observation.lossTokensBeyondBudget == observation.lossTokenCount { lostAnswers += 1 }
    }
  }

  mutating func merge(_ later: OverflowCheck) {
    recordCount += later.recordCount
    overflowing.merge(later.overflowing)
    longest = max(longest, later.longest)
    truncated.merge(later.truncated)
    lostTokens += later.lostTokens
    lostAnswers += later.lostAnswers
  }

  func findings() -> [Finding] {
    if overflowing.count == 0 { return [] }
    let budget = Words.grouped(settings.budget)
    let length =
      "--context-length \(settings.contextLength)" + (settings.reserve > 0 ? " --reserve \(settings.reserve)" : "")
    var findings = [
      Finding(
        .checkOverflow, .error,
        "\(Words.share(overflowing.count, of: recordCount)) are longer than the budget of \(budget) tokens; the longest "
          + "has \(Words.grouped(longest)), \(Words.grouped(longest - settings.budget)) over",
        count: overflowing.count, places: overflowing.places,
        fix:
          "`\(settings.command("export", "\(length) --fit trim --output DIR"))` shortens only their vignettes, without "
          + "`--fit trim` they are left out, and with `--context-length \(longest + settings.reserve)` all of them fit")
    ]
    if truncated.count > 0 {
      findings.append(
        Finding(
          .checkAnswerWouldBeTruncated, .error,
          "a trainer that truncates at \(budget) tokens would take \(Words.counted(lostTokens, "trained token")) from "
            + "\(Words.records(truncated.count)), and everything that is trained from \(Words.grouped(lostAnswers)) of "
            + "them",
          count: truncated.count, places: truncated.places,
          fix:
            "train on what `\(settings.command("export", "\(length) --output DIR"))` writes, which never cuts an answer, and "
            + "not on the raw records"))
    }
    return findings
  }
}
