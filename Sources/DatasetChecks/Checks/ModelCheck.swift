import Diagnostics

/// What is to be said of the model itself, whatever the data.
struct ModelCheck: Check {
  private let settings: CheckSettings

  init(settings: CheckSettings) { self.settings = settings }

  mutating func observe(_ observation: RecordObservation) {}

  mutating func merge(_ later: ModelCheck) {}

  func findings() -> [Finding] {
    var findings: [Finding] = []
    if !settings.contextClaims.isEmpty {
      let claims = settings.contextClaims.map { "\($0.source) says \(Words.grouped($0.tokens))" }
      findings.append(
        Finding(
          .checkContextConflict, .warning,
          "the sources of \(settings.profile) disagree about its context length: \(Words.list(claims)); "
            + "\(Words.grouped(settings.contextLength)) is used here",
          fix: "`trainpack profiles show \(CheckSettings.quoted(settings.profile))` shows where each figure is from; "
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
