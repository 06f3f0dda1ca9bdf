import Diagnostics

/// Records that begin with too many beginning-of-sequence tokens, or with none where the model expects one.
struct BeginningCheck: Check {
  private let settings: CheckSettings
  private var recordCount = 0
  private var doubled = PlaceTally()
  private var most = 0
  private var missing = PlaceTally()

  init(settings: CheckSettings) { self.settings = settings }

  mutating func observe(_ observation: RecordObservation) {
    recordCount += 1
    if observation.leadingBOSCount > 1 {
      doubled.add(observation.location)
      most = max(most, observation.leadingBOSCount)
    }
    if observation.leadingBOSCount == 0 && settings.beginningToken != nil { missing.add(observation.location) }
  }

  mutating func merge(_ later: BeginningCheck) {
    recordCount += later.recordCount
    doubled.merge(later.doubled)
    most = max(most, later.most)
    missing.merge(later.missing)
  }

  func findings() -> [Finding] {
    var findings: [Finding] = []
    let token = settings.beginningToken.map { " \($0)" } ?? ""
    if doubled.count > 0 {
      findings.append(
        Finding(
          .checkDoubleBOS, .error,
          "\(Words.share(doubled.count, of: recordCount, "begins", "begin")) with more than one beginning-of-sequence token\(token), "
            + "up to \(most) of them",
          count: doubled.count, places: doubled.places,
          fix:
            "leave the token to one place: take it out of the data where the records spell it, or out of the template; "
            + "`trainpack profiles show \(CheckSettings.quoted(settings.profileArgument))` names the template"))
    }
    if missing.count > 0 {
      findings.append(
        Finding(
          .checkMissingBOS, .warning,
          "\(Words.share(missing.count, of: recordCount, "does", "do")) not begin with the model's beginning-of-sequence "
            + "token\(token)",
          count: missing.count, places: missing.places,
          fix: "compare the profile's template with the model's own: `trainpack profiles show "
            + "\(CheckSettings.quoted(settings.profileArgument))`"))
    }
    return findings
  }
}
