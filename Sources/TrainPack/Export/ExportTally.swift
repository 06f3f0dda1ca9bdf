import ContextFitting
import ShardExport

/// Counts what became of the records of an export.
struct ExportTally {
  private(set) var exportedCount = 0
  private(set) var trimmedCount = 0
  /// Records that were divided, and the examples that came of them.
  private(set) var splitCount = 0
  private(set) var splitExampleCount = 0
  /// Records dropped because they did not fit.
  private(set) var unfitCount = 0
  /// Records dropped because nothing of them is trained.
  private(set) var untrainedCount = 0
  /// How many of those take each of their answers out of the loss themselves.
  private(set) var unweightedCount = 0

  var droppedCount: Int { unfitCount + untrainedCount }

  /// What the rows leave out.
  private(set) var omissions = RowOmissionTally()

  /// Which texts that the policy names are in any of the records.
  private(set) var namesMet: NamesMet = []

  mutating func add(_ record: ExportedRecord) {
    namesMet.formUnion(record.namesMet)
    if !record.examples.isEmpty { omissions.add(record.omissions, at: record.location) }
    if record.examples.count > 1 {
      splitCount += 1
      splitExampleCount += record.examples.count
    } else if record.wasTrimmed {
      trimmedCount += 1
    }
    switch record.dropReason?.kind {
    case nil: exportedCount += 1
    case .nothingTrained:
      untrainedCount += 1
      if record.takesAnswersOutOfLoss { unweightedCount += 1 }
    case .policy, .noVignette, .tooFewSentences, .noCutBetweenLabels, .noCutFits, .cutsMeasured, .allCutsTooShort,
      .noEarlierTurns, .lastExchangeTooLong, .sentenceTooLong:
      unfitCount += 1
    }
  }

  /// The counts as a manifest states them.
  func counts(of summary: ReadSummary) -> RecordCounts {
    RecordCounts(
      read: summary.recordCount, exported: exportedCount, trimmed: trimmedCount, split: splitCount,
      splitExamples: splitExampleCount, dropped: droppedCount, rejected: summary.rejectedCount)
  }
}
