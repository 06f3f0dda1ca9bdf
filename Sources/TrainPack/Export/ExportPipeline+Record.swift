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
    let source = SegmentSource(
      recordID: conversation.recordID, file: conversation.location.source, line: conversation.location.line,
      recordSum: record.parsed.record.sum)
    let examples: [ExportedRecord.Example] =
      switch fitted.decision {
      case .dropped: []
      case .kept:
        [try example(fitted.original.example, of: conversation, from: source) { _ in fitted.original.prompt.text.utf8 }]
      case .shortened, .split:
        try fitted.decision.shortened.enumerated().map { index, shortened in
          var part = source
          if fitted.decision.shortened.count > 1 { part.example = index }
          return try example(shortened.example, of: kept(conversation, shortened.conversation), from: part) {
            try worker.encoder.render($0).text.utf8
          }
        }
      }
    return ExportedRecord(
      location: conversation.location, examples: examples, category: category,
      repeatMarks: configuration.splitting == .none ? .none : RepeatMarks(record.conversation),
      labels: FieldLabel.labels(of: record.parsed.document.root),
      omissions: RowOmissions(record.conversation, in: configuration.rows),
      ledgerEntry: FitLedgerEntry(
        fitted.decision, by: configuration.policy, conversation: whole, example: fitted.original.example,
        budget: budget, recordSum: source.recordSum.hexadecimal),
      namesMet: fitted.namesMet, dropReason: fitted.dropReason,
      takesAnswersOutOfLoss: Self.takesAnswersOutOfLoss(conversation))
  }

  /// An example as a row holds it.
  ///
  /// - Parameter render: Gives the conversation after its template.
  private func example(
    _ example: TokenizedExample, of conversation: Conversation, from source: SegmentSource,
    render: (Conversation) throws -> [UInt8]
  ) throws -> ExportedRecord.Example {
    let rows = RowConversation(rows: configuration.rows)
    guard let content = try rows.content(of: conversation, render: render) else {
      let segment = PackedSegment(tokens: example.ids, lossRanges: example.lossRanges, source: source)
      return .tokens(segment, byteCount: configuration.rowSize.byteCount(of: segment))
    }
    return .text(
      TextRow(
        content, tools: rows.tools(of: conversation), tokenCount: example.count,
        lossTokenCount: example.lossTokenCount, source: source))
  }

  /// The record's conversation with what fitting left of it; of a preference pair it is the prompt that was shortened, and
  /// both answers stay.
  private func kept(_ conversation: Conversation, _ shortened: Conversation) -> Conversation {
    guard configuration.rows == .preference, let preference = conversation.preference,
      let promptCount = shortened.preference?.promptCount
    else { return shortened }
    var kept = conversation
    kept.messages =
      Array(shortened.messages.prefix(promptCount)) + conversation.messages.dropFirst(preference.promptCount)
    kept.preference?.promptCount = promptCount
    return kept
  }

  private static func takesAnswersOutOfLoss(_ conversation: Conversation) -> Bool {
    var hasAnswer = false
    for message in conversation.messages where message.role == .assistant {
      if message.isTrained { return false }
      hasAnswer = true
    }
    return hasAnswer
  }

  /// Fits a conversation, or both answers of a preference pair where rows hold both.
  ///
  /// - Returns: What was fitted, and what came of it.
  /// - Throws: `export.content-lost`, and what fitting throws.
  private func fit(
    _ conversation: Conversation, by worker: RecordFitter
  ) throws -> (conversation: Conversation, fitted: FittedRecord) {
    if configuration.rows == .preference {
      return try worker.fitBothAnswers(of: conversation) { try refuseLosses(of: $0, in: $1) }
    }
    let fitted = try worker.fit(conversation)
    try refuseLosses(of: conversation, in: fitted.original)
    return (conversation, fitted)
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
