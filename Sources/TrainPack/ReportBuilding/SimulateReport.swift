import Reports

/// What packing would come to, for people and programs.
public struct SimulateReport: Sendable {
  public var report: Report

  public init(_ outcome: SimulateOutcome, profile: String) {
    let table = ReportTable(
      "contexts",
      columns: [
        .init("context_length", "context length"), .init("reserve", "reserve", visibility: .whenTelling),
        .init("examples", "examples"), .init("trimmed", "of them trimmed", visibility: .whenTelling),
        .init("split", "records divided", visibility: .whenTelling), .init("dropped", "dropped"),
        .init("tokens", "tokens"), .init("rows", "rows"),
        .init("lower_bound", "lower bound"), .init("fewest", "proven fewest"), .init("efficiency", "of rows in use"),
        .init("padding_saved", "padding saved"), .init("attention_pairs", "attention, tokens²"),
        .init("attention_share", "of whole rows'"),
      ],
      rows: outcome.contexts.map { context in
        [
          .count(context.budget.contextLength), .count(context.budget.reserve), .count(context.exampleCount),
          .count(context.trimmedCount), .count(context.splitCount), .count(context.droppedCount),
          .count(context.tokenCount), .count(context.rowCount), .count(context.lowerBound),
          .flag(context.isFewest ? .yes : .no),
          .share(context.efficiency, fractionDigits: 3), .count(context.paddingSaved),
          .count(context.segmentPairCount), .share(context.attentionShare, fractionDigits: 1),
        ]
      })
    report = Report(
      name: "export-simulation",
      title: "\(profile): rows that an export with --pack \(outcome.strategy.rawValue) would have",
      sections: [
        ReportSection(
          "Records",
          outcome.summary.sourceBlocks + [
            .facts(
              ReportFacts(
                "records",
                [
                  .init("read", "read", .count(outcome.summary.recordCount)),
                  .init("rejected", "set aside as bad", .count(outcome.summary.rejectedCount)),
                ]))
          ]),
        ReportSection("Packing", [.table(table), .note(Self.meaning)]),
      ])
  }

  private static let meaning = """
    The lower bound is all tokens over the context length, rounded up; other rules can ask for more rows. Proven fewest: no \
    packing by these rules can have fewer rows; "no" leaves it open. Padding saved: the places without a token that rows \
    of one example each, padded to the context length, would have beyond those of the packed rows. Attention: pairs of \
    tokens within segments, beside those within whole rows, which a trainer computes that does not keep segments apart. \
    Nothing was written.
    """
}
