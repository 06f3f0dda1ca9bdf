import ArgumentParser
import Reports
import TrainPack

/// `trainpack fit`.
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Writes the records that fit a model's context, in their own format, with a ledger.",
    discussion: """
      trainpack fit data.jsonl --profile qwen2.5-7b-instruct --context-length 512 --fit trim \
      --output fitted.jsonl --ledger ledger.jsonl

      A file that ends in .gz, .xz or .zst is compressed so. With --output - the records go to standard output and the report to standard error. Records that fit are written \
      byte for byte. A trimmed record loses one run of whole sentences from inside its \
      vignette, and nothing else: the question, options, answer and every other field stay as they were.
      """)

  @OptionGroup var dataset: DatasetArguments
  @OptionGroup var model: ModelArguments
  @OptionGroup var budget: BudgetArguments
  @OptionGroup var fitting: FittingArguments

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The file for the fitted records; - is standard output.", valueName: "file")
  )
  var output: String

  @Option(
    help: ArgumentHelp(
      "The file for the ledger: one JSON line for each record that was shortened or dropped; - is standard output.",
      valueName: "file"))
  var ledger: String

  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  func validate() throws {
    if output == "-", ledger == "-" {
      throw ValidationError("the records and the ledger cannot both go to standard output; name a file for one of them")
    }
  }

  func run() throws {
    let talk = Talk(global)
    let target = try TargetModel(named: model.profile, in: global.registries())
    let tokens = try target.budget(contextLength: budget.contextLength, reserve: budget.reserve)
    let outcome = try talk.withProgress("fitting", jobs: dataset.jobCount) { work in
      try FitPipeline(
        input: dataset.input(fitting: fitting), model: target, budget: tokens, policy: fitting.fit.policy,
        output: talk.destination(output), ledger: talk.destination(ledger),
        overwrite: dataset.force ? .replace : .refuse,
        work: work
      ).run()
    }
    let nothingLeft = outcome.nothingLeft(budget: tokens)
    talk.sayFindings(of: outcome.summary, further: [target.contextFinding(tokens), nothingLeft])
    // Where standard output holds records or ledger lines, the report is talk.
    try talk.write(
      [FitReport(outcome: outcome, budget: tokens, output: output, ledger: ledger).report], report,
      to: output == "-" || ledger == "-" ? .errors : .output)
    if outcome.summary.isEmptied || nothingLeft != nil { throw AnswerIsNo() }
  }
}
