import Reports
import ShardExport

/// A row of an export, for people and programs.
public struct InspectReport: Sendable {
  public var report: Report

  public init(_ outcome: InspectOutcome, directory: String) {
    let row = outcome.row
    let sources: [SegmentSource]
    let counts: [(tokens: Int, lossTokens: Int)]
    let texts: ReportTable
    switch row.contents {
    case .tokens(let segments):
      sources = segments.map(\.source)
      counts = segments.map { ($0.tokens.count, $0.lossTokenCount) }
      texts = Self.stretches(outcome.stretches)
    case .text(let text):
      sources = [text.source]
      counts = [(text.tokenCount, text.lossTokenCount)]
      texts = Self.texts(text)
    }
    report = Report(
      name: "inspect", title: "\(directory): row \(row.number) of \(row.split), \(row.manifest.rowSchema.identifier)",
      sections: [
        ReportSection(
          "Row",
          [
            .facts(
              ReportFacts(
                "row",
                [
                  .init("split", "split", .text(row.split)), .init("number", "row", .count(row.number)),
                  .init("shard", "shard", .text(row.shardPath)),
                  .init("number_in_shard", "row in the shard", .count(row.numberInShard)),
                  .init("profile", "profile", .text(row.manifest.description.profile)),
                  .init("tokens", "tokens", .count(counts.reduce(0) { $0 + $1.tokens })),
                  .init("loss_tokens", "trained tokens", .count(counts.reduce(0) { $0 + $1.lossTokens })),
                ])), .table(Self.examples(sources, counts)),
          ]),
        ReportSection("Text", [.table(texts)]),
      ])
  }

  private static func examples(_ sources: [SegmentSource], _ counts: [(tokens: Int, lossTokens: Int)]) -> ReportTable {
    let isAnyDivided = sources.contains { $0.example != nil }
    return ReportTable(
      "examples",
      columns: [
        .init("example", "example"), .init("record_id", "record"), .init("source", "source"), .init("line", "line"),
        .init("record_example", "in its record", visibility: isAnyDivided ? .always : .dataOnly),
        .init("tokens", "tokens"), .init("loss_tokens", "trained"),
      ],
      rows: zip(sources, counts).enumerated().map { index, example in
        [
          .count(index), example.0.recordID.map { .text($0) } ?? .none, .text(example.0.file),
          example.0.line.map { .count($0) } ?? .none, example.0.example.map { .count($0) } ?? .none,
          .count(example.1.tokens), .count(example.1.lossTokens),
        ]
      })
  }

  /// The text of tokens, stretch by stretch.
  private static func stretches(_ examples: [[TokenStretch]]) -> ReportTable {
    ReportTable(
      "stretches", layout: .passages,
      columns: [
        .init("stretch", "stretch"), .init("text", "text"), .init("example", "example", visibility: .dataOnly),
        .init("first_token", "first token", visibility: .dataOnly), .init("tokens", "tokens", visibility: .dataOnly),
        .init("trained", "trained", visibility: .dataOnly),
      ],
      rows: examples.enumerated().flatMap { example, stretches in
        stretches.map { stretch in
          let count = stretch.tokens.count
          let name =
            "example \(example), \(NumberText.count(count)) token\(count == 1 ? "" : "s"), "
            + (stretch.isTrained ? "trained" : "not trained")
          return [
            .text(name), .text(String(decoding: stretch.utf8, as: UTF8.self)), .count(example),
            .count(stretch.tokens.lowerBound), .count(count), .flag(stretch.isTrained ? .yes : .no),
          ]
        }
      })
  }

  /// The texts of a row that a trainer renders or tokenizes.
  private static func texts(_ row: TextRow) -> ReportTable {
    var rows: [[ReportValue]] = []
    func add(_ name: String, _ text: [UInt8]?) {
      if let text { rows.append([.text(name), .text(String(decoding: text, as: UTF8.self))]) }
    }
    func add(_ column: String, _ messages: [RowMessage]) {
      for (index, message) in messages.enumerated() {
        let name = "\(column)[\(index)], \(String(decoding: message.role, as: UTF8.self))"
        add("\(name), reasoning_content", message.reasoning)
        add(name, message.content)
        for call in message.toolCalls ?? [] {
          add("\(name), call of \(String(decoding: call.name, as: UTF8.self))", call.arguments)
        }
      }
    }
    switch row.content {
    case .text(let text): add("text", text)
    case .messages(let messages): add("messages", messages)
    case .promptCompletion(let prompt, let completion):
      add("prompt", prompt)
      add("completion", [completion])
    case .preference(let prompt, let chosen, let rejected):
      add("prompt", prompt)
      add("chosen", chosen)
      add("rejected", rejected)
    }
    add("tools", row.tools)
    return ReportTable(
      "texts", layout: .passages, columns: [.init("place", "place"), .init("text", "text")], rows: rows)
  }
}
