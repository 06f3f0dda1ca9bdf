import Diagnostics
import Prompting

/// What rows of a kind leave out of a record, or of its loss mask.
struct RowOmissions: OptionSet, Sendable {
  let rawValue: Int

  /// Answers before the last one, which rows do not train.
  static let earlierTurns = RowOmissions(rawValue: 1)
  /// A rejected answer.
  static let rejectedAnswer = RowOmissions(rawValue: 2)
  /// That a turn is not to be learnt.
  static let turnWeights = RowOmissions(rawValue: 4)

  init(rawValue: Int) { self.rawValue = rawValue }

  init(_ conversation: Conversation, in rows: RowKind) {
    self = []
    if rows != .preference, conversation.preference != nil { insert(.rejectedAnswer) }
    if rows == .packed || rows == .tokens { return }
    // What comes before the answers of a preference pair is its prompt, which no trainer of preferences learns.
    let first = rows == .preference ? conversation.preference?.promptCount ?? 0 : 0
    let answers = conversation.messages.dropFirst(first).filter { $0.role == .assistant }
    if rows == .promptCompletion {
      if answers.dropLast().contains(where: \.isTrained) { insert(.earlierTurns) }
    } else if answers.contains(where: { !$0.isTrained }) {
      insert(.turnWeights)
    }
  }
}

/// Counts what rows leave out, over all records.
struct RowOmissionTally {
  private var counts: [Int: SourceFinding] = [:]

  mutating func add(_ omissions: RowOmissions, at place: InputLocation) {
    for one in [RowOmissions.earlierTurns, .rejectedAnswer, .turnWeights] where omissions.contains(one) {
      counts[one.rawValue, default: SourceFinding()].add(place)
    }
  }

  var findings: [Finding] {
    [
      finding(
        .earlierTurns, .exportEarlierTurns, "several answers, of which only the last is trained",
        fix: "use --rows messages, tokens or packed where every answer is to be learnt"),
      finding(
        .rejectedAnswer, .exportRejectedLeftOut, "a rejected answer, which is not exported",
        fix: "use --rows preference for a trainer of preferences"),
      finding(
        .turnWeights, .exportWeightsLeftOut, "answers that are not to be learnt, which rows of this kind cannot say",
        fix: "use --rows tokens or packed, whose labels leave them out"),
    ].compactMap(\.self)
  }

  private func finding(_ one: RowOmissions, _ code: DiagnosticCode, _ what: String, fix: String) -> Finding? {
    counts[one.rawValue]?.finding(code, .warning, fix: fix) { count in
      "\(SourceFinding.counted(count, "record")) \(count == 1 ? "has" : "have") \(what)"
    }
  }
}
