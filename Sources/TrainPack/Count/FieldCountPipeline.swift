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
  /// - Throws: What reading throws; `count.no-such-field` for a record whose field is missing or not a string.
  public func run(each: (FieldCount) throws -> Void = { _ in }) throws -> (CountTotals, ReadSummary) {
    try input.check()
    var totals = CountTotals()
    let key = Array(field.utf8)
    let tokenizer = tokenizer
    let summary = try DocumentPass(input: input, work: work).run(
      makeWorker: { OrdinaryTextCounter(tokenizer) },
      transform: { counter, document in
        guard let text = document.root[key]?.utf8 else { throw missing(in: document) }
        return FieldCount(location: document.location, tokens: try counter.count(text), bytes: text.count)
      },
      consume: { count in
        totals.records += 1
        totals.tokens += count.tokens
        totals.bytes += count.bytes
        try each(count)
      })
    return (totals, summary)
  }

  private func missing(in document: JSONDocument) -> TrainPackError {
    let keys = document.root.members.compactMap(\.key.string)
    let value = document.root[field]
    let nearest = value == nil ? NearestNames(to: field, among: keys).question : "name a field that holds text;"
    let kind = value.map { "\($0.kind.name), not a string" } ?? "missing"
    return TrainPackError(
      .countNoSuchField, "the field \"\(field)\" is \(kind)", at: document.location,
      fix: (nearest.map { "\($0) " } ?? "") + "the record has the fields \(keys.joined(separator: ", "))")
  }
}
