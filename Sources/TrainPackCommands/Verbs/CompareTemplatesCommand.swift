import ArgumentParser
import TrainPack

/// `trainpack compare-templates`.
struct CompareTemplatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare-templates",
    abstract: "Says where two chat templates, training's and serving's, give different tokens for a dataset.",
    discussion: """
      trainpack compare-templates qwen2.5-7b-instruct serving.jinja data.jsonl
      trainpack compare-templates training.jinja serving.jinja data.jsonl --profile qwen2.5-7b-instruct --json

      A trains, B serves. Each is a profile (id, alias or path), or a file that ends in .jinja, .jinja2 or .j2, which is \
      rendered with the special tokens and the vocabulary of the profile beside it, or of --profile. For each answer that A \
      trains, the prompt that B renders for it, with the generation cue, must be the beginning of what A trains.

      The template of a tokenizer_config.json becomes a file with:  jq -r .chat_template tokenizer_config.json > b.jinja

      Exit status 0 means the same tokens and prompts everywhere, 1 that they differ or that one template refuses a record.
      """)

  @Argument(help: ArgumentHelp("The template that trains: a profile, or the path of a .jinja file.", valueName: "A"))
  var a: String

  @Argument(help: ArgumentHelp("The template that serves: a profile, or the path of a .jinja file.", valueName: "B"))
  var b: String

  @OptionGroup var dataset: DatasetArguments
  @OptionGroup var model: OptionalModelArguments

  @Option(help: ArgumentHelp("The time that the templates see, such as 2026-11-21T00:00:00Z.", valueName: "time"))
  var now: Timestamp?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most ways to differ that are shown with an example.", valueName: "count"))
  var show = 10

  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  func validate() throws {
    if show < 0 { throw ValidationError("--show takes a number from 0 on, not \(show)") }
    let files = [a, b].filter(ComparedTemplate.isFile)
    if files.isEmpty, let profile = model.profile {
      throw ValidationError("--profile \(profile) serves the files of templates, and A and B are both profiles")
    }
    if files.count == 2, model.profile == nil {
      throw ValidationError("two files of templates need the --profile whose vocabulary and special tokens serve them")
    }
  }

  func run() throws {
    let talk = Talk(global)
    let templates = try ComparedTemplates(
      TemplatePair(a: a, b: b), server: model.profile, in: global.registries(),
      clock: now.map { .fixed(secondsSince1970: $0.secondsSince1970) } ?? .unavailable)
    let outcome = try talk.withProgress("comparing", jobs: dataset.jobCount) { work in
      try CompareTemplatesPipeline(input: dataset.input(), templates: templates, work: work).run()
    }
    talk.sayFindings(of: outcome.summary)
    try talk.write(CompareTemplatesReport(outcome, maximumExamples: show).report, report)
    if outcome.isDifferent || outcome.summary.isEmptied { throw AnswerIsNo() }
  }
}
