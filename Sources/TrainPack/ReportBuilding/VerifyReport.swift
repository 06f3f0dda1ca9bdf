import Reports
import ShardExport

/// What verifying an export found, for people and programs.
public struct VerifyReport: Sendable {
  public var report: Report

  public init(outcome: VerifyOutcome) {
    let counts = outcome.report.counts
    var facts: [ReportFacts.Fact] = [
      .init("passed", "is what its manifest says", .flag(outcome.isProven ? .yes : .no)),
      .init("bytes", "bytes read", .count(outcome.report.byteCount)), .init("rows", "rows", .count(counts.rows)),
      .init("segments", "examples", .count(counts.segments)), .init("tokens", "tokens", .count(counts.tokens)),
      .init("loss_tokens", "trained tokens", .count(counts.lossTokens)),
    ]
    if outcome.wasSourceAsked {
      facts.append(.init("source_compared", "compared with its source", .flag(outcome.source == nil ? .no : .yes)))
    }
    if let source = outcome.source {
      facts += [
        .init("source_records", "records in the source", .count(source.recordCount)),
        .init("source_exported", "  of them exported, with these tokens and labels", .count(source.exportedCount)),
        .init("source_trimmed", "    of them shortened or divided, as the ledger says", .count(source.trimmedCount)),
        .init("source_dropped", "  of them dropped, as the ledger says", .count(source.droppedCount)),
        .init("source_rejected", "  of them bad, and set aside", .count(source.rejectedCount)),
      ]
    }
    report = Report(
      name: "verify", title: outcome.directory,
      sections: [
        ReportSection("Export", Self.source(of: outcome) + [.facts(ReportFacts("export", facts))]),
        ReportSection("What is wrong", [.findings(outcome.findings)]),
      ])
  }

  /// How the records became conversations, as the manifest says.
  private static func source(of outcome: VerifyOutcome) -> [ReportBlock] {
    guard let layouts = outcome.report.manifest?.description.recordLayouts.fact else { return [] }
    return [.facts(ReportFacts("source", [layouts]))]
  }
}
