import Diagnostics

/// Records without a trained token, and answers whose end is not trained.
struct TrainingCheck: Check {
  private let settings: CheckSettings
  private var recordCount = 0
  private var untrained = PlaceTally()
  private var endless = PlaceTally()
  private var endlessTurns = 0

  init(settings: CheckSettings) { self.settings = settings }

  mutating func observe(_ observation: RecordObservation) {
    recordCount += 1
    if observation.lossTokenCount == 0 { untrained.add(observation.location) }
    if observation.untrainedTurnEndCount > 0 {
      endless.add(observation.location)
      endlessTurns += observation.untrainedTurnEndCount
    }
  }

  mutating func merge(_ later: TrainingCheck) {
    recordCount += later.recordCount
    untrained.merge(later.untrained)
    endless.merge(later.endless)
    endlessTurns += later.endlessTurns
  }

  func findings() -> [Finding] {
    var findings: [Finding] = []
    if untrained.count > 0 {
      findings.append(
        Finding(
          .checkNoTrainedTokens, .error,
          "\(Words.share(untrained.count, of: recordCount, "has", "have")) no trained token", count: untrained.count,
          places: untrained.places,
          fix: untrained.count == recordCount
            ? "give the records an answer, or the weight 1 where they take theirs out of the loss"
            : "give the records an answer, or the weight 1 where they take theirs out of the loss, or remove them; "
              + "`\(settings.command("export", "--output DIR"))` exports the others and lists these in the ledger"))
    }
    if endless.count > 0 {
      findings.append(
        Finding(
          .checkEOSUntrained, .error,
          "\(Words.counted(endlessTurns, "assistant turn")) in \(Words.share(endless.count, of: recordCount)) "
            + "\(endlessTurns == 1 ? "does" : "do") not end with a trained end-of-turn token",
          count: endless.count, places: endless.places,
          fix: "use a template that writes the token after each answer and trains it; "
            + "`trainpack profiles show \(CheckSettings.quoted(settings.profileArgument))` names the present one"))
    }
    return findings
  }
}
