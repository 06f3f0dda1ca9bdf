import ContextFitting
import Diagnostics
import ExampleEncoding
import Prompting

/// What an export of packed rows would come to, without writing.
extension ExportPipeline {
  /// Reads and encodes every record once, fits it to each of several contexts, and packs what is left for each.
  ///
  /// The splits are not looked at: the dataset is packed as one.
  ///
  /// - Throws: What an export throws before it writes, and `pack.…`.
  public func simulate(_ budgets: [ContextBudget]) throws -> SimulateOutcome {
    try configuration.checkTrainer()
    try input.check(for: model)
    var contexts = budgets.map { SimulatedContext(budget: $0) }
    let (scheme, limits, policy) = (model.scheme, input.limits, configuration.policy)
    let summary = try RecordPass(input: input, work: work, systemPolicy: model.policy(input.systemPolicy)).run(
      makeWorker: {
        let encoder = ExampleEncoder(scheme: scheme)
        return budgets.map { budget in
          RecordFitter(encoder: encoder, fitter: ContextFitter(budget: budget, policy: policy, limits: limits))
        }
      },
      transform: { workers, record in try outcomes(of: record.conversation, by: workers) },
      consume: { outcomes in
        for (index, outcome) in outcomes.enumerated() { contexts[index].add(outcome) }
      })
    for index in contexts.indices { try contexts[index].pack(by: configuration) }
    if summary.recordCount > 0, contexts.allSatisfy({ $0.exampleCount == 0 }) { throw nothingToSimulate(summary) }
    return SimulateOutcome(contexts: contexts, strategy: configuration.packing, summary: summary)
  }

  private func nothingToSimulate(_ summary: ReadSummary) -> TrainPackError {
    TrainPackError(
      .exportNothingToExport, "none of the \(summary.recordCount) records fits any of the context lengths",
      fix: "name longer ones, or shorten vignettes with --fit trim")
  }

  private func outcomes(of given: Conversation, by workers: [RecordFitter]) throws -> [SimulatedContext.RecordOutcome] {
    guard let encoder = workers.first?.encoder else { return [] }
    let conversation = try RowConversation(rows: configuration.rows).prepared(given)
    let original = try encoder.encode(conversation)
    try refuseLosses(of: conversation, in: original)
    return try workers.map { worker in
      let fitted = try worker.fit(conversation, encoded: original)
      let lengths = fitted.examples.map(\.count)
      return switch fitted.decision {
      case .dropped: .dropped
      case .kept: .kept(lengths)
      case .shortened: .shortened(lengths)
      case .split: .split(lengths)
      }
    }
  }
}
