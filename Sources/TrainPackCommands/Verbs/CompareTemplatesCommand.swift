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

      trainpack compare-templates qwen2.5-7b-instruct served-model/ data.jsonl --set-b enable_thinking=false

      A trains, B serves. Each is a profile (id, alias or path), a file that ends in .jinja, .jinja2 or .j2, a \
      tokenizer_config.json, or the folder of a model, which holds one or a chat_template.jinja. Files are rendered with the \
      vocabulary of the profile beside them, or of --profile, and with its special tokens where the tokenizer_config.json \
      names none. For each answer that A trains, the prompt that B renders for it, with the generation cue, must be the \
      beginning of what A trains.

      Exit status 0 means the same tokens and prompts everywhere, 1 that they differ or that one template refuses a record.
      """)

  @Argument(help: ArgumentHelp("The template that trains: a profile, or the path of a file or folder.", valueName: "A"))
  var a: String

  @Argument(help: ArgumentHelp("The template that serves: a profile, or the path of a file or folder.", valueName: "B"))
  var b: String

  @OptionGroup var dataset: DatasetArguments
  @OptionGroup var model: OptionalModelArguments

  @Option(help: ArgumentHelp("The time that the templates see, such as 2026-11-21T00:00:00Z.", valueName: "time"))
  var now: Timestamp?

  @Option(
    help: ArgumentHelp(
      "Give A's template a variable, such as enable_thinking=false; a value that is no JSON is a text. Repeatable.",
      valueName: "name=value"))
  var setA: [TemplateSetting] = []

  @Option(
    help: ArgumentHelp(
      "Give B's template a variable, as its server does (chat_template_kwargs). Repeatable.", valueName: "name=value"))
  var setB: [TemplateSetting] = []

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
      TemplatePair(a: a, b: b), settings: TemplatePair(a: setA, b: setB), server: model.profile,
      in: global.registries(),
      clock: now.map { .fixed(secondsSince1970: $0.secondsSince1970) } ?? .unavailable)
    let outcome = try talk.withProgress("comparing", jobs: dataset.jobCount) { work in
      try CompareTemplatesPipeline(input: dataset.input(), templates: templates, work: work).run()
    }
    talk.sayFindings(of: outcome.summary)
    try talk.write(CompareTemplatesReport(outcome, maximumExamples: show).report, report)
    if outcome.isDifferent || outcome.summary.isEmptied { throw AnswerIsNo() }
  }
}

extension TemplateSetting: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
