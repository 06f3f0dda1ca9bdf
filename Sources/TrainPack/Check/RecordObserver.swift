import ContextFitting
import DatasetChecks
import Diagnostics
import ExampleEncoding
import ModelProfiles
import Prompting
import Tokenization

/// Turns a measured record into the plain values that checks look at.
struct RecordObserver: Sendable {
  private let model: TargetModel
  private let budget: ContextBudget

  init(model: TargetModel, budget: ContextBudget) {
    self.model = model
    self.budget = budget
  }

  func observation(of record: SourceRecord, measured: MeasuredExample) -> RecordObservation {
    let conversation = record.conversation
    var location = conversation.location
    location.recordID = conversation.recordID
    var observation = RecordObservation(
      location: location, tokenCount: measured.tokenCount, lossRanges: measured.lossRanges,
      contextLength: budget.contextLength)
    observation.outputTokenCount = measured.outputTokenCount
    observation.leadingBOSCount = measured.beginningCount
    observation.untrainedTurnEndCount = measured.turns.count { !$0.endsWithEndOfTurn }
    (observation.controlTokens, observation.markers) = addedTokens(spelledIn: measured.prompt.text)
    observation.hashes = RecordObservation.Hashes(
      exact: RepeatMarks.exact(record.raw), folded: RepeatMarks.folded(conversation))
    observation.container = record.container
    observation.isPlainText = conversation.kind == .text
    observation.canBeShortened = conversation.messages.contains { $0.parts.contains { $0.purpose == .vignette } }
    observation.answer = record.answer
    observation.losesTools = measured.losesTools(of: conversation)
    observation.contentChanges = contentChanges(of: conversation, in: measured)
    if model.insertsSystemPrompt, conversation.kind == .chat,
      conversation.messages.first?.role != .system
    {
      observation.systemPrompt = .inserted
    }
    return observation
  }

  /// The added tokens that content spells where the model reads it, alone, together with other content or with what the
  /// template writes beside it: special ones, and others.
  private func addedTokens(spelledIn text: ProvenancedText) -> (special: [[UInt8]], others: [[UInt8]]) {
    var special: [[UInt8]] = []
    var others: [[UInt8]] = []
    for match in model.scheme.addedTokens.matches(in: text.utf8.span, where: { _, _ in true }) {
      let span = text.spans[text.spanIndex(at: match.range.lowerBound)]
      if span.origin.kind == .template, span.end >= match.range.upperBound { continue }
      if match.token.isSpecial {
        if !special.contains(match.token.text) { special.append(match.token.text) }
      } else if !others.contains(match.token.text) {
        others.append(match.token.text)
      }
    }
    return (special, others)
  }

  /// What the template dropped or repeated of each message: what went in beside what came out.
  private func contentChanges(
    of conversation: Conversation, in measured: MeasuredExample
  ) -> [RecordObservation.ContentChange] {
    zip(conversation.messages, measured.writtenContent(of: conversation)).enumerated().compactMap { index, pair in
      let (message, written) = pair
      let isLost = measured.losesCallOrReasoning(of: conversation, message: index)
      if written == .whole && !isLost { return nil }
      return RecordObservation.ContentChange(
        written == .repeated && !isLost ? .repeated : .dropped, role: message.role, message: index)
    }
  }
}
