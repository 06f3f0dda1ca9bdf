import ContextFitting
import Reports

/// What fitting does to one record, for people and programs.
public struct FitExplainReport: Sendable {
  public var report: Report

  public init(_ explanation: FitExplanation) {
    let entry = explanation.entry
    var place = explanation.location.source
    if let line = explanation.location.line { place += ":\(line)" }
    var sections = [
      ReportSection(
        "Record",
        [
          .facts(
            ReportFacts(
              "record",
              [
                .init("number", "record", .count(explanation.number)),
                .init("record_id", "identifier", .text(explanation.recordID)), .init("place", "place", .text(place)),
                .init("policy", "policy", .text(explanation.policy.kind.rawValue)),
                .init("budget", "budget in tokens", .count(explanation.budget.tokens)),
                .init("tokens_before", "tokens", .count(explanation.tokensBefore)),
                .init("loss_tokens_before", "  of them trained", .count(explanation.lossTokensBefore)),
                .init("action", "what becomes of it", .text(entry?.action.rawValue ?? "kept")),
                .init("reason", "why", .text(entry?.reason ?? "it fits")),
              ]))
        ])
    ]
    if let entry, !entry.examples.isEmpty {
      sections.append(ReportSection("Afterwards", [.table(Self.examples(entry.examples))]))
      sections.append(ReportSection("Text", [.table(Self.stretches(explanation.stretches))]))
    }
    report = Report(name: "fit-explain", title: "record \(explanation.number), \(place)", sections: sections)
  }

  private static func examples(_ examples: [FitLedgerEntry.Example]) -> ReportTable {
    ReportTable(
      "examples",
      columns: [
        .init("example", "example"), .init("tokens", "tokens"), .init("loss_tokens", "trained"),
        .init("sentences_removed", "sentences removed"), .init("sentences", "of"),
        .init("turns_removed", "turns left out"),
      ],
      rows: examples.enumerated().map { index, example in
        [
          .count(index), .count(example.tokenCount), .count(example.lossTokenCount),
          .count(example.sentences?.removed ?? 0), example.sentences.map { .count($0.total) } ?? .none,
          .count(example.turns.count),
        ]
      })
  }

  private static func stretches(_ stretches: [FitExplanation.Stretch]) -> ReportTable {
    ReportTable(
      "stretches", layout: .passages,
      columns: [
        .init("stretch", "stretch"), .init("text", "text"), .init("example", "example", visibility: .dataOnly),
        .init("field", "field", visibility: .dataOnly), .init("role", "role", visibility: .dataOnly),
        .init("fate", "fate", visibility: .dataOnly),
      ],
      rows: stretches.map { stretch in
        [
          .text(title(of: stretch)),
          .text(String(decoding: stretch.utf8, as: UTF8.self)), .count(stretch.example), .text(stretch.field),
          .text(stretch.role.rawValue), .text(stretch.fate.rawValue),
        ]
      })
  }

  private static func title(of stretch: FitExplanation.Stretch) -> String {
    let calls = stretch.toolCalls.map { ", calls \(String(decoding: $0, as: UTF8.self))" }.joined()
    return "example \(stretch.example), \(stretch.field), \(stretch.role.rawValue), \(stretch.fate.rawValue)" + calls
  }
}
