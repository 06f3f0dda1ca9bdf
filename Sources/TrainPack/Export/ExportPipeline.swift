import ContextFitting
import Diagnostics
import ExampleEncoding
import ModelProfiles
import Prompting
import SequencePacking
import ShardExport

/// Reads records, fits them to a model's context, packs them, and writes shards that training reads unchanged.
public struct ExportPipeline: Sendable {
  public var input: DatasetInput
  public var model: TargetModel
  public var budget: ContextBudget
  public var configuration: ExportConfiguration
  public var work: WorkPlan

  public init(
    input: DatasetInput, model: TargetModel, budget: ContextBudget, configuration: ExportConfiguration,
    work: WorkPlan = WorkPlan()
  ) {
    self.input = input
    self.model = model
    self.budget = budget
    self.configuration = configuration
    self.work = work
  }

  /// Exports the dataset.
  ///
  /// Either the whole export stands at its destination afterwards, or nothing of it does.
  ///
  /// - Throws: What reading, rendering, fitting and writing throw; `export.nothing-to-export` when no record is left.
  public func run() throws -> ExportOutcome {
    try input.check(for: model, outputs: [RunFiles.Output(path: configuration.destination, option: "--output")])
    let writer = try ExportWriter(
      destination: configuration.destination, options: exportOptions, overwrite: configuration.overwrite)
    do {
      return try run(with: writer)
    } catch {
      writer.abandon()
      throw error
    }
  }

  private func run(with writer: ExportWriter) throws -> ExportOutcome {
    var store = ExampleStore()
    var tally = ExportTally()
    let summary = try pass(
      transform: { $0 },
      consume: { record in
        if let entry = record.ledgerEntry { try writer.append(ledgerLine: entry.json) }
        if let segment = record.segment { store.append(segment) }
        tally.add(record)
      })
    if store.segments.isEmpty { throw nothingToExport(tally, summary) }
    let plan = try SequencePacker.plan(
      lengths: store.lengths, contextLength: budget.contextLength, strategy: configuration.packing)
    for (index, row) in plan.rows.enumerated() {
      if index & 0xFF == 0 {
        try Interruption.check()
        let fraction = Double(index) / Double(plan.rowCount)
        work.progress(WorkProgress(stage: "writing", fraction: fraction, recordCount: store.segments.count))
      }
      try writer.append(row: row.map { store.segments[Int($0)] })
    }
    let manifest = try writer.finish(try description(counts: tally.counts(of: summary), summary: summary))
    return ExportOutcome(manifest: manifest, efficiency: plan.efficiency, summary: summary)
  }

  /// Reads, encodes and fits every record: the part of an export that decides what is in it, which a verification does
  /// again.
  ///
  /// - Parameters:
  ///   - transform: Further work on each record, done in parallel.
  ///   - setAside: Given the bad records in place of the rejects file.
  ///   - consume: Given what came of each record, in input order.
  func pass<Output: Sendable>(
    transform: @escaping @Sendable (ExportedRecord) throws -> Output, setAside: ((BadRecord) throws -> Void)? = nil,
    consume: (Output) throws -> Void
  ) throws -> ReadSummary {
    let fitter = ContextFitter(budget: budget, policy: configuration.policy, limits: input.limits)
    let scheme = model.scheme
    return try RecordPass(input: input, work: work).run(
      makeWorker: { RecordFitter(scheme: scheme, fitter: fitter) },
      transform: { worker, record in try transform(exported(record, by: worker)) }, setAside: setAside,
      consume: consume)
  }

  /// Encodes and fits one record. The work of a worker: everything here runs in parallel.
  private func exported(_ record: SourceRecord, by worker: RecordFitter) throws -> ExportedRecord {
    let conversation = record.conversation
    let fitted = try worker.fit(conversation)
    if configuration.lostContent == .stop,
      let message = fitted.original.firstMessageLosingContent(of: conversation)
    {
      throw lostContent(of: message, in: conversation)
    }
    let source = conversation.location
    let entry = FitLedgerEntry(
      fitted.decision, conversation: conversation, example: fitted.original.example, budget: budget)
    guard let example = fitted.example else {
      return ExportedRecord(location: source, segment: nil, ledgerEntry: entry, dropReason: fitted.dropReason)
    }
    let segment = PackedSegment(
      tokens: example.ids, lossRanges: example.lossRanges,
      source: SegmentSource(
        recordID: conversation.recordID, file: source.source, line: source.line,
        recordSum: SHA256Sum(of: record.raw)))
    return ExportedRecord(location: source, segment: segment, ledgerEntry: entry, dropReason: nil)
  }
}
