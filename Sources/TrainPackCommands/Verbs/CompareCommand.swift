import ArgumentParser
import Reports
import TrainPack

extension CompareOutcome.Order: ExpressibleByArgument {}

/// `trainpack compare`.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compares what models make of one dataset: tokens, lengths, rows, compute.",
    discussion: """
      trainpack compare data.jsonl --profile mistral-7b-instruct-v0.3 --profile qwen2.5-7b-instruct
      trainpack compare data.jsonl --context-length 1024 --context-length 2048 --fit trim --sort rows

      One pass over the data for all profiles; without --profile all that describe one model are compared, which leaves out \
      the generic ones (generic-chatml, generic-alpaca) unless they are named. A profile whose \
      vocabulary is missing is listed with the command that fetches it, and a record that a template refuses counts \
      against that profile alone.
      """)

  @OptionGroup var dataset: DatasetArguments

  @Option(
    name: .customLong("profile"),
    help: ArgumentHelp(
      "A model: a profile's id or alias (`trainpack profiles list`), or the path of a profile file (default: every one but the generic).",
      valueName: "profile"))
  var profiles: [String] = []

  @Option(
    name: .customLong("context-length"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A context length to look at, in tokens; may be given several times (default: 2048, 4096, 8192, and what each profile recommends).",
      valueName: "tokens"))
  var contextLengths: [Int] = []

  @OptionGroup var fitting: FittingArguments

  @Option(
    help: """
      What profiles are sorted by: tokens; overflow or rows, both at the first context length; compute; or name. Profiles \
      that refuse records, or leave something out of them, come after those that render them whole, and for rows those \
      that drop more records after those that drop fewer.
      """)
  var sort = CompareOutcome.Order.tokens

  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  func validate() throws {
    for length in contextLengths where length < 1 {
      throw ValidationError("--context-length takes a number from 1 on, not \(length)")
    }
    if ![.drop, .trim, .turns].contains(fitting.fit) {
      throw ValidationError("compare takes --fit drop, trim or turns: what leaves one example of a record, or none")
    }
  }

  func run() throws {
    let talk = Talk(global)
    let registries = try global.registries()
    let compared =
      try profiles.isEmpty ? ComparedModels(allIn: registries) : ComparedModels(named: profiles, in: registries)
    var outcome = try talk.withProgress("comparing", jobs: dataset.jobCount) { work in
      try ComparePipeline(
        input: dataset.input(fitting: fitting), models: compared.models, contextLengths: lengths,
        policy: fitting.policy(), work: work
      ).run()
    }
    outcome.notCompared = compared.notCompared + outcome.notCompared
    talk.sayFindings(of: outcome.summary)
    try talk.write(CompareReport(outcome, sortedBy: sort).report, report)
    if outcome.summary.isEmptied { throw AnswerIsNo() }
  }

  /// The lengths asked for, ascending, each once; `nil` for none.
  private var lengths: [Int]? { contextLengths.isEmpty ? nil : Set(contextLengths).sorted() }
}
