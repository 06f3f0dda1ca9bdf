import ContextFitting
import Diagnostics
import ExampleEncoding
import ModelProfiles
import Records
import Reports

/// Fits records to a model's context and writes them back in their own format: untouched ones byte for byte, shortened
/// ones with only the shortened field changed.
public struct FitPipeline: Sendable {
  public var input: DatasetInput
  public var model: TargetModel
  public var budget: ContextBudget
  public var policy: FitPolicy
  /// Where the fitted records go.
  public var output: OutputDestination
  /// Where the ledger goes: a line for every record that was touched or dropped.
  public var ledger: OutputDestination
  public var overwrite: FileOverwrite
  public var work: WorkPlan

  public init(
    input: DatasetInput, model: TargetModel, budget: ContextBudget, policy: FitPolicy,
    output: OutputDestination, ledger: OutputDestination, overwrite: FileOverwrite = .refuse,
    work: WorkPlan = WorkPlan()
  ) {
    self.input = input
    self.model = model
    self.budget = budget
    self.policy = policy
    self.output = output
    self.ledger = ledger
    self.overwrite = overwrite
    self.work = work
  }

  /// Fits every record, in input order.
  ///
  /// - Throws: What reading, rendering and fitting throw; `output.exists`, `output.same-file`,
  ///   `output.file-unwritable`, `output.name-unsuited`.
  public func run() throws -> FitOutcome {
    try input.check(
      for: model,
      outputs: [("--output", self.output.path), ("--ledger", self.ledger.path)].compactMap { option, path in
        path.map { RunFiles.Output(path: $0, option: option) }
      })
    let output = try OutputWriter(self.output, overwrite: overwrite, namedBy: "--output")
    let ledger = try OutputWriter(self.ledger, overwrite: overwrite, namedBy: "--ledger")
    var outcome = FitOutcome()
    var writer = RecordSetWriter()
    let fitter = ContextFitter(budget: budget, policy: policy, limits: input.limits)
    let scheme = model.scheme
    outcome.summary = try RecordPass(input: input, work: work, systemPolicy: model.policy(input.systemPolicy)).run(
      makeWorker: { RecordFitter(scheme: scheme, fitter: fitter) },
      transform: { worker, record in try fitted(record, by: worker) },
      consume: { record in
        if let line = record.line {
          try output.write(writer.bytes(of: line, for: record.source))
          outcome.keptCount += 1
        } else {
          outcome.droppedCount += 1
        }
        guard let entry = record.ledgerEntry else { return }
        try ledger.write(entry.json)
        try ledger.write([0x0A])
        if record.line != nil { outcome.trimmedCount += 1 }
      })
    try output.write(writer.end(outcome.summary.files.compactMap(\.frame)))
    try output.finish()
    try ledger.finish()
    return outcome
  }

  private struct FittedLine: Sendable {
    /// The record as it was read.
    var source: Record
    /// The record's bytes as they are written; `nil` when it is dropped.
    var line: [UInt8]?
    var ledgerEntry: FitLedgerEntry?
  }

  private func fitted(_ record: SourceRecord, by worker: RecordFitter) throws -> FittedLine {
    let fitted = try worker.fit(record.conversation)
    let entry = FitLedgerEntry(
      fitted.decision, conversation: record.conversation, example: fitted.original.example, budget: budget)
    switch fitted.decision {
    case .kept: return FittedLine(source: record.parsed.record, line: record.raw, ledgerEntry: nil)
    case .dropped: return FittedLine(source: record.parsed.record, line: nil, ledgerEntry: entry)
    case .trimmed(_, _, let cut):
      return FittedLine(source: record.parsed.record, line: try record.removing(cut), ledgerEntry: entry)
    }
  }
}

/// What fitting a dataset came to.
public struct FitOutcome: Sendable {
  /// Records written, trimmed ones included.
  public var keptCount = 0
  public var trimmedCount = 0
  public var droppedCount = 0
  public var summary = ReadSummary()

  /// What is to be said when records were read and none of them is left.
  ///
  /// - Parameter budget: What they were fitted to.
  public func nothingLeft(budget: ContextBudget) -> Finding? {
    guard keptCount == 0, droppedCount > 0 else { return nil }
    return Finding(
      .fitNothingLeft, .warning,
      "no record is left: \(droppedCount == 1 ? "the only one is" : "all \(NumberText.count(droppedCount)) are") longer than "
        + "the budget of \(NumberText.count(budget.tokens)) tokens",
      count: droppedCount,
      fix:
        "the ledger says of each how long it is: name a longer --context-length, or shorten vignettes with --fit trim")
  }
}
