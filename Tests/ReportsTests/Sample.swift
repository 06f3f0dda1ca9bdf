import Diagnostics

@testable import Reports

/// A report with every kind of block.
enum Sample {
  static let code = DiagnosticCode("sample.wide", "a sample", explanation: "A sample.")

  static var report: Report {
    var lengths = Histogram()
    for value in 0..<2_000 { lengths.add(40 + value % 17 * value % 430) }
    lengths.add(1_079)
    return Report(
      name: "sample", title: "a sample: 患者データ.jsonl",
      sections: [
        ReportSection(
          "Dataset",
          [
            .facts(
              ReportFacts(
                "totals",
                [
                  .init("records", "records", .count(1_273)),
                  .init("efficiency", "efficiency", .share(0.99938, fractionDigits: 2)),
                  .init("model", "model", .text("Mistral 7B Instruct v0.3")),
                  .init("fits", "all fit", .flag(.no)),
                  .init("system_prompt", "システム", .none),
                ])),
            .distribution(Distribution("tokens", "tokens per record", lengths, marks: [.init(512, "budget")])),
          ]),
        ReportSection(
          "Models",
          [
            .table(
              ReportTable(
                "models",
                columns: [
                  .init("model", "model"), .init("tokens", "tokens"), .init("ratio", "per word"), .init("note", "note"),
                ],
                rows: [
                  [
                    .text("mistral-7b-instruct-v0.3"), .count(231_877), .number(1.714, fractionDigits: 2),
                    .text("患者の症状"),
                  ],
                  [
                    .text("qwen2.5-7b-instruct"), .count(9_004), .number(11.4, fractionDigits: 2),
                    .text("the default system prompt is inserted where a record has none, which costs 19 tokens each"),
                  ], [.text("short"), .none],
                ]))
          ]),
        ReportSection(
          "Findings",
          [
            .findings([
              Finding(
                code, .error,
                "12 of 1,273 records are longer than the budget of 512 tokens; the longest is 1,079 tokens, 567 over",
                count: 12,
                places: [
                  InputLocation(source: "患者データ.jsonl", line: 17, recordID: "q-17"),
                  InputLocation(source: "患者データ.jsonl", line: 536),
                ], fix: "trainpack export DATA --profile mistral-7b-instruct-v0.3 --fit trim"),
              Finding(code, .information, "a note\u{1B}[2J", fix: "nothing to do"),
            ])
          ]),
        ReportSection("Left out", []),
        ReportSection("Notes", [.note("Counted with the profile's own template.")]),
      ])
  }
}
