import ContextFitting
import SequencePacking

/// The size of a dataset: measured, or as the user states it.
public struct DatasetMeasure: Hashable, Sendable {
  /// The rows of a packed export.
  public struct Packing: Hashable, Sendable {
    /// The length of a row, in tokens.
    public var contextLength: Int
    public var rowCount: Int
    /// Records that are longer than a row and left out.
    public var leftOutCount: Int
  }

  public var records: Int?
  public var tokens: Int?
  public var lossTokens: Int?
  /// `nil` where the records' lengths are not known.
  public var packing: Packing?

  public init(records: Int? = nil, tokens: Int? = nil, lossTokens: Int? = nil) {
    self.records = records
    self.tokens = tokens
    self.lossTokens = lossTokens
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
    let (totals, summary) = try CountPipeline(input: input, model: model, work: work).run { count in
      if count.tokens > budget.tokens || count.lossTokens == 0 {
        leftOutCount += 1
      } else {
        lengths.append(Int32(clamping: count.tokens))
      }
    }
    let plan = try SequencePacker.plan(lengths: lengths, contextLength: budget.contextLength, strategy: .bestFit)
    var measure = DatasetMeasure(records: totals.records, tokens: totals.tokens, lossTokens: totals.lossTokens)
    measure.packing = Packing(
      contextLength: budget.contextLength, rowCount: plan.rowCount, leftOutCount: leftOutCount)
    return (measure, summary)
  }
}
