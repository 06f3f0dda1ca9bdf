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
      vignette, and nothing else: the question, options, answer and every other field stay as they were. With --fit turns \
      it loses its oldest turns; with --fit split it becomes several records, each with a part of the vignette and all the \
      rest.

      trainpack fit data.jsonl --profile qwen2.5-7b-instruct --context-length 512 --fit trim --explain 3

      shows what fitting does to the third record, and writes nothing.
      """)

  @OptionGroup var dataset: DatasetArguments
  @OptionGroup var model: ModelArguments
  @OptionGroup var budget: BudgetArguments
  @OptionGroup var fitting: FittingArguments

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The file for the fitted records; - is standard output.", valueName: "file")
  )
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The file for the ledger: one JSON line for each record that was shortened or dropped; - is standard output.",
      valueName: "file"))
  var ledger: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Write nothing, and show what fitting does to this record, counted from 1.", valueName: "number"))
  var explain: Int?

  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  func validate() throws {
    if let explain {
      if explain < 1 { throw ValidationError("--explain takes a number from 1 on, not \(explain)") }
      if output != nil || ledger != nil {
        throw ValidationError("--explain writes nothing: leave --output and --ledger out")
      }
      return
    }
    if output == nil { throw ValidationError("name the file for the fitted records with --output FILE") }
    if ledger == nil { throw ValidationError("name the file for the ledger with --ledger FILE") }
    if output == "-", ledger == "-" {
      throw ValidationError("the records and the ledger cannot both go to standard output; name a file for one of them")
    }
  }

  func run() throws {
    let talk = Talk(global)
    let target = try TargetModel(named: model.profile, in: global.registries())
    let tokens = try target.budget(contextLength: budget.contextLength, reserve: budget.reserve)
    if let explain {
      let explanation = try FitExplainPipeline(
        input: dataset.input(fitting: fitting), model: target, budget: tokens, policy: fitting.policy(), number: explain
      ).run()
      try talk.write(FitExplainReport(explanation).report, report)
      return
    }
    let (output, ledger) = (output ?? "-", ledger ?? "-")
    let outcome = try talk.withProgress("fitting", jobs: dataset.jobCount) { work in
      try FitPipeline(
        input: dataset.input(fitting: fitting), model: target, budget: tokens, policy: fitting.policy(),
        output: talk.destination(output), ledger: talk.destination(ledger),
        overwrite: dataset.force ? .replace : .refuse,
        work: work
      ).run()
    }
    let nothingLeft = outcome.nothingLeft(budget: tokens, policy: try fitting.policy())
    talk.sayFindings(of: outcome.summary, further: [target.contextFinding(tokens), outcome.unmetNames, nothingLeft])
    // Where standard output holds records or ledger lines, the report is talk.
    try talk.write(
      [FitReport(outcome: outcome, budget: tokens, output: output, ledger: ledger).report], report,
      to: output == "-" || ledger == "-" ? .errors : .output)
    if outcome.summary.isEmptied || nothingLeft != nil { throw AnswerIsNo() }
  }
}
