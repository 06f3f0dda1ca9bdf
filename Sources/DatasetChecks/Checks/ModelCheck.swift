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
    if let conflict { findings.append(conflict) }
    if let token = settings.paddingThatEndsTurns {
      findings.append(
        Finding(
          .checkPadEqualsEOS, .warning,
          "the padding token of \(settings.profile), \(token), also ends turns",
          fix: "train with the labels of the export, or set another padding token in the trainer"))
    }
    return findings
  }

  /// The sources disagree about the context length; of one that the user named only what says that it is too long.
  private var conflict: Finding? {
    let words = { (claims: [CheckSettings.ContextClaim]) in
      Words.list(claims.map { "\($0.source) says \(Words.grouped($0.tokens))" })
    }
    let show =
      "`trainpack profiles show \(CheckSettings.quoted(settings.profileArgument))` shows where each figure is from"
    switch settings.contextChoice {
    case .profile:
      if settings.contextClaims.isEmpty { return nil }
      return Finding(
        .checkContextConflict, .warning,
        "the sources of \(settings.profile) disagree about its context length: \(words(settings.contextClaims)); "
          + "\(Words.grouped(settings.contextLength)) is used here",
        fix: "\(show); `--context-length N` chooses one")
    case .user:
      // What a model was trained at decides, where it is known: a longer context is a finding of its own.
      let shorter = settings.contextClaims.filter { $0.tokens < settings.contextLength }
      if settings.trainedContext != nil || shorter.isEmpty { return nil }
      return Finding(
        .checkContextConflict, .warning,
        "a context of \(Words.counted(settings.contextLength, "token")) is longer than a source of \(settings.profile) "
          + "allows: \(words(shorter))",
        fix: "\(show); a `--context-length` up to the least of these is beyond doubt")
    }
  }
}
