import ArgumentParser
import Diagnostics
import Reports
import ShardExport
import TrainPack

/// `trainpack export`.
struct ExportCommand: ParsableCommand {
  enum Packing: String, ExpressibleByArgument, CaseIterable {
    case bestFit = "best-fit"
    case none
  }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes packed shards that training reads unchanged.",
    discussion: """
      trainpack export data.jsonl --profile qwen2.5-7b-instruct --output shards
      trainpack export a.jsonl b.jsonl.zst --profile mistral-7b-instruct-v0.3 --context-length 4096 --fit trim --output shards

      The folder holds data/*.jsonl.tar, manifest.json, README.md (a dataset card with every loader line that works), \
      SHA256SUMS, segments.jsonl (where each example came from) and fit-ledger.jsonl (each record that was shortened or \
      dropped). The first loader line is printed.
      """)

  enum OnLostContent: String, ExpressibleByArgument, CaseIterable {
    case stop, keep
  }

  @OptionGroup var dataset: DatasetArguments
  @OptionGroup var model: ModelArguments
  @OptionGroup var budget: BudgetArguments
  @OptionGroup var fitting: FittingArguments

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write.", valueName: "folder"))
  var output: String

  @Option(help: "How examples share rows: best-fit over the whole dataset, or none (one example a row).")
  var pack = Packing.bestFit

  @Flag(help: "Also write position_ids, for trainers that read them (they follow from seq_lengths).")
  var positionIds = false

  @Option(
    help: """
      What to do with a record of which the chat template leaves text out: stop (it is a bad record), or keep it as the \
      template renders it.
      """)
  var onLostContent = OnLostContent.stop

  @Option(
    help: ArgumentHelp(
      "The largest shard, such as 512MB or 2GiB; at least 2048 bytes. A row is never split.", valueName: "size"))
  var shardSize = ByteSize(count: 512_000_000)

  @Option(help: ArgumentHelp("The data's license, an identifier of the Hub, for the card.", valueName: "id"))
  var license = "unknown"

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The data's languages, for the card: en, zh, code, multilingual …", valueName: "code"))
  var language = ["und"]

  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  func validate() throws {
    if output == "-" {
      throw ValidationError("an export is a folder of files and cannot go to standard output: --output takes a folder")
    }
  }

  func run() throws {
    let talk = Talk(global)
    let target = try TargetModel(named: model.profile, in: global.registries())
    let tokens = try target.budget(contextLength: budget.contextLength, reserve: budget.reserve)
    let outcome = try talk.withProgress("exporting", jobs: dataset.jobCount) { work in
      try ExportPipeline(
        input: dataset.input(fitting: fitting), model: target,
        budget: tokens, configuration: configuration, work: work
      ).run()
    }
    talk.sayFindings(of: outcome.summary, further: target.contextFinding(tokens))
    sayLargeShards(of: outcome.manifest)
    try talk.write(ExportReport(outcome: outcome, destination: output).report, report)
    talk.say("prove it with: trainpack verify \(output)")
  }

  /// Says that shards are larger than was asked for, which only rows do that have one to themselves.
  private func sayLargeShards(of manifest: Manifest) {
    let sizes = manifest.splits.flatMap(\.shards).map(\.byteCount)
    let large = sizes.count { $0 > shardSize.count }
    guard large > 0 else { return }
    Console.current.say(
      "warning: \(NumberText.count(large)) of \(NumberText.count(sizes.count)) shards are larger than --shard-size "
        + "\(shardSize.count), up to \(sizes.max() ?? 0) bytes: a row is never split")
  }

  private var configuration: ExportConfiguration {
    ExportConfiguration(
      destination: output, overwrite: dataset.force ? .replace : .refuse, policy: fitting.fit.policy,
      packing: pack == .none ? .none : .bestFit, positionIDs: positionIds ? .written : .omitted,
      lostContent: onLostContent == .stop ? .stop : .keep, maximumShardByteCount: shardSize.count,
      license: CardLicense(identifier: license), languages: language)
  }
}
