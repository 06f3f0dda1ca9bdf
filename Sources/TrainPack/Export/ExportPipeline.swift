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
    let splits = try splitOfSource()
    let writer = try ExportWriter(
      destination: configuration.destination, options: exportOptions, overwrite: configuration.overwrite)
    do {
      return try run(with: writer, splitOfSource: splits)
    } catch {
      writer.abandon()
      throw error
    }
  }

  private func run(with writer: ExportWriter, splitOfSource: [[UInt8]: Int]) throws -> ExportOutcome {
    var store = ExampleStore(
      writer: writer, rowSize: configuration.rowSize, splitting: configuration.splitting)
    var tally = ExportTally()
    var summary = try pass(
      sumsFiles: true,
      transform: { $0 },
      consume: { record in
        if let entry = record.ledgerEntry { try writer.append(ledgerLine: entry.json) }
        for example in record.examples { try store.append(example, of: record) }
        tally.add(record)
      })
    summary.unusedFields.removeAll { $0 == configuration.splitting.categoryField?.fieldName }
    if store.count == 0 { throw nothingToExport(tally, summary) }
    let (plan, leaks) = try divide(store, splitOfSource)
    let efficiency = try write(store, plan, to: writer)
    let findings =
      tally.omissions.findings + writer.findings + leaks
      + [configuration.policy.order.unmetNames(tally.namesMet)].compactMap(\.self)
    let manifest = try writer.finish(
      try description(
        counts: tally.counts(of: summary), summary: summary, splits: plan, fields: store.fieldTables(plan)))
    return ExportOutcome(manifest: manifest, efficiency: efficiency, summary: summary, findings: findings)
  }

  /// Divides the examples into splits, and says which records stand in two of them.
  private func divide(_ store: ExampleStore, _ splitOfSource: [[UInt8]: Int]) throws -> (SplitPlan, [Finding]) {
    let entries = store.entries
    let plan = try SplitPlan(
      entries, count: store.count, by: configuration.splitting, splitOfSource: splitOfSource)
    guard case .files = configuration.splitting else { return (plan, [plan.partedFinding].compactMap(\.self)) }
    let leak = SplitLeak(plan, names: configuration.splitting.names, entries)
    return (plan, leak.findings(place: store.place(of:)))
  }

  /// Packs the examples of each split, cuts its rows into shards, and writes them.
  ///
  /// - Returns: Tokens as a share of rows times context length.
  private func write(_ store: ExampleStore, _ splits: SplitPlan, to writer: ExportWriter) throws -> Double {
    let names = configuration.splitting.names
    let plans = try splits.members.map { members in
      try SequencePacker.plan(
        lengths: store.lengths(of: members),
        rules: configuration.packingRules(contextLength: budget.contextLength))
    }
    // All splits are cut before one is written, so that a number of shards that cannot be is said soon.
    for (name, (members, plan)) in zip(names, zip(splits.members, plans)) where configuration.sharding.cut == .even {
      let sizes = try plan.rows.map { row in try store.lineByteCount(of: row.map { members[Int($0)] }) }
      try writer.cut(name, intoShardsOf: sizes)
    }
    for (split, (members, plan)) in zip(names, zip(splits.members, plans)) {
      for (index, row) in plan.rows.enumerated() {
        if index & 0xFF == 0 {
          try Interruption.check()
          let fraction = Double(index) / Double(plan.rowCount)
          work.progress(WorkProgress(stage: "writing", fraction: fraction, recordCount: store.count))
        }
        try store.write(row.map { members[Int($0)] }, to: split)
      }
    }
    let rowCount = plans.reduce(0) { $0 + $1.rowCount }
    let tokenCount = plans.reduce(0) { $0 + $1.tokenCount }
    return rowCount == 0 ? 0 : Double(tokenCount) / (Double(rowCount) * Double(budget.contextLength))
  }

  /// Reads, encodes and fits every record: the part of an export that decides what is in it, which a verification does
  /// again.
  ///
  /// - Parameters:
  ///   - sumsFiles: Whether the sums of files are wanted.
  ///   - transform: Further work on each record, done in parallel.
  ///   - setAside: Given the bad records in place of the rejects file.
  ///   - consume: Given what came of each record, in input order.
  func pass<Output: Sendable>(
    sumsFiles: Bool = false, transform: @escaping @Sendable (ExportedRecord) throws -> Output,
    setAside: ((BadRecord) throws -> Void)? = nil,
    consume: (Output) throws -> Void
  ) throws -> ReadSummary {
    let fitter = ContextFitter(budget: budget, policy: configuration.policy, limits: input.limits)
    let scheme = model.scheme
    return try RecordPass(
      input: input, work: work, systemPolicy: model.policy(input.systemPolicy), sumsFiles: sumsFiles
    ).run(
      makeWorker: { RecordFitter(scheme: scheme, fitter: fitter) },
      transform: { worker, record in try transform(exported(record, by: worker)) }, setAside: setAside,
      consume: consume)
  }
}
