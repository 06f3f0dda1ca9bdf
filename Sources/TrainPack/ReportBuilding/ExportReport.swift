import Reports
import ShardExport

/// What an export came to, for people and programs.
public struct ExportReport: Sendable {
  public var report: Report

  public init(outcome: ExportOutcome, destination: String) {
    let manifest = outcome.manifest
    let counts = manifest.description.counts
    let totals = manifest.totals
    report = Report(
      name: "export", title: "\(destination): \(manifest.description.profile), \(manifest.rowSchema.identifier)",
      sections: [
        ReportSection(
          "Records",
          [
            .facts(
              ReportFacts(
                "records",
                [
                  .init("read", "read", .count(counts.read)),
                  .init("exported", "exported", .count(counts.exported)),
                  .init("trimmed", "  of them trimmed", .count(counts.trimmed)),
                  .init("dropped", "dropped (fit-ledger.jsonl says why)", .count(counts.dropped)),
                  .init("rejected", "set aside as bad", .count(counts.rejected)),
                ]))
          ]),
        ReportSection(
          "Shards",
          [
            .facts(
              ReportFacts(
                "shards",
                [
                  .init("context_length", "context length", .count(manifest.contextLength)),
                  .init("rows", "rows", .count(totals.rows)),
                  .init("tokens", "tokens", .count(totals.tokens)),
                  .init("loss_tokens", "trained tokens", .count(totals.lossTokens)),
                  .init("efficiency", "of each row in use", .share(outcome.efficiency, fractionDigits: 2)),
                  .init("shards", "shards", .count(manifest.splits.reduce(0) { $0 + $1.shards.count })),
                ]))
          ]),
        ReportSection("Load it", Self.loader(manifest, destination)),
      ])
  }

  private static func loader(_ manifest: Manifest, _ destination: String) -> [ReportBlock] {
    guard let line = LoaderLine.all(for: manifest, directory: destination).first else { return [] }
    return [.code(line.code)]
  }
}
