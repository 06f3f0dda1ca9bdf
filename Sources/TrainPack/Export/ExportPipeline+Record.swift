import ContextFitting
import Diagnostics
import ExampleEncoding
import Prompting
import ShardExport

/// The work on one record: everything here runs in parallel.
extension ExportPipeline {
  /// Encodes and fits one record.
  func exported(_ record: SourceRecord, by worker: RecordFitter) throws -> ExportedRecord {
    let rows = RowConversation(rows: configuration.rows)
    let conversation = try rows.prepared(record.conversation)
    let (whole, fitted) = try fit(conversation, by: worker)
    let category = try configuration.splitting.categoryField?.category(
      of: record.parsed.document.root, at: conversation.location)
    var exported = ExportedRecord(
      location: conversation.location, category: category,
      foldedHash: configuration.splitting == .none ? 0 : RepeatHash.folded(record.conversation),
      labels: FieldLabel.labels(of: record.parsed.document.root),
      omissions: RowOmissions(record.conversation, in: configuration.rows),
      ledgerEntry: FitLedgerEntry(
        fitted.decision, conversation: whole, example: fitted.original.example, budget: budget),
      dropReason: fitted.dropReason, takesAnswersOutOfLoss: Self.takesAnswersOutOfLoss(conversation))
    guard let example = fitted.example else { return exported }
    let source = SegmentSource(
      recordID: conversation.recordID, file: conversation.location.source, line: conversation.location.line,
      recordSum: SHA256Sum(of: record.raw))
    var kept = conversation
    if case .trimmed(let shortened, _, _) = fitted.decision {
      kept.messages.replaceSubrange(
        ..<sharedCount(conversation), with: shortened.messages.prefix(sharedCount(conversation)))
    }
    let content = try rows.content(of: kept) { try renderedText($0, fitted, by: worker) }
    if let content {
      exported.example = .text(
        TextRow(
          content, tools: rows.tools(of: kept), tokenCount: example.count, lossTokenCount: example.lossTokenCount,
          source: source))
    } else {
      exported.example = .tokens(PackedSegment(tokens: example.ids, lossRanges: example.lossRanges, source: source))
    }
    return exported
  }

  private static func takesAnswersOutOfLoss(_ conversation: Conversation) -> Bool {
    var hasAnswer = false
    for message in conversation.messages where message.role == .assistant {
      if message.isTrained { return false }
      hasAnswer = true
    }
    return hasAnswer
  }

  /// How many of the messages are the same for both answers of a preference pair.
  private func sharedCount(_ conversation: Conversation) -> Int {
    configuration.rows == .preference
      ? conversation.preference?.promptCount ?? conversation.messages.count : conversation.messages.count
  }

  private func renderedText(
    _ conversation: Conversation, _ fitted: FittedRecord, by worker: RecordFitter
  ) throws -> [UInt8] {
    if case .kept = fitted.decision { return fitted.original.prompt.text.utf8 }
    return try worker.encoder.render(conversation).text.utf8
  }

  /// Fits a conversation; of a preference pair the longer of its two, as both have to fit.
  ///
  /// - Returns: What was fitted, and what came of it.
  private func fit(
    _ conversation: Conversation, by worker: RecordFitter
  ) throws -> (conversation: Conversation, fitted: FittedRecord) {
    let fitted = try fitWhole(conversation, by: worker)
    guard configuration.rows == .preference, let other = conversation.rejected else { return (conversation, fitted) }
    guard try worker.encoder.tokenCount(of: other) > fitted.original.example.count else {
      return (conversation, fitted)
    }
    return (other, try fitWhole(other, by: worker))
  }

  /// - Throws: `export.content-lost`, and what fitting throws.
  private func fitWhole(_ conversation: Conversation, by worker: RecordFitter) throws -> FittedRecord {
    let fitted = try worker.fit(conversation)
    try refuseLosses(of: conversation, in: fitted.original)
    return fitted
  }

  /// - Throws: `export.content-lost` where the template left something out that is not to be lost.
  func refuseLosses(of conversation: Conversation, in encoded: EncodedExample) throws {
    guard configuration.lostContent == .stop else { return }
    switch encoded.contentLoss(of: conversation) {
    case .text(let message): throw lostContent(of: message, in: conversation)
    case .call(let message): throw lostCall(of: message, in: conversation)
    case .tools: throw lostTools(of: conversation)
    case nil: return
    }
  }
}
