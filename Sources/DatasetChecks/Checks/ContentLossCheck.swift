import Diagnostics
import Prompting

/// Text of the records that the chat template drops or repeats.
struct ContentLossCheck: Check {
  private let settings: CheckSettings
  private var recordCount = 0
  private var dropped = PlaceTally()
  private var droppedByRole: [Role: Int] = [:]
  private var toolless = PlaceTally()
  private var repeated = PlaceTally()
  private var repeatedByRole: [Role: Int] = [:]

  init(settings: CheckSettings) { self.settings = settings }

  mutating func observe(_ observation: RecordObservation) {
    recordCount += 1
    let droppedRoles = Set(observation.contentChanges.filter { $0.kind == .dropped }.map(\.role))
    let repeatedRoles = Set(observation.contentChanges.filter { $0.kind == .repeated }.map(\.role))
    if !droppedRoles.isEmpty { dropped.add(observation.location) }
    if observation.losesTools { toolless.add(observation.location) }
    if !repeatedRoles.isEmpty { repeated.add(observation.location) }
    for role in droppedRoles { droppedByRole[role, default: 0] += 1 }
    for role in repeatedRoles { repeatedByRole[role, default: 0] += 1 }
  }

  mutating func merge(_ later: ContentLossCheck) {
    recordCount += later.recordCount
    dropped.merge(later.dropped)
    droppedByRole.merge(later.droppedByRole, uniquingKeysWith: +)
    toolless.merge(later.toolless)
    repeated.merge(later.repeated)
    repeatedByRole.merge(later.repeatedByRole, uniquingKeysWith: +)
  }

  func findings() -> [Finding] {
    var findings: [Finding] = []
    if dropped.count > 0 {
      findings.append(
        Finding(
          .checkContentLost, .error,
          "the chat template of \(settings.profile) drops text of \(Words.share(dropped.count, of: recordCount)): "
            + Self.summary(droppedByRole),
          count: dropped.count, places: dropped.places,
          fix:
            "`trainpack profiles show \(CheckSettings.quoted(settings.profileArgument))` names the template and what "
            + "it does with a system prompt; move the text into a message that it keeps, or choose another profile"))
    }
    if toolless.count > 0 {
      findings.append(
        Finding(
          .checkToolsLost, .error,
          "the chat template of \(settings.profile) leaves out the tools that "
            + "\(Words.share(toolless.count, of: recordCount, "defines", "define")), so that the model learns calls of tools it never saw",
          count: toolless.count, places: toolless.places,
          fix:
            "choose a profile whose template knows tools: `trainpack profiles show "
            + "\(CheckSettings.quoted(settings.profileArgument))` says what this one does"))
    }
    if repeated.count > 0 {
      findings.append(
        Finding(
          .checkContentRepeated, .warning,
          "the chat template of \(settings.profile) writes text of \(Words.share(repeated.count, of: recordCount)) more "
            + "than once: " + Self.summary(repeatedByRole),
          count: repeated.count, places: repeated.places,
          fix:
            "`trainpack profiles show \(CheckSettings.quoted(settings.profileArgument))` names the template; look in it "
            + "for where the message is written again, or choose another profile"))
    }
    return findings
  }

  private static func summary(_ counts: [Role: Int]) -> String {
    let items = Role.allCases.compactMap { role in
      counts[role].map { "\(role.rawValue) in \(Words.grouped($0))" }
    }
    return "messages of the role " + Words.list(items)
  }
}
