import ArgumentParser
import Reports
import TrainPack

/// `trainpack check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Says what of a dataset fits a model, what does not, and what to do.",
    discussion: """
      trainpack check data.jsonl --profile mistral-7b-instruct-v0.3
      trainpack check data.jsonl --profile mistral-7b-instruct-v0.3 --context-length 512 --json

      With several --profile there is a report for each, one after the other; in JSON they are a list. Exit status 1 means \
      that there are findings of severity error.
      """)

  @OptionGroup var dataset: DatasetArguments
  @OptionGroup var models: ModelsArguments
  @OptionGroup var budget: BudgetArguments
  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  func validate() throws {
    if models.profiles.count > 1, dataset.data.contains("-") {
      throw ValidationError("standard input can be read for one --profile only; name files to check for several")
    }
    if models.profiles.count > 1, dataset.onBadRecord == .skip {
      throw ValidationError("the rejects of several models need a file each: run check once for each --profile")
    }
  }

  func run() throws {
    let talk = Talk(global)
    let registries = try global.registries()
    var reports: [Report] = []
    var hasErrors = false
    for profile in models.profiles {
      let outcome = try check(for: profile, in: registries, talk: talk)
      talk.sayRejects(outcome.summary)
      reports.append(outcome.report.document)
      hasErrors = hasErrors || outcome.report.hasErrors
    }
    try talk.write(reports, report)
    if hasErrors { throw AnswerIsNo() }
  }

  private func check(for profile: String, in registries: Registries, talk: Talk) throws -> CheckOutcome {
    let target = try TargetModel(named: profile, in: registries)
    let options = dataset.repeatedOptions + budget.repeatedOptions + global.repeatedOptions
    return try talk.withProgress("checking", jobs: dataset.jobCount) { work in
      try CheckPipeline(
        input: dataset.input(), model: target,
        budget: target.budget(contextLength: budget.contextLength, reserve: budget.reserve),
        given: GivenArguments(
          profile: profile, options: options, contextChoice: budget.contextLength == nil ? .profile : .user), work: work
      ).run()
    }
  }
}
