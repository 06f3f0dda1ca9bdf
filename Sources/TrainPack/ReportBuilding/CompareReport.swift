import DatasetChecks
import Diagnostics
import Reports

/// What models make of a dataset, side by side, for people and programs.
public struct CompareReport: Sendable {
  public var report: Report
  private let outcome: CompareOutcome
  private let order: CompareOutcome.Order
  private let comparisons: [ProfileComparison]

  /// The words of a typical long vignette.
  private static let vignetteWords = 600

  public init(_ outcome: CompareOutcome, sortedBy order: CompareOutcome.Order = .tokens) {
    self.outcome = outcome
    self.order = order
    comparisons = outcome.sorted(by: order)
    report = Report(
      name: "compare",
      title: "comparison of \(Words.counted(comparisons.count, "profile")) on "
        + outcome.summary.files.map(\.name).joined(separator: ", "))
    report.append(ReportSection("Dataset", outcome.summary.sourceBlocks + [.facts(dataset)]))
    report.append(ReportSection("First", [.facts(winner)]))
    report.append(ReportSection("Profiles", [.table(profiles)] + notes.map(ReportBlock.note)))
    if comparisons.contains(where: { !$0.contexts.isEmpty }) {
      report.append(ReportSection("Context lengths, in tokens", [.table(contexts)]))
    }
    if comparisons.contains(where: { $0.recommended != nil }) {
      report.append(ReportSection("At the context length that each profile recommends", [.table(recommended)]))
    }
    if !outcome.notCompared.isEmpty {
      report.append(ReportSection("Not compared", [.table(notCompared)]))
    }
    report.append(ReportSection("Findings", [.findings(outcome.findings)]))
  }

  // MARK: Sections

  private var dataset: ReportFacts {
    ReportFacts(
      "dataset",
      [
        .init("records", "records", .count(outcome.summary.recordCount - outcome.summary.rejectedCount)),
        .init("rejected", "set aside as bad", .count(outcome.summary.rejectedCount)),
        .init("words", "words", .count(outcome.words.text)),
        .init("vignette_words", "  of them in vignettes", .count(outcome.words.vignettes)),
      ])
  }

  private var winner: ReportFacts {
    let winner = outcome.winner(by: order)
    return ReportFacts(
      "winner",
      [
        .init("sorted_by", "sorted by", .text(order.rawValue)),
        .init("profile", "profile", winner.profile.map { .text($0) } ?? .none),
        .init("reason", "reason", .text(winner.reason)),
      ])
  }

  private var profiles: ReportTable {
    let unit = ComputeUnit(for: comparisons.compactMap(\.trainingCompute))
    let columns: [ReportTable.Column] = [
      .init("profile", "profile"), .init("tokens", "tokens"), .init("tokens_per_word", "per word"),
      .init("tokens_of_600_words", "600 words"), .init("loss_tokens", "trained"), .init("p50", "p50"),
      .init("p95", "p95"), .init("longest", "longest"), .init("template_tokens", "template"),
      .init("training_flop", unit.name), .init("parameters", "10⁹ weights"),
      .init("active_parameters", "active", visibility: .whenTelling),
      .init("records", "records", visibility: .dataOnly), .init("refused", "refused", visibility: .whenTelling),
      .init("content_lost", "not whole", visibility: .whenTelling),
    ]
    return ReportTable(
      "profiles", columns: columns, rows: comparisons.map { row(of: $0, unit: unit) })
  }

  private func row(of comparison: ProfileComparison, unit: ComputeUnit) -> [ReportValue] {
    let percentiles = comparison.lengths.percentiles([50, 95]).map(Self.count)
    let billions = { (value: Int?) -> ReportValue in
      value.map { .scaled(Double($0), unit: 1e9, fractionDigits: 2) } ?? .none
    }
    return [
      .text(comparison.profile), .count(comparison.tokens),
      comparison.tokensPerWord.map { .number($0, fractionDigits: 2) } ?? .none,
      Self.count(comparison.tokens(ofWords: Self.vignetteWords)), .count(comparison.lossTokens), percentiles[0],
      percentiles[1], Self.count(comparison.lengths.maximum), .count(comparison.templateTokens),
      comparison.trainingCompute.map { .scaled($0, unit: unit.size, fractionDigits: 2) } ?? .none,
      billions(comparison.parameters), billions(comparison.activeParameters), .count(comparison.records),
      .count(comparison.rejected.count), .count(comparison.contentLosses.count),
    ]
  }

  private static func count(_ value: Int?) -> ReportValue { value.map { .count($0) } ?? .none }

  private var notes: [String] {
    let rate = outcome.words.vignettes > 0 ? "the vignettes" : "these texts"
    var notes = [
      "Tokens are those of the rendered conversations. A word is what stands between white space in the messages; per word "
        + "are the tokens of the messages, without what the template adds. 600 words: a text of 600 words at the rate "
        + "measured on \(rate). p50, p95 and longest: tokens of a record.",
      "Training compute is 6·N·D for one epoch over all records: N the weights that a token passes through (of a mixture of "
        + "experts the active ones), D the tokens. Attention over the context is not in it.",
    ]
    if comparisons.contains(where: { $0.contentLosses.count > 0 }) {
      notes.append("Not whole: records of which the template leaves something out; the figures count what it leaves.")
    }
    let unknown = comparisons.filter { $0.trainingCompute == nil }.map(\.profile)
    if !unknown.isEmpty {
      notes.append("No compute for \(unknown.joined(separator: ", ")): no number of weights is stated.")
    }
    return notes
  }

  private static let contextColumns: [ReportTable.Column] = [
    .init("over", "over"), .init("trimmed", "trimmed", visibility: .whenTelling), .init("dropped", "dropped"),
    .init("rows", "rows"), .init("efficiency", "in use"),
  ]

  private static func values(_ context: ContextComparison) -> [ReportValue] {
    [
      .count(context.overCount), .count(context.trimmedCount), .count(context.droppedCount), .count(context.rowCount),
      context.efficiency.map { .share($0, fractionDigits: 2) } ?? .none,
    ]
  }

  private var contexts: ReportTable {
    let count = comparisons.map(\.contexts.count).max() ?? 0
    let rows = (0..<count).flatMap { index in
      comparisons.map { comparison -> [ReportValue] in
        let context = comparison.contexts[index]
        return [.count(context.contextLength), .text(comparison.profile)] + Self.values(context)
          + [.flag(context.isBeyondTrained ? .yes : .no)]
      }
    }
    return ReportTable(
      "contexts", layout: .groups,
      columns: [.init("context_length", "context length"), .init("profile", "profile")] + Self.contextColumns
        + [.init("beyond_trained", "beyond its training", visibility: .whenTelling)],
      rows: rows)
  }

  private var recommended: ReportTable {
    ReportTable(
      "recommended",
      columns: [.init("profile", "profile"), .init("context_length", "length")] + Self.contextColumns,
      rows: comparisons.compactMap { comparison in
        comparison.recommended.map {
          [.text(comparison.profile), .count($0.contextLength)] + Self.values($0)
        }
      })
  }

  private var notCompared: ReportTable {
    ReportTable(
      "not_compared", layout: .entries,
      columns: [
        .init("profile", "profile"), .init("reason", "reason"), .init("fix", "fix"), .init("code", "code"),
      ],
      rows: outcome.notCompared.map {
        [.text($0.name), .text($0.error.message), .text($0.error.fix), .text($0.error.code.id)]
      })
  }
}
