import ContextFitting
import Diagnostics
import ExampleEncoding
import ModelProfiles
import Prompting
import Records
import Reports

/// Fits records to a model's context and writes them back in their own format: untouched ones byte for byte, others with
/// only the shortened fields and lists of turns changed. Of a record that is divided come several.
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
    var namesMet: NamesMet = []
    var isNameChecked = false
    outcome.summary = try RecordPass(input: input, work: work, systemPolicy: model.policy(input.systemPolicy)).run(
      makeWorker: { RecordFitter(scheme: scheme, fitter: fitter) },
      transform: { worker, record in try fitted(record, by: worker) },
      consume: { record in
        if !isNameChecked { try output.check(holds: record.source.container) }
        isNameChecked = true
        for (index, line) in record.lines.enumerated() {
          try output.write(
            index == 0
              ? writer.bytes(of: line, for: record.source) : writer.bytes(ofFurther: line, for: record.source))
        }
        outcome.add(record.lines.count, ledgerEntry: record.ledgerEntry)
        namesMet.formUnion(record.namesMet)
        guard let entry = record.ledgerEntry else { return }
        try ledger.write(entry.json)
        try ledger.write([0x0A])
      })
    try output.write(writer.end(outcome.summary.files.compactMap(\.frame)))
    outcome.unmetNames = policy.order.unmetNames(namesMet)
    try output.finish()
    try ledger.finish()
    return outcome
  }

  private struct FittedLine: Sendable {
    /// The record as it was read.
    var source: Record
    /// The records' bytes as they are written: none when it is dropped.
    var lines: [[UInt8]]
    var ledgerEntry: FitLedgerEntry?
    var namesMet: NamesMet
  }

  private func fitted(_ record: SourceRecord, by worker: RecordFitter) throws -> FittedLine {
    let (whole, fitted) = try worker.fitBothAnswers(of: record.conversation)
    for cut in fitted.decision.shortened.map(\.cut) { try refuseSharedPrompt(cut, of: record.conversation) }
    return FittedLine(
      source: record.parsed.record,
      lines: fitted.decision == .kept
        ? [record.raw] : try fitted.decision.shortened.map { try record.removing($0.cut) },
      ledgerEntry: FitLedgerEntry(
        fitted.decision, by: policy, conversation: whole, example: fitted.original.example, budget: budget,
        recordSum: record.parsed.record.sum.hexadecimal), namesMet: fitted.namesMet)
  }

  /// A prompt that stands at the beginning of both answers would have to be shortened in both.
  ///
  /// - Throws: `fit.shared-prompt`.
  private func refuseSharedPrompt(_ cut: FitCut, of conversation: Conversation) throws {
    guard let preference = conversation.preference else { return }
    func member(_ pointer: String) -> Substring { pointer.dropFirst().prefix { $0 != "/" } }
    let answers = conversation.messages.dropFirst(preference.promptCount).flatMap(\.parts).map { member($0.field) }
    let touched = cut.pieces.map { member($0.field) } + cut.turns.map { member($0.element) }
    guard let field = touched.first(where: answers.contains) else { return }
    throw TrainPackError(
      .fitSharedPrompt, "the prompt stands in /\(field) and once more in the other answer's list",
      at: conversation.location,
      fix: "write it once, as \"prompt\", with the answers alone in \"chosen\" and \"rejected\"; or let "
        + "`trainpack export --rows preference` fit it, which writes it once")
  }
}

/// What fitting a dataset came to.
public struct FitOutcome: Sendable {
  /// Records written: those that fit, those that were shortened, and all that came of those that were divided.
  public private(set) var keptCount = 0
  public private(set) var trimmedCount = 0
  /// Records that were divided, and the records that came of them.
  public private(set) var splitCount = 0
  public private(set) var splitExampleCount = 0
  public private(set) var droppedCount = 0
  public var summary = ReadSummary()
  /// What is to be said of named fields that no record has.
  public internal(set) var unmetNames: Finding?

  mutating func add(_ lineCount: Int, ledgerEntry: FitLedgerEntry?) {
    keptCount += lineCount
    switch ledgerEntry?.action {
    case nil: break
    case .dropped: droppedCount += 1
    case .trimmed: trimmedCount += 1
    case .split:
      splitCount += 1
      splitExampleCount += lineCount
    }
  }

  /// What is to be said when records were read and none of them is left.
  ///
  /// - Parameter budget: What they were fitted to.
  public func nothingLeft(budget: ContextBudget, policy: FitPolicy) -> Finding? {
    guard keptCount == 0, droppedCount > 0 else { return nil }
    return Finding(
      .fitNothingLeft, .warning,
      "no record is left: \(droppedCount == 1 ? "the only one is" : "all \(NumberText.count(droppedCount)) are") longer than "
        + "the budget of \(NumberText.count(budget.tokens)) tokens",
      count: droppedCount,
      fix: "the ledger says of each how long it is, and why it cannot be fitted: name a longer --context-length"
        + (policy.kind == .drop ? ", or shorten vignettes with --fit trim" : ""))
  }
}
