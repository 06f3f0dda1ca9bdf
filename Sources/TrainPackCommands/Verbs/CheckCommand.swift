import ArgumentParser
import TrainPack

/// `trainpack check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Says what of a dataset fits a model, what does not, and what to do.",
    discussion: """
      trainpack check data.jsonl --profile mistral-7b-instruct-v0.3
      trainpack check data.jsonl --profile mistral-7b-instruct-v0.3 --context-length 512 --json

      Exit status 1 means that there are findings of severity error.
      """)

  @OptionGroup var dataset: DatasetArguments
  @OptionGroup var model: ModelArguments
  @OptionGroup var budget: BudgetArguments
  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  func run() throws {
    let talk = Talk(global)
    let target = try TargetModel(named: model.profile, in: global.registries())
    let outcome = try talk.withProgress("checking", jobs: dataset.jobCount) { work in
      try CheckPipeline(
        input: dataset.input(), model: target,
        budget: target.budget(contextLength: budget.contextLength, reserve: budget.reserve), work: work
      ).run()
    }
    talk.sayRejects(outcome.summary)
    try talk.write(outcome.report.document, report)
    if outcome.report.hasErrors { throw AnswerIsNo() }
  }
}
