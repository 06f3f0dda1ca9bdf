import Reports
import ShardExport

/// What an export came to, for people and programs.
public struct ExportReport: Sendable {
  public var report: Report

  public init(outcome: ExportOutcome, destination: String) {
    let manifest = outcome.manifest
    let counts = manifest.description.counts
    report = Report(
      name: "export", title: "\(destination): \(manifest.description.profile), \(manifest.rowSchema.identifier)",
      sections: [
        ReportSection(
          "Records",
          outcome.summary.sourceBlocks + [
            .facts(
              ReportFacts(
                "records",
                [
                  .init("read", "read", .count(counts.read)),
                  .init("exported", "exported", .count(counts.exported)),
                  .init("trimmed", "  of them trimmed", .count(counts.trimmed)),
                ] + FitReport.split(counts.split, counts.splitExamples) + [
                  .init("dropped", "dropped (fit-ledger.jsonl says why)", .count(counts.dropped)),
                  .init("rejected", "set aside as bad", .count(counts.rejected)),
                ]))
          ]),
        ReportSection("Shards", Self.shards(outcome)),
        ReportSection("What to know", outcome.findings.isEmpty ? [] : [.findings(outcome.findings)]),
        ReportSection("Load it", Self.loader(manifest, destination)),
      ])
  }

  private static func shards(_ outcome: ExportOutcome) -> [ReportBlock] {
    let manifest = outcome.manifest
    let totals = manifest.totals
    var facts: [ReportFacts.Fact] = [
      .init("context_length", "context length", .count(manifest.contextLength)),
      .init("rows", "rows", .count(totals.rows)), .init("tokens", "tokens", .count(totals.tokens)),
      .init("loss_tokens", "trained tokens", .count(totals.lossTokens)),
    ]
    if !manifest.rowSchema.holdsText {
      facts.append(.init("efficiency", "of each row in use", .share(outcome.efficiency, fractionDigits: 2)))
    }
    if let trainer = manifest.trainer { facts.append(.init("trainer", "made for", .text(trainer.rawValue))) }
    facts.append(.init("shards", "shards", .count(manifest.splits.reduce(0) { $0 + $1.shards.count })))
    if case .shares(_, _, _, let repeats) = manifest.description.splitting, repeats.examples > 0 {
      facts.append(.init("repeats", "examples kept with their repeats", .count(repeats.examples)))
    }
    guard manifest.splits.count > 1 else { return [.facts(ReportFacts("shards", facts))] }
    let splits = ReportTable(
      "splits",
      columns: [
        .init("split", "split"), .init("shards", "shards"), .init("rows", "rows"), .init("examples", "examples"),
        .init("tokens", "tokens"), .init("loss_tokens", "trained tokens"),
      ],
      rows: manifest.splits.map { split in
        [
          .text(split.name), .count(split.shards.count), .count(split.counts.rows), .count(split.counts.segments),
          .count(split.counts.tokens), .count(split.counts.lossTokens),
        ]
      })
    return [.facts(ReportFacts("shards", facts)), .table(splits)]
  }

  private static func loader(_ manifest: Manifest, _ destination: String) -> [ReportBlock] {
    let line =
      TrainerGuide(for: manifest, directory: destination)?.lines.first
      ?? LoaderLine.all(for: manifest, directory: destination).first
    return line.map { [.code($0.code)] } ?? []
  }
}
