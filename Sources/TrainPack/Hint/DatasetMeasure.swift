import ContextFitting
import DatasetChecks
import Diagnostics
import SequencePacking

/// The size of a dataset: measured, or as the user states it.
public struct DatasetMeasure: Hashable, Sendable {
  /// The rows of a packed export.
  public struct Packing: Hashable, Sendable {
    /// The length of a row, in tokens.
    public var contextLength: Int
    public var rowCount: Int
    /// The tokens in the rows.
    public var tokenCount: Int
    /// Records that are longer than a row and left out.
    public var leftOutCount: Int
  }

  public var records: Int?
  public var tokens: Int?
  public var lossTokens: Int?
  /// `nil` where the records' lengths are not known.
  public var packing: Packing?
  /// The profile whose template and tokenizer measured the records; `nil` where they were not measured.
  public var profile: String?
  /// Of the records that were counted, those of which the template leaves something out.
  public var contentLosses = ContentLossTally()
  /// Records that were set aside as bad, and are not counted.
  public var rejectedCount = 0

  /// The tokens that an export trains on: without the records that no row takes, where their lengths are known.
  var packedTokens: Int? { packing?.tokenCount ?? tokens }
  /// The records that an export has, as `packedTokens`.
  var packedRecords: Int? { records.map { $0 - (packing?.leftOutCount ?? 0) } }

  public init(records: Int? = nil, tokens: Int? = nil, lossTokens: Int? = nil) {
    self.records = records
    self.tokens = tokens
    self.lossTokens = lossTokens
  }

  /// Records were counted that an export would not take; `nil` where there are none.
  var contentLossFinding: Finding? {
    guard contentLosses.count > 0, let profile, let records else { return nil }
    return Finding(
      .hintContentLost, .warning,
      contentLosses.message(profile: profile, of: records)
        + "; they are counted here, and an export does not take them",
      count: contentLosses.count, places: contentLosses.places,
      fix:
        "choose a profile whose template renders them whole; an export with --on-bad-record skip sets them aside and "
        + "leaves \(Words.records(records - contentLosses.count)), one with --on-lost-content keep takes what is left of "
        + "them")
  }

  /// Measures the records of an input with a model's template and tokenizer.
  ///
  /// - Returns: What `count` gives, and the rows that an export with the same context length has.
  /// - Throws: What counting throws; `pack.…`.
  public static func measuring(
    _ input: DatasetInput, for model: TargetModel, budget: ContextBudget, work: WorkPlan = WorkPlan()
  ) throws -> (DatasetMeasure, ReadSummary) {
    var lengths: [Int32] = []
    var leftOutCount = 0
    var losses = ContentLossTally()
    let (totals, summary) = try CountPipeline(input: input, model: model, work: work).run { count in
      if let loss = count.contentLoss { losses.add(loss, at: count.location) }
      if count.tokens > budget.tokens || count.lossTokens == 0 {
        leftOutCount += 1
      } else {
        lengths.append(Int32(clamping: count.tokens))
      }
    }
    let plan = try SequencePacker.plan(
      lengths: lengths, rules: PackingRules(.bestFit, contextLength: budget.contextLength))
    var measure = DatasetMeasure(records: totals.records, tokens: totals.tokens, lossTokens: totals.lossTokens)
    measure.packing = Packing(
      contextLength: budget.contextLength, rowCount: plan.rowCount, tokenCount: plan.tokenCount,
      leftOutCount: leftOutCount)
    measure.profile = model.profile.id
    measure.contentLosses = losses
    measure.rejectedCount = summary.rejectedCount
    return (measure, summary)
  }
}
