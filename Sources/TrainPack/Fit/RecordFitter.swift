import ContextFitting
import Diagnostics
import ExampleEncoding
import Prompting

/// One record, encoded and fitted to its budget.
struct FittedRecord: Sendable {
  var decision: FitDecision
  /// The example as the record stands, before any cut.
  var original: EncodedExample
  /// Which texts that the policy names the record has.
  var namesMet: NamesMet = []

  /// The examples that are exported: none when the record is dropped, several when it is divided.
  var examples: [TokenizedExample] {
    decision == .kept ? [original.example] : decision.shortened.map(\.example)
  }

  /// Whether nothing is trained of one of them.
  var leavesNothingTrained: Bool {
    decision == .kept
      ? original.example.lossRanges.isEmpty : decision.shortened.contains { $0.example.lossRanges.isEmpty }
  }

  /// Why the record is dropped; `nil` when it is not.
  var dropReason: FitReason? {
    if case .dropped(let reason) = decision { return reason }
    return nil
  }
}

/// Encodes records and fits them to a budget; one for each worker.
final class RecordFitter {
  let encoder: ExampleEncoder
  private let fitter: ContextFitter

  convenience init(scheme: EncodingScheme, fitter: ContextFitter) {
    self.init(encoder: ExampleEncoder(scheme: scheme), fitter: fitter)
  }

  /// - Parameter encoder: May serve other fitters of the same worker.
  init(encoder: ExampleEncoder, fitter: ContextFitter) {
    self.encoder = encoder
    self.fitter = fitter
  }

  /// - Throws: The template's and tokenizer's errors, and `fit.too-long` under the policy `raise`.
  func fit(_ conversation: Conversation) throws -> FittedRecord {
    try fit(conversation, encoded: encoder.encodeIDs(conversation))
  }

  /// Fits a conversation; of a preference pair the longer of its two, as both have to fit.
  ///
  /// - Parameter check: Called with each of the two, encoded.
  /// - Returns: What was fitted, and what came of it.
  func fitBothAnswers(
    of conversation: Conversation, check: (Conversation, EncodedExample) throws -> Void = { _, _ in }
  ) throws -> (conversation: Conversation, fitted: FittedRecord) {
    func fitted(_ conversation: Conversation) throws -> FittedRecord {
      let fitted = try fit(conversation)
      try check(conversation, fitted.original)
      return fitted
    }
    let chosen = try fitted(conversation)
    guard var other = conversation.rejected else { return (conversation, chosen) }
    // What of the prompt may be left out is the same for both answers.
    other.preference = conversation.preference.map {
      Conversation.Preference(promptCount: $0.promptCount, rejected: [])
    }
    guard try encoder.tokenCount(of: other) > chosen.original.example.count else { return (conversation, chosen) }
    return (other, try fitted(other))
  }

  /// Fits a conversation that is encoded already.
  func fit(_ conversation: Conversation, encoded original: EncodedExample) throws -> FittedRecord {
    let decision = try fitter.fit(
      conversation, example: original.example, count: { try encoder.tokenCount(of: $0) },
      measure: { try encoder.encodeIDs($0).example })
    var fitted = FittedRecord(
      decision: decision, original: original, namesMet: fitter.policy.order.namesMet(in: conversation))
    if fitted.leavesNothingTrained {
      fitted.decision = .dropped(FitReason(.nothingTrained, excess: 0))
    }
    return fitted
  }
}
