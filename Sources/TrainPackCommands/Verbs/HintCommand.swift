import ArgumentParser
import Reports
import SizeHints
import TrainPack

extension TuningGoal: ExpressibleByArgument {}
extension TuningMethod: ExpressibleByArgument {}

/// `trainpack hint`.
struct HintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hint", abstract: "Says how much data a fine-tuning needs, each number with its rule and evidence.",
    discussion: """
      trainpack hint --profile mistral-7b-instruct-v0.3 --method lora --rank 16
      trainpack hint data.jsonl --profile qwen2.5-7b-instruct --goal domain --batch-size 32 --epochs 2
      trainpack hint --parameters 70.6B --method full --records 1000
      trainpack hint --config config.json --method lora --records 12000 --loss-tokens 1500000

      The model is a profile, a config.json of the Hugging Face Hub, or only a size. With data its records and tokens are \
      counted, for which a profile is needed. Three bands are given: floor, pilot and full. They are hints: nobody knows \
      how many examples are best for a model's size, and no rule of pretraining is applied.
      """)

  @Argument(
    help: ArgumentHelp(
      "Files of records, as check takes them, whose records and tokens are counted; - is standard input.",
      valueName: "data"))
  var data: [String] = []

  @OptionGroup var model: OptionalModelArguments

  @Option(
    help: ArgumentHelp(
      "The config.json of a model, for the sizes of its matrices; with --profile it takes the place of the profile's.",
      valueName: "file"))
  var config: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The model's parameters, such as 70.6B or 350M; with a --profile only where that states none.", valueName: "count"
    ), transform: ParameterCount.init(parsing:))
  var parameters: ParameterCount?

  @Option(help: "How the model is tuned: full, lora or qlora.")
  var method = TuningMethod.lora

  @Option(parsing: .unconditional, help: ArgumentHelp("The rank of the adapters (default: 16).", valueName: "rank"))
  var rank: Int?

  @Option(
    help: ArgumentHelp(
      "The matrices with an adapter: all-linear, attention, mlp, or some of q,k,v,o,gate,up,down (default: all-linear).",
      valueName: "names"))
  var targets: String?

  @Option(help: "What is taught: style (and format), task, or domain.")
  var goal = TuningGoal.task

  @Option(parsing: .unconditional, help: ArgumentHelp("Rows that one optimiser step sees.", valueName: "rows"))
  var batchSize: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Tokens that one optimiser step sees.", valueName: "tokens"))
  var batchTokens: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("The passes over the data that are planned.", valueName: "count"))
  var epochs: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The number of records, where no data is named.", valueName: "count"))
  var records: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Their tokens, where no data is named.", valueName: "count"))
  var tokens: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Their trained tokens, where no data is named.", valueName: "count"))
  var lossTokens: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The length of a packed row, in tokens (default: what the profile recommends).", valueName: "tokens"))
  var contextLength: Int?

  @OptionGroup var reading: ReadingArguments
  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  /// A rank beyond every matrix of every model.
  private static let largestRank = 1 << 16

  func validate() throws {
    try ReadingArguments.check(data)
    if model.profile == nil, config == nil, parameters == nil {
      throw ValidationError("name the model: --profile, --config FILE or --parameters COUNT")
    }
    if !data.isEmpty, model.profile == nil {
      throw ValidationError(
        "counting the tokens of data needs a --profile; without one state --records and --loss-tokens")
    }
    if !data.isEmpty, records != nil || tokens != nil || lossTokens != nil {
      throw ValidationError("--records, --tokens and --loss-tokens are for when no data is named: it is counted")
    }
    if method == .full, rank != nil || targets != nil {
      throw ValidationError("--rank and --targets go with --method lora or qlora")
    }
    if batchSize != nil, batchTokens != nil {
      throw ValidationError("a step has --batch-size rows or --batch-tokens tokens; give one")
    }
    if data.isEmpty, contextLength != nil {
      throw ValidationError("--context-length goes with data, whose rows it packs")
    }
    let counts: [(String, Int?)] = [
      ("--rank", rank), ("--batch-size", batchSize), ("--batch-tokens", batchTokens), ("--epochs", epochs),
      ("--records", records), ("--tokens", tokens), ("--loss-tokens", lossTokens), ("--context-length", contextLength),
    ]
    for case (let option, let value?) in counts where value < 1 {
      throw ValidationError("\(option) takes a number from 1 on, not \(value)")
    }
    if let tokens, let lossTokens, lossTokens > tokens {
      throw ValidationError(
        "--loss-tokens are some of --tokens: \(lossTokens) trained tokens cannot be among \(tokens)")
    }
    if let rank, rank > Self.largestRank {
      throw ValidationError("--rank takes a number up to \(Self.largestRank), not \(rank)")
    }
  }

  func run() throws {
    let talk = Talk(global)
    var request = HintRequest(
      subject: try subject(), goal: goal, method: method, rank: rank ?? 16,
      targets: try targets.map { try LoRATargets($0) } ?? .allLinear,
      dataset: DatasetMeasure(records: records, tokens: tokens, lossTokens: lossTokens),
      batch: batchSize.map { .rows($0) } ?? batchTokens.map { .tokens($0) }, epochs: epochs)
    if data.isEmpty { return try talk.write(HintReport(request).report, report) }
    let (measured, summary) = try measure(talk)
    request.dataset = measured
    talk.sayFindings(of: summary)
    try talk.write(HintReport(request).report, report)
    if summary.isEmptied { throw AnswerIsNo() }
  }

  private func subject() throws -> HintSubject {
    if let config { return try HintSubject(configPath: config, parameters: parameters?.count) }
    guard let name = model.profile else {
      guard let parameters else { throw ValidationError("name the model") }
      return HintSubject(name: "a model of \(parameters.text) parameters", parameters: parameters.count)
    }
    var subject = HintSubject(try global.registries().profiles.profile(named: name))
    guard let parameters else { return subject }
    if let known = subject.parameters {
      throw ValidationError(
        "the profile \(subject.name) states its \(known) parameters; leave out --parameters or --profile")
    }
    subject.parameters = parameters.count
    return subject
  }

  private func measure(_ talk: Talk) throws -> (DatasetMeasure, ReadSummary) {
    let target = try TargetModel(named: model.profile ?? "", in: global.registries())
    return try talk.withProgress("counting", jobs: reading.jobCount) { work in
      try DatasetMeasure.measuring(
        reading.input(data), for: target, budget: target.budget(contextLength: contextLength, reserve: 0), work: work)
    }
  }
}
