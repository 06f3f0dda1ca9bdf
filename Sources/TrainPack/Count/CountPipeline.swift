import Diagnostics
import ExampleEncoding
import ModelProfiles
import Prompting

/// The size of one rendered conversation.
public struct ConversationCount: Hashable, Sendable {
  public var recordID: String
  public var location: InputLocation
  /// The length of the rendered conversation, in tokens.
  public var tokens: Int
  /// How many of them are trained.
  public var lossTokens: Int
  /// The length of the rendered conversation, in bytes of UTF-8.
  public var bytes: Int
  /// What the template left out of the conversation, the first of it; `nil` when all of it is there.
  public var contentLoss: ContentLoss?
}

/// Sums over a dataset.
public struct CountTotals: Hashable, Sendable {
  public var records = 0
  public var tokens = 0
  public var lossTokens = 0
  public var bytes = 0

  mutating func add(_ count: ConversationCount) {
    records += 1
    tokens += count.tokens
    lossTokens += count.lossTokens
    bytes += count.bytes
  }

  mutating func add(_ other: CountTotals) {
    records += other.records
    tokens += other.tokens
    lossTokens += other.lossTokens
    bytes += other.bytes
  }
}

/// Counts the tokens of a dataset's conversations, rendered by a model's template.
public struct CountPipeline: Sendable {
  public var input: DatasetInput
  public var model: TargetModel
  public var work: WorkPlan

  public init(input: DatasetInput, model: TargetModel, work: WorkPlan = WorkPlan()) {
    self.input = input
    self.model = model
    self.work = work
  }

  /// Counts every record, in input order.
  ///
  /// - Parameter each: Given each record's count.
  /// - Throws: What reading and rendering throw, and what `each` throws.
  public func run(each: (ConversationCount) throws -> Void = { _ in }) throws -> (CountTotals, ReadSummary) {
    try input.check(for: model)
    var totals = CountTotals()
    let scheme = model.scheme
    let summary = try RecordPass(input: input, work: work, systemPolicy: model.policy(input.systemPolicy)).run(
      makeWorker: { ExampleEncoder(scheme: scheme) },
      transform: { encoder, record in
        let measured = try encoder.measure(record.conversation)
        return ConversationCount(
          recordID: record.conversation.recordID, location: record.conversation.location,
          tokens: measured.tokenCount, lossTokens: measured.lossTokenCount,
          bytes: measured.prompt.text.count, contentLoss: measured.contentLoss(of: record.conversation))
      },
      consume: { count in
        totals.add(count)
        try each(count)
      })
    return (totals, summary)
  }
}
