import ArgumentParser
import Diagnostics
import Reports
import ShardExport
import TrainPack

/// `trainpack export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes shards that training reads unchanged.",
    discussion: """
      trainpack export data.jsonl --profile qwen2.5-7b-instruct --output shards
      trainpack export a.jsonl b.jsonl.zst --profile mistral-7b-instruct-v0.3 --context-length 4096 --fit trim --output shards
      trainpack export data.jsonl --profile qwen2.5-7b-instruct --rows messages --layout webdataset --output shards
      trainpack export data.jsonl --profile qwen2.5-7b-instruct --for axolotl --output shards
      trainpack export data.jsonl --profile qwen2.5-7b-instruct --split train=0.9,validation=0.1 --output shards

      The folder holds the shards in data/, manifest.json, README.md (a dataset card with every loader line that works), \
      SHA256SUMS, segments.jsonl (where each example came from) and fit-ledger.jsonl (each record that was shortened or \
      dropped). The first loader line is printed. Exit status 1 means that the export was written, and that a consumer \
      would read a column otherwise than it is written: the finding says which.
      """)

  enum OnLostContent: String, ExpressibleByArgument, CaseIterable {
    case stop, keep
  }

  @OptionGroup var dataset: DatasetArguments
  @OptionGroup var model: ModelArguments
  @OptionGroup var budget: BudgetArguments
  @OptionGroup var fitting: FittingArguments

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write (with --simulate: none).", valueName: "folder"))
  var output: String?

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      """
      Rows, layout and columns as this trainer reads them best, and its own lines in the card. --rows, --layout and \
      --compression beside it are kept where it can take them.
      """, valueName: "trainer"))
  var trainer: Trainer?

  @Option(
    help: """
      What a row is: packed (tokens of several examples; the default without --for), tokens (one example), messages, \
      prompt-completion (the last answer apart), text (the template applied), or preference (a chosen and a rejected \
      answer).
      """)
  var rows: RowKind?

  @OptionGroup var packing: PackingArguments

  @Option(
    help: ArgumentHelp(
      """
      Write nothing, and tell what packed rows of these lengths would come to, such as 2048,4096,8192: rows, the share of \
      them in use, padding saved, attention.
      """, valueName: "tokens"))
  var simulate: String?

  @Option(
    help: """
      jsonl-tar (one JSONL file in a tar: load_dataset gives flat columns; the default without --for), webdataset (one \
      member a row: streams, and webdataset reads it), or jsonl (no tar).
      """)
  var layout: ShardLayout?

  @Option(
    help: "How shards are compressed: none, gzip or xz; zstd with --layout jsonl alone, as nothing reads .tar.zst.")
  var compression = ShardCompression.none

  @Option(
    help: ArgumentHelp(
      """
      Divide the examples by shares, such as train=0.9,validation=0.1. Who is where depends on the seed, the shares and the \
      bytes of the exported records, not on their order. Records that repeat one another stay in one split.
      """, valueName: "shares"))
  var split: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("With --split: another draw (default: 0).", valueName: "number"))
  var seed: Int?

  @Option(
    help: ArgumentHelp(
      "With --split: divide the records of each value of this field alike (a top-level field, or a JSON pointer).",
      valueName: "field"))
  var stratify: String?

  @Option(
    help: ArgumentHelp(
      "A file whose records are a split of their own, such as validation=dev.jsonl; repeatable. The data are train then.",
      valueName: "name=file"))
  var splitFile: [String] = []

  @Flag(help: "Also write position_ids, for trainers that read them (they follow from seq_lengths).")
  var positionIds = false

  @Option(
    help: """
      What to do with a record of which the chat template leaves text out: stop (it is a bad record), or keep it as the \
      template renders it.
      """)
  var onLostContent = OnLostContent.stop

  @OptionGroup var sharding: ShardingArguments

  @Option(help: ArgumentHelp("The data's license, an identifier of the Hub, for the card.", valueName: "id"))
  var license = "unknown"

  @Option(help: ArgumentHelp("With --license other: the name of the terms.", valueName: "name"))
  var licenseName: String?

  @Option(
    help: ArgumentHelp(
      "With --license other: where the terms stand, a URL or a file of the repository.", valueName: "link"))
  var licenseLink: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The data's languages, for the card: en, zh, code, multilingual …", valueName: "code"))
  var language = ["und"]

  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  func validate() throws {
    if simulate == nil, output == nil { throw ValidationError("Missing expected argument '--output <folder>'") }
    try validateSimulation()
    if license != "other", licenseName != nil || licenseLink != nil {
      throw ValidationError("--license-name and --license-link go with --license other")
    }
    if output == "-" {
      throw ValidationError("an export is a folder of files and cannot go to standard output: --output takes a folder")
    }
    if choice.rows != .packed, packing.areGiven || positionIds {
      throw ValidationError(
        "--pack, --max-segments, --segment-multiple, --shuffle and --position-ids go with --rows packed"
          + choice.rowsReason)
    }
    if stratify == "" { throw ValidationError("--stratify takes the name of a field, and is empty") }
    if split == nil, seed != nil || stratify != nil { throw ValidationError("--seed and --stratify go with --split") }
    if split != nil, !splitFile.isEmpty {
      throw ValidationError("--split and --split-file are two ways to make splits: give one of them")
    }
    if let seed, seed < 0 { throw ValidationError("--seed takes a number from 0 on, not \(seed)") }
    for file in splitFile where Self.splitFile(file) == nil {
      throw ValidationError("--split-file takes a name and a file, such as validation=dev.jsonl, not \(file)")
    }
  }

  private func validateSimulation() throws {
    guard let simulate else { return }
    if Self.lengths(simulate) == nil {
      throw ValidationError(
        "--simulate takes numbers of tokens with commas between, such as 2048,4096, not \(simulate)")
    }
    if choice.rows != .packed {
      let option = rows.map { "--rows \($0.rawValue)" } ?? "--for \(trainer?.rawValue ?? "")"
      throw ValidationError("--simulate tells what packed rows come to: leave \(option) out")
    }
    if budget.contextLength != nil {
      throw ValidationError("--simulate names the context lengths: leave --context-length out")
    }
    if split != nil || !splitFile.isEmpty {
      throw ValidationError("--simulate packs the dataset as one: leave --split and --split-file out")
    }
  }

  /// The numbers of a list, ascending, each once; `nil` where it holds something else.
  private static func lengths(_ list: String) -> [Int]? {
    let numbers = list.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    let lengths = numbers.compactMap(\.self).filter { $0 > 0 }
    return lengths.count == numbers.count ? Set(lengths).sorted() : nil
  }

  func run() throws {
    let talk = Talk(global)
    let target = try TargetModel(named: model.profile, in: global.registries())
    if let lengths = simulate.flatMap(Self.lengths) { return try runSimulation(lengths, target, talk) }
    let output = output ?? ""
    let tokens = try target.budget(contextLength: budget.contextLength, reserve: budget.reserve)
    let outcome = try talk.withProgress("exporting", jobs: dataset.jobCount) { work in
      try ExportPipeline(
        input: dataset.input(fitting: fitting, further: splitFiles.map(\.path)), model: target,
        budget: tokens, configuration: configuration(to: output), work: work
      ).run()
    }
    talk.sayFindings(of: outcome.summary, further: [target.contextFinding(tokens)])
    sayLargeShards(of: outcome.manifest)
    sayUnlistedLicense()
    try talk.write(ExportReport(outcome: outcome, destination: output).report, report)
    talk.say("prove it with: trainpack verify \(ShellWord.quoted(output))")
    if outcome.hasErrors { throw AnswerIsNo() }
  }

  private func runSimulation(_ lengths: [Int], _ target: TargetModel, _ talk: Talk) throws {
    let budgets = try lengths.map { try target.budget(contextLength: $0, reserve: budget.reserve) }
    let first = budgets[0]
    let outcome = try talk.withProgress("packing", jobs: dataset.jobCount) { work in
      try ExportPipeline(
        input: dataset.input(fitting: fitting), model: target, budget: first, configuration: configuration(to: ""),
        work: work
      ).simulate(budgets)
    }
    talk.sayFindings(of: outcome.summary, further: budgets.map(target.contextFinding))
    try talk.write(SimulateReport(outcome, profile: target.profile.id).report, report)
    if outcome.summary.isEmptied { throw AnswerIsNo() }
  }

  /// Says that shards are larger than was asked for, which only rows do that have one to themselves.
  private func sayLargeShards(of manifest: Manifest) {
    let sizes = manifest.splits.flatMap(\.shards).map(\.contentByteCount)
    let large = sizes.count { $0 > sharding.shardSize.count }
    guard large > 0 else { return }
    let shards = "\(NumberText.count(sizes.count)) shard\(sizes.count == 1 ? "" : "s")"
    Console.current.say(
      "warning: \(NumberText.count(large)) of \(shards) \(large == 1 ? "is" : "are") larger than --shard-size "
        + "\(sharding.shardSize.count), up to \(sizes.max() ?? 0) bytes: a row is never split")
  }

  private var cardLicense: CardLicense { CardLicense(identifier: license, name: licenseName, link: licenseLink) }

  private func sayUnlistedLicense() {
    if cardLicense.isListed { return }
    Console.current.say(
      "warning: the Hub lists no license \(license), and may refuse the card: use one that it lists, such as cc-by-4.0, or "
        + "--license other with --license-name and --license-link")
  }

  private static func splitFile(_ text: String) -> SplitFile? {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2, !sides[1].isEmpty, SplitName.isUsable(String(sides[0])) else { return nil }
    return SplitFile(split: String(sides[0]), path: String(sides[1]))
  }

  private var splitFiles: [SplitFile] { splitFile.compactMap(Self.splitFile) }

  private func splitting() throws -> Splitting {
    if let split {
      return .shares(try SplitShares(split), seed: seed ?? 0, stratifyBy: try stratify.map { try CategoryField($0) })
    }
    return splitFiles.isEmpty ? .none : .files(splitFiles)
  }

  /// What rows and files are, as it was asked for or as the trainer wants it.
  private var choice: ExportChoice {
    ExportChoice(trainer: trainer, rows: rows, layout: layout, positionIDs: positionIds ? .written : nil)
  }

  private func configuration(to output: String) throws -> ExportConfiguration {
    let choice = choice
    return ExportConfiguration(
      destination: output, overwrite: dataset.force ? .replace : .refuse, policy: try fitting.policy(),
      rows: choice.rows, packing: packing.strategy, maximumSegments: packing.maxSegments,
      segmentMultiple: packing.segmentMultiple ?? 1, shuffleSeed: packing.shuffle,
      positionIDs: choice.positionIDs,
      lostContent: onLostContent == .stop ? .stop : .keep, layout: choice.layout, compression: compression,
      trainer: trainer, splitting: try splitting(), sharding: sharding.rules, wids: sharding.wids ? .written : .omitted,
      license: cardLicense,
      languages: language)
  }
}

extension RowKind: ExpressibleByArgument {}
extension Trainer: ExpressibleByArgument {}
extension ShardLayout: ExpressibleByArgument {}
extension ShardCompression: ExpressibleByArgument {}
