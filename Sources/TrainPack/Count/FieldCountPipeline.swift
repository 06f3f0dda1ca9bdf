import Diagnostics
import StrictJSON
import Tokenization

/// The size of one field of one record.
public struct FieldCount: Hashable, Sendable {
  public var location: InputLocation
  /// The length of the field's text, in tokens.
  public var tokens: Int
  /// The length of the field's text, in bytes of UTF-8.
  public var bytes: Int
}

/// Counts the tokens of one text field of each record, with no template and no special tokens; added tokens that are not
/// special belong to ordinary text.
public struct FieldCountPipeline: Sendable {
  public var input: DatasetInput
  public var tokenizer: any Tokenizer
  /// The name of the field, a key of the record's object.
  public var field: String
  public var work: WorkPlan

  public init(input: DatasetInput, tokenizer: any Tokenizer, field: String, work: WorkPlan = WorkPlan()) {
    self.input = input
    self.tokenizer = tokenizer
    self.field = field
    self.work = work
  }

  /// Counts every record, in input order.
  ///
  /// - Parameter each: Given each record's count; `nil` where the totals are enough.
  /// - Throws: What reading throws; `count.no-such-field` for a record whose field is missing or not a string.
  public func run(each: ((FieldCount) throws -> Void)? = nil) throws -> (CountTotals, ReadSummary) {
    try input.check()
    var totals = CountTotals()
    let tokenizer = tokenizer
    let field = field
    let limits = input.limits
    let keepsCounts = each != nil
    let summary = try BatchPass(input: input, work: work).run(
      begin: { _ in }, makeWorker: { FieldCounter(tokenizer, field: field, limits: limits) },
      transformBatch: { counter, _, batch, badRecords in
        try counter.counts(of: batch, keepsCounts: keepsCounts, badRecords)
      },
      consume: { counts in
        totals.add(counts.totals)
        if let each { try counts.counts.forEach(each) }
      })
    return (totals, summary)
  }
}
