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

  @Option(help: ArgumentHelp("The largest shard, such as 512MB or 2GiB.", valueName: "size"))
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
    try talk.write(ExportReport(outcome: outcome, destination: output).report, report)
    talk.say("prove it with: trainpack verify \(output)")
  }

  private var configuration: ExportConfiguration {
    ExportConfiguration(
      destination: output, overwrite: dataset.force ? .replace : .refuse, policy: fitting.fit.policy,
      packing: pack == .none ? .none : .bestFit, positionIDs: positionIds ? .written : .omitted,
      maximumShardByteCount: shardSize.count, license: CardLicense(identifier: license), languages: language)
  }
}
