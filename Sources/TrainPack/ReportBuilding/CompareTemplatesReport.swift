import DatasetChecks
import Diagnostics
import Reports

/// What two chat templates make of a dataset, for people and programs.
public struct CompareTemplatesReport: Sendable {
  public private(set) var report: Report
  private let outcome: CompareTemplatesOutcome
  private let maximumExamples: Int

  private var tally: TemplateComparisonTally { outcome.tally }

  /// - Parameter maximumExamples: The most ways to differ that are shown with an example.
  public init(_ outcome: CompareTemplatesOutcome, maximumExamples: Int = 10) {
    self.outcome = outcome
    self.maximumExamples = maximumExamples
    let names = outcome.templates.pair.map(\.name)
    report = Report(
      name: "compare-templates",
      title: "comparison of the chat templates \(names.a) and \(names.b) on "
        + outcome.summary.files.map(\.name).joined(separator: ", "))
    report.append(ReportSection("Templates", [.table(templates)] + templateNotes))
    report.append(ReportSection("Records", outcome.summary.sourceBlocks + [.facts(records)]))
    report.append(ReportSection("How they differ", [.table(kinds)]))
    report.append(ReportSection("Where they first part", [.table(differences)] + exampleNotes))
    if !lossDifferences.rows.isEmpty {
      report.append(
        ReportSection(
          "Where the loss masks first differ",
          [.table(lossDifferences)] + shownNote(tally.lossDifferences.groups.count)))
    }
    report.append(ReportSection("What B serves for the answers that A trains", promptBlocks))
    if !tally.refusals.isEmpty { report.append(ReportSection("Refused", [.table(refusals)])) }
    report.append(ReportSection("Findings", [.findings(outcome.findings)]))
  }

  // MARK: Templates and records

  private var templates: ReportTable {
    ReportTable(
      "templates",
      columns: [
        .init("side", ""), .init("records", "rendered"), .init("tokens", "tokens"), .init("loss_tokens", "trained"),
        .init("marks_generation", "tagged"), .init("profile", "vocabulary of"), .init("template", "template"),
        .init("sha256", "sha256", visibility: .dataOnly),
        .init("tool_template_sha256", "of records with tools", visibility: .dataOnly),
        .init("variables", "variables", visibility: .dataOnly),
      ],
      rows: TemplateSide.allCases.map { side in
        let template = outcome.templates.pair[side]
        let rendered = tally.rendered[side]
        return [
          .text(side.name), .count(rendered.records), .count(rendered.tokens), .count(rendered.lossTokens),
          .flag(template.scheme.template.usesGenerationTag ? .yes : .no), .text(template.profile),
          .text(template.name), template.sum.map { .text($0.hexadecimal) } ?? .none,
          template.toolTemplateSum.map { .text($0.hexadecimal) } ?? .none,
          .list(template.settings.map(\.written)),
        ]
      })
  }

  private var templateNotes: [ReportBlock] {
    let pair = outcome.templates.pair
    var notes = ["A trains, B serves. Tagged: the template marks what is trained with `{% generation %}`."]
    for side in TemplateSide.allCases {
      if !pair[side].settings.isEmpty {
        notes.append("\(side.name) is given \(Words.list(pair[side].settings.map(\.written))).")
      }
      if pair[side].toolTemplateSum != nil {
        notes.append("\(side.name) renders records with tools by a template of their own, tool_use.")
      }
    }
    return [.note(notes.joined(separator: " "))]
  }

  private var records: ReportFacts {
    var facts: [ReportFacts.Fact] = [
      .init("records", "records", .count(outcome.recordCount)), .init("same", "the same tokens", .count(tally.same)),
      .init("same_in_other_text", "  of them of different texts", .count(tally.sameInOtherText)),
      .init("loss_differs", "  of them with another loss mask", .count(tally.lossDiffers.count)),
      .init("different", "different tokens", .count(tally.different.count)),
      .init("refused_by_a", "refused by A alone", .count(tally.refused.a.count)),
      .init("refused_by_b", "refused by B alone", .count(tally.refused.b.count)),
      .init("refused_by_both", "refused by both", .count(tally.refusedByBoth.count)),
      .init("rejected", "set aside as bad", .count(outcome.summary.rejectedCount)),
    ]
    if tally.plainTexts > 0 {
      facts.append(.init("plain_texts", "texts without turns, which no template renders", .count(tally.plainTexts)))
    }
    return ReportFacts("records", facts)
  }

  private var kinds: ReportTable {
    ReportTable(
      "kinds", layout: outcome.kinds.isEmpty ? .entries : .columns,
      columns: [
        .init("kind", "kind"), .init("by", "by", visibility: .dataOnly), .init("records", "records"),
        .init("only", "only this"), .init("meaning", "what differs"),
      ],
      rows: outcome.kinds.map { entry in
        [
          .text(entry.kind.kind.rawValue), entry.kind.side.map { .text($0.rawValue) } ?? .none, .count(entry.count),
          .count(entry.only), .text(entry.kind.meaning),
        ]
      })
  }

  // MARK: Examples

  private var differences: ReportTable {
    examples("differences", of: tally.differences, further: [.init("kinds", "kinds", visibility: .dataOnly)]) { group in
      let kinds = group.difference
      return (
        Words.list(kinds.map(\.name)),
        [.list(kinds.map { kind in kind.kind.rawValue + (kind.side.map { "-by-\($0.rawValue)" } ?? "") })]
      )
    }
  }

  private var lossDifferences: ReportTable {
    examples(
      "loss_differences", of: tally.lossDifferences,
      further: [.init("trained_by", "trained by", visibility: .dataOnly)]
    ) { group in ("trained with \(group.difference.name) alone", [.text(group.difference.rawValue)]) }
  }

  private var promptDifferences: ReportTable {
    examples(
      "prompt_differences", of: tally.prompts, sides: ("A trains", "B serves"),
      further: [
        .init("answer", "answer", visibility: .dataOnly), .init("is_text", "text differs", visibility: .dataOnly),
      ]
    ) { group in
      let answer = group.answer.map { "the prompt of message \($0 + 1)" } ?? "a prompt"
      return (
        group.difference == .text ? "\(answer) parts" : "\(answer) ends inside a token",
        [group.answer.map { .count($0 + 1) } ?? .none, .flag(group.difference == .text ? .yes : .no)]
      )
    }
  }

  /// The first record of each way in which texts part.
  ///
  /// - Parameters:
  ///   - further: The columns beside those that all such tables have.
  ///   - row: How the texts part, for people, and the values of the further columns.
  private func examples<Difference>(
    _ name: String, of partings: PartingGroups<Difference>, sides: (a: String, b: String) = ("A", "B"),
    further: [ReportTable.Column], _ row: (PartingGroup<Difference>) -> (how: String, further: [ReportValue])
  ) -> ReportTable {
    ReportTable(
      name, layout: .stacked,
      columns: [.init("place", "place"), .init("summary", "how"), .init("a", sides.a), .init("b", sides.b)]
        + Self.dataColumns + further,
      rows: partings.groups.prefix(maximumExamples).map { group in
        let told = row(group)
        return Self.row(of: group, how: told.how) + told.further
      })
  }

  private static let dataColumns: [ReportTable.Column] = [
    .init("source", "source", visibility: .dataOnly), .init("line", "line", visibility: .dataOnly),
    .init("record_id", "record", visibility: .dataOnly), .init("token", "token", visibility: .dataOnly),
    .init("a_id", "id in A", visibility: .dataOnly), .init("b_id", "id in B", visibility: .dataOnly),
    .init("position", "position", visibility: .dataOnly), .init("message", "message", visibility: .dataOnly),
    .init("role", "role", visibility: .dataOnly), .init("records", "records like it", visibility: .dataOnly),
  ]

  private static func row<Difference>(of group: PartingGroup<Difference>, how: String) -> [ReportValue] {
    let place = group.tally.places.first
    let first = group.first
    let others = group.tally.count - 1
    var summary = "token \(NumberText.count(first.token)), \(first.place.words): \(how)"
    if others > 0 { summary += "; \(Words.counted(others, "record")) more like it" }
    return [
      .text(Self.words(for: place)), .text(summary), .text(first.excerpts.a.marked), .text(first.excerpts.b.marked),
      .text(place?.source ?? ""), place?.line.map { .count($0) } ?? .none,
      place?.recordID.map { .text($0) } ?? .none, .count(first.token),
      first.ids.a.map { .count(Int($0)) } ?? .none, first.ids.b.map { .count(Int($0)) } ?? .none,
      .text(first.place.position.rawValue), first.place.message.map { .count($0 + 1) } ?? .none,
      first.place.role.map { .text($0.rawValue) } ?? .none, .count(group.tally.count),
    ]
  }

  /// The line and the identifier of a record.
  private static func words(for place: InputLocation?) -> String {
    guard var place else { return "" }
    place.byteOffset = nil
    place.column = nil
    return place.description
  }

  private var exampleNotes: [ReportBlock] {
    let count = tally.differences.groups.count
    var notes: [ReportBlock] = []
    if count > 0 {
      notes.append(
        .note(
          "▸ stands before the first token that differs; tokens are counted from 0, messages from 1. Records that differ in "
            + "the same kinds and part in the same role are shown by the first of them."))
    }
    return notes + shownNote(count)
  }

  /// That there are more ways to differ than are shown.
  private func shownNote(_ count: Int) -> [ReportBlock] {
    if count <= maximumExamples { return [] }
    return [.note("\(Words.counted(count - maximumExamples, "way")) more; --show \(count) shows all of them.")]
  }

  // MARK: Prompts and refusals

  private var promptBlocks: [ReportBlock] {
    let facts = ReportFacts(
      "prompts",
      [
        .init("prompts", "prompts", .count(tally.promptCount)),
        .init(
          "not_beginning", "not the beginning of what is trained", .count(tally.promptFailures[.text]?.prompts ?? 0)),
        .init(
          "where_records_part", "  of them where the whole record parts", .count(tally.promptsWhereRecordsPart)),
        .init("other_tokens", "ending inside a token of it", .count(tally.promptFailures[.tokens]?.prompts ?? 0)),
        .init("refused_records", "records with prompts that B refuses", .count(tally.promptRefused.count)),
      ])
    // Those that part where the whole record parts are shown with it.
    if promptDifferences.rows.isEmpty { return [.facts(facts)] }
    return [.facts(facts), .table(promptDifferences)] + shownNote(tally.prompts.groups.count)
  }

  private var refusals: ReportTable {
    ReportTable(
      "refusals",
      columns: [
        .init("by", "by"), .init("records", "records"), .init("message", "what the template says"),
        .init("place", "first at"),
      ],
      rows: tally.refusals.map { refusal in
        [
          .text(refusal.key.side.name), .count(refusal.tally.count), .text(refusal.key.message),
          .text(Self.words(for: refusal.tally.places.first)),
        ]
      })
  }
}

extension TemplateDifference {
  /// What differs, for people.
  fileprivate var meaning: String {
    let by = side?.name ?? ""
    switch kind {
    case .beginningTokenMissing: return "\(by) does not begin with the token that begins a text"
    case .beginningTokenRepeated: return "\(by) begins with the token that begins a text more than once"
    case .systemPrompt: return "a system prompt's place or the words around it, or a system turn that a template opens"
    case .date: return "a date that the templates write"
    case .tools: return "definitions, calls or results of tools, or the words around them"
    case .reasoning: return "what the assistant thought, or the words around it"
    case .contentDropped: return "\(by) leaves out text of a message that \(side?.other.name ?? "") writes"
    case .contentRepeated: return "\(by) writes text of a message more than once"
    case .contentChanged: return "a message's text has another form"
    case .order: return "messages stand in another order"
    case .cue: return "the template's words between a prompt and its answer: the end of its turn, the cue"
    case .turnEnd: return "the template's words that end an answer's turn, or the text"
    case .templateWords: return "other words of the template"
    case .whiteSpace: return "white space alone"
    case .tokenization: return "the same text, in other tokens"
    }
  }
}
