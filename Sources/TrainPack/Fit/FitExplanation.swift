import ContextFitting
import Diagnostics
import ExampleEncoding
import Prompting
import ShardExport

/// What fitting does to one record, and why.
public struct FitExplanation: Sendable {
  /// A stretch of a text that was shortened, or a turn that was left out.
  public struct Stretch: Hashable, Sendable {
    public enum Fate: String, Hashable, Sendable { case kept, removed, marker }

    /// The example, counted from 0.
    public var example: Int
    /// The JSON pointer of the field, or of the list's element.
    public var field: String
    public var role: Role
    public var fate: Fate
    public var utf8: [UInt8]
    /// The names of the functions that the turn calls.
    public var toolCalls: [[UInt8]] = []
  }

  /// The record's place in the input, counted from 1.
  public var number: Int
  public var recordID: String
  public var location: InputLocation
  public var tokensBefore: Int
  public var lossTokensBefore: Int
  public var budget: ContextBudget
  public var policy: FitPolicy
  /// `nil` for a record that fits as it is.
  public var entry: FitLedgerEntry?
  /// In the order of the text, example by example: the texts that some example does not hold whole; of a divided record only
  /// what its examples hold.
  public var stretches: [Stretch]

  init(
    _ fitted: FittedRecord, of conversation: Conversation, sum: SHA256Sum, number: Int, by policy: FitPolicy,
    to budget: ContextBudget
  ) {
    self.number = number
    self.budget = budget
    self.policy = policy
    recordID = conversation.recordID
    location = conversation.location
    tokensBefore = fitted.original.example.count
    lossTokensBefore = fitted.original.example.lossTokenCount
    entry = FitLedgerEntry(
      fitted.decision, by: policy, conversation: conversation, example: fitted.original.example, budget: budget,
      recordSum: sum.hexadecimal)
    let cuts = fitted.decision.shortened.map(\.cut)
    let places = Set(cuts.flatMap(\.pieces).map { Conversation.PartPlace(message: $0.message, part: $0.part) })
      .sorted { ($0.message, $0.part) < ($1.message, $1.part) }
    stretches = cuts.enumerated().flatMap { Self.stretches(of: conversation, $1, places, example: $0) }
    // What is missing from one of several examples stands in another.
    if cuts.count > 1 { stretches.removeAll { $0.fate == .removed } }
  }

  /// - Parameter places: The texts that some example does not hold whole.
  private static func stretches(
    of conversation: Conversation, _ cut: FitCut, _ places: [Conversation.PartPlace], example: Int
  ) -> [Stretch] {
    var stretches = cut.turns.map {
      Stretch(
        example: example, field: $0.element, role: $0.role, fate: .removed, utf8: $0.utf8, toolCalls: $0.toolCalls)
    }
    for place in places {
      let message = conversation.messages[place.message]
      let part = message.parts[place.part]
      func add(_ fate: Stretch.Fate, _ utf8: [UInt8]) {
        if utf8.isEmpty { return }
        stretches.append(Stretch(example: example, field: part.field, role: message.role, fate: fate, utf8: utf8))
      }
      var end = 0
      for piece in cut.pieces where piece.message == place.message && piece.part == place.part {
        add(.kept, Array(part.utf8[end..<piece.partRange.lowerBound]))
        add(.removed, Array(part.utf8[piece.partRange]))
        add(.marker, piece.replacement)
        end = piece.partRange.upperBound
      }
      add(.kept, Array(part.utf8[end...]))
    }
    return stretches
  }
}

/// Fits one record of a dataset, and tells what it does.
public struct FitExplainPipeline: Sendable {
  public var input: DatasetInput
  public var model: TargetModel
  public var budget: ContextBudget
  public var policy: FitPolicy
  /// The record's place in the input, counted from 1.
  public var number: Int

  public init(input: DatasetInput, model: TargetModel, budget: ContextBudget, policy: FitPolicy, number: Int) {
    self.input = input
    self.model = model
    self.budget = budget
    self.policy = policy
    self.number = number
  }

  /// Ends the pass once the record is met.
  private struct Found: Error {}

  /// - Throws: What reading, rendering and fitting throw; `fit.no-such-record` where the input has fewer records; the error
  ///   of the record where it is a bad one.
  public func run() throws -> FitExplanation {
    try input.check(for: model)
    let fitter = RecordFitter(
      scheme: model.scheme, fitter: ContextFitter(budget: budget, policy: policy, limits: input.limits))
    var count = 0
    var explanation: FitExplanation?
    do {
      _ = try RecordPass(input: input, work: WorkPlan(), systemPolicy: model.policy(input.systemPolicy)).run(
        makeWorker: {}, transform: { _, record in (record.conversation, record.parsed.record) },
        setAside: { bad in
          count += 1
          if count == number { throw bad.error }
        },
        consume: { conversation, record in
          count += 1
          guard count == number else { return }
          let (whole, fitted) = try fitter.fitBothAnswers(of: conversation)
          explanation = FitExplanation(fitted, of: whole, sum: record.sum, number: number, by: policy, to: budget)
          throw Found()
        })
    } catch is Found {}
    guard let explanation else {
      throw TrainPackError(
        .fitNoSuchRecord, "there is no record \(number): the input has \(count)",
        fix: "name a record from 1 to \(max(1, count))")
    }
    return explanation
  }
}
