import Diagnostics

extension Finding {
  /// A context that is longer than what a model was trained at, lengths in tokens.
  public static func beyondTrainedContext(_ contextLength: Int, profile: String, trained: Int) -> Finding {
    Finding(
      .checkBeyondTrainedContext, .warning,
      "a context of \(Words.counted(contextLength, "token")) is longer than the \(Words.grouped(trained)) that \(profile) "
        + "was trained at",
      fix: "give `--context-length \(trained)` or less, choose a model that was trained at more, or set up position "
        + "scaling such as YaRN in the trainer and in serving alike")
  }
}

/// What is to be said of the model itself, whatever the data.
struct ModelCheck: Check {
  private let settings: CheckSettings

  init(settings: CheckSettings) { self.settings = settings }

  mutating func observe(_ observation: RecordObservation) {}

  mutating func merge(_ later: ModelCheck) {}

  func findings() -> [Finding] {
    var findings: [Finding] = []
    if let trained = settings.trainedContext, !settings.isTrained(atContext: settings.contextLength) {
      findings.append(.beyondTrainedContext(settings.contextLength, profile: settings.profile, trained: trained))
    }
    if !settings.contextClaims.isEmpty {
      let claims = settings.contextClaims.map { "\($0.source) says \(Words.grouped($0.tokens))" }
      findings.append(
        Finding(
          .checkContextConflict, .warning,
          "the sources of \(settings.profile) disagree about its context length: \(Words.list(claims)); "
            + "\(Words.grouped(settings.contextLength)) is used here",
          fix:
            "`trainpack profiles show \(CheckSettings.quoted(settings.profileArgument))` shows where each figure is from; "
            + "`--context-length N` chooses one"))
    }
    if let token = settings.paddingThatEndsTurns {
      findings.append(
        Finding(
          .checkPadEqualsEOS, .warning,
          "the padding token of \(settings.profile), \(token), also ends turns",
          fix: "train with the labels of the export, or set another padding token in the trainer"))
    }
    return findings
  }
}
