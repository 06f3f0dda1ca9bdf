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
    var counts = RecordCounts(read: 0, exported: 0, trimmed: 0, dropped: 0, rejected: 0)
    let fitter = ContextFitter(budget: budget, policy: configuration.policy, limits: input.limits)
    let scheme = model.scheme
    let summary = try RecordPass(input: input, work: work).run(
      makeWorker: { RecordFitter(scheme: scheme, fitter: fitter) },
      transform: { worker, record in try exported(record, by: worker) },
      consume: { record in
        if let entry = record.ledgerEntry { try writer.append(ledgerLine: entry.json) }
        if let segment = record.segment {
          store.append(segment)
          counts.exported += 1
        } else {
          counts.dropped += 1
        }
        if record.wasTrimmed { counts.trimmed += 1 }
      })
    if summary.isEmptied {
      throw TrainPackError(
        .exportNothingToExport,
        "every record (\(summary.rejectedCount)) was set aside as bad; nothing is left to export",
        at: summary.rejectedPlaces.first,
        fix: "look at the codes and messages in \(summary.rejectsPath ?? "the rejects file")")
    }
    counts.read = summary.recordCount
    counts.rejected = summary.rejectedCount
    let plan = try SequencePacker.plan(
      lengths: store.lengths, contextLength: budget.contextLength, strategy: configuration.packing)
    for (index, row) in plan.rows.enumerated() {
      if index & 0xFF == 0 {
        try Interruption.check()
        let fraction = Double(index) / Double(plan.rowCount)
        work.progress(WorkProgress(stage: "writing", fraction: fraction, recordCount: counts.exported))
      }
      try writer.append(row: row.map { store.segments[Int($0)] })
    }
    let manifest = try writer.finish(try description(counts: counts, summary: summary))
    return ExportOutcome(manifest: manifest, efficiency: plan.efficiency, summary: summary)
  }

  /// Encodes and fits one record. The work of a worker: everything here runs in parallel.
  private func exported(_ record: SourceRecord, by worker: RecordFitter) throws -> ExportedRecord {
    let fitted = try worker.fit(record.conversation)
    let source = record.conversation.location
    let entry = FitLedgerEntry(
      fitted.decision, conversation: record.conversation, example: fitted.original.example, budget: budget)
    guard let example = fitted.example else {
      return ExportedRecord(segment: nil, ledgerEntry: entry, wasTrimmed: false)
    }
    let segment = PackedSegment(
      tokens: example.ids, lossRanges: example.lossRanges,
      source: SegmentSource(
        recordID: record.conversation.recordID, file: source.source, line: source.line,
        recordSum: SHA256Sum(of: record.raw)))
    return ExportedRecord(segment: segment, ledgerEntry: entry, wasTrimmed: entry != nil)
  }
}
