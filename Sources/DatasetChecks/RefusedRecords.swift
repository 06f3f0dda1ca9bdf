import Diagnostics

/// The records that a model's chat template does not render; they are in none of the figures.
public struct RefusedRecords: Hashable, Sendable {
  private var tally = PlaceTally()
  /// Why the first of them is refused.
  private var message = ""
  /// What to do about the first of them.
  private var remedy = "change these records as the message says or choose another profile"

  public init() {}

  public var count: Int { tally.count }

  /// Adds a record by the error that the template ended in, which stands at the record.
  ///
  /// - Parameter remedy: What to do about it; `nil` where the error's message says it.
  public mutating func add(_ error: TrainPackError, remedy: String? = nil) {
    if tally.count == 0 {
      message = error.message
      self.remedy = remedy ?? self.remedy
    }
    // The records, as other findings name them; where in the first of them is in its message.
    let place = error.location ?? InputLocation(source: "the input")
    tally.add(InputLocation(source: place.source, line: place.line, recordID: place.recordID))
  }

  /// - Parameter total: All records met, these included.
  func findings(of total: Int, settings: CheckSettings) -> [Finding] {
    if count == 0 { return [] }
    return [
      Finding(
        .checkTemplateRefuses, .error,
        "the chat template of \(settings.profile) does not render \(Words.share(count, of: total)), which "
          + "\(count == 1 ? "is" : "are") in none of these figures; the first: \(message)",
        count: count, places: tally.places,
        fix: "\(remedy); "
          + "`\(settings.command("export", "--on-bad-record skip --output DIR"))` sets them aside")
    ]
  }
}
