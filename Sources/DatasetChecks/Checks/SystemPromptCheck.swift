import Diagnostics

/// Records into which the chat template writes a system prompt of its own.
struct SystemPromptCheck: Check {
  private let settings: CheckSettings
  private var recordCount = 0
  private var inserted = PlaceTally()

  init(settings: CheckSettings) { self.settings = settings }

  mutating func observe(_ observation: RecordObservation) {
    recordCount += 1
    if observation.systemPrompt == .inserted { inserted.add(observation.location) }
  }

  mutating func merge(_ later: SystemPromptCheck) {
    recordCount += later.recordCount
    inserted.merge(later.inserted)
  }

  func findings() -> [Finding] {
    if inserted.count == 0 { return [] }
    return [
      Finding(
        .checkDefaultSystemPrompt, .warning,
        "\(Words.share(inserted.count, of: recordCount, "has", "have")) no system prompt, and the chat template of "
          + "\(settings.profile) writes its own default into \(inserted.count == 1 ? "it" : "them")",
        count: inserted.count, places: inserted.places,
        fix: "write the prompt that serving will use into a file and give it to every run: "
          + "`\(settings.command("export", "--output DIR --system-prompt FILE"))`")
    ]
  }
}
