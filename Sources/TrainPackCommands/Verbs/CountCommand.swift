import ArgumentParser
import Diagnostics
import Reports
import StrictJSON
import TrainPack

/// `trainpack count`.
struct CountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count", abstract: "Counts the tokens of the rendered conversations, or of one text field.",
    discussion: """
      trainpack count data.jsonl --profile qwen2.5-7b-instruct
      trainpack count data.jsonl --profile qwen2.5-7b-instruct --per-record
      trainpack count text.jsonl --tokenizer cl100k_base.tiktoken --field text
      trainpack count text.jsonl --tokenizer tokenizer.model --field text --engine sentencepiece
      """)

  @OptionGroup var dataset: DatasetArguments

  @OptionGroup var model: OptionalModelArguments

  @Option(
    help: ArgumentHelp("A vocabulary file, or the name of one, to count a field with no template.", valueName: "file"))
  var tokenizer: String?

  @Option(help: ArgumentHelp("The text field to count with --tokenizer.", valueName: "name"))
  var field: String?

  @Flag(help: "Print one JSON line for each record, in place of the totals.")
  var perRecord = false

  @OptionGroup var engine: EngineArguments
  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  private var profile: String? { model.profile }

  func validate() throws {
    if (profile == nil) == (tokenizer == nil) {
      throw ValidationError("name either --profile (whole conversations) or --tokenizer with --field (one text field)")
    }
    if (tokenizer == nil) != (field == nil) { throw ValidationError("--tokenizer and --field go together") }
    if field != nil, dataset.inputFormat != nil {
      throw ValidationError("--input-format goes with --profile: --field counts one field, whatever the format")
    }
    if field != nil, dataset.systemPrompt != nil {
      throw ValidationError("--system-prompt goes with --profile: --field counts one field, with no conversation")
    }
    if field != nil, dataset.system != .stop {
      throw ValidationError("--system goes with --profile: --field counts one field, with no conversation")
    }
  }

  func run() throws {
    let talk = Talk(global)
    let (totals, summary) = try talk.withProgress("counting", jobs: dataset.jobCount) { work in
      if let profile { return try countConversations(profile: profile, work: work, talk: talk) }
      return try countField(work: work, talk: talk)
    }
    talk.sayFindings(of: summary)
    if !perRecord { try talk.write(report(of: totals, summary: summary), report) }
    if summary.isEmptied { throw AnswerIsNo() }
  }

  private func countConversations(profile: String, work: WorkPlan, talk: Talk) throws -> (CountTotals, ReadSummary) {
    let target = try TargetModel(named: profile, in: global.registries(), engine: engine.engine)
    return try CountPipeline(input: dataset.input(), model: target, work: work).run { count in
      guard perRecord else { return }
      try write(
        [
          "record_id": .text(count.recordID), "source": .text(count.location.source),
          "line": count.location.line.map { .integer($0) } ?? .null, "tokens": .integer(count.tokens),
          "loss_tokens": .integer(count.lossTokens), "bytes": .integer(count.bytes),
        ], talk)
    }
  }

  private func countField(work: WorkPlan, talk: Talk) throws -> (CountTotals, ReadSummary) {
    let vocabulary = try LoadedVocabulary(named: tokenizer ?? "", in: global.registries(), engine: engine.engine)
    let pipeline = FieldCountPipeline(
      input: try dataset.input(), tokenizer: vocabulary.tokenizer, field: field ?? "", work: work)
    guard perRecord else { return try pipeline.run() }
    return try pipeline.run { count in
      try write(
        [
          "source": .text(count.location.source), "line": count.location.line.map { .integer($0) } ?? .null,
          "tokens": .integer(count.tokens), "bytes": .integer(count.bytes),
        ], talk)
    }
  }

  private func write(_ line: JSON, _ talk: Talk) throws {
    try talk.console.write(JSONWriter.bytes(of: line) + [0x0A])
  }

  private func report(of totals: CountTotals, summary: ReadSummary) -> Report {
    var facts: [ReportFacts.Fact] = [
      .init("records", "records", .count(totals.records)), .init("tokens", "tokens", .count(totals.tokens)),
    ]
    if profile != nil { facts.append(.init("loss_tokens", "trained tokens", .count(totals.lossTokens))) }
    facts.append(.init("bytes", profile == nil ? "bytes of text" : "bytes, rendered", .count(totals.bytes)))
    if summary.rejectedCount > 0 { facts.append(.init("rejected", "bad records", .count(summary.rejectedCount))) }
    return Report(
      name: "count", title: summary.files.map(\.name).joined(separator: ", "),
      sections: [
        ReportSection(
          "Totals",
          summary.sourceBlocks + [.facts(ReportFacts("totals", facts))])
      ])
  }
}
