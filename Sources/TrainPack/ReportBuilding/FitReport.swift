import ContextFitting
import Reports

/// What fitting a dataset came to, for people and programs.
public struct FitReport: Sendable {
  public var report: Report

  public init(outcome: FitOutcome, budget: ContextBudget, output: String, ledger: String) {
    report = Report(
      name: "fit", title: outcome.summary.files.map(\.name).joined(separator: ", "),
      sections: [
        ReportSection(
          "Records",
          outcome.summary.sourceBlocks + [
            .facts(
              ReportFacts(
                "records",
                [
                  .init("budget", "budget in tokens", .count(budget.tokens)),
                  .init("read", "read", .count(outcome.summary.recordCount)),
                  .init("written", "written", .count(outcome.keptCount)),
                  .init("trimmed", "  of them trimmed", .count(outcome.trimmedCount)),
                ] + Self.split(outcome.splitCount, outcome.splitExampleCount) + [
                  .init("dropped", "dropped", .count(outcome.droppedCount)),
                  .init("rejected", "set aside as bad", .count(outcome.summary.rejectedCount)),
                  .init("output", "fitted records", .text(output)), .init("ledger", "ledger", .text(ledger)),
                ]))
          ])
      ])
  }

  /// Records that were divided, and what came of them; nothing where none was.
  static func split(_ count: Int, _ exampleCount: Int) -> [ReportFacts.Fact] {
    if count == 0 { return [] }
    return [
      .init("split", "  records divided", .count(count)),
      .init("split_examples", "  examples that came of them", .count(exampleCount)),
    ]
  }
}
