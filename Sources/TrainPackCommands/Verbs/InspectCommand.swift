import ArgumentParser
import Reports
import TrainPack

/// `trainpack inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Shows a row of an export: its examples, their text, and what is trained.",
    discussion: """
      trainpack inspect shards --row 0
      trainpack inspect shards --row 17 --split validation

      Rows are counted as `load_dataset` counts them: from 0 in their split. Tokens are shown as the text that they stand \
      for, cut where training begins and ends; each example is named with the record that it came from.
      """)

  @Argument(help: "The export's folder.")
  var directory: String

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The row, counted from 0 in its split.", valueName: "number"))
  var row: Int

  @Option(help: ArgumentHelp("The split (default: the first).", valueName: "name"))
  var split: String?

  @Option(
    help: ArgumentHelp(
      "The profile that the export was made for, where it is not among the known ones: the path of its file.",
      valueName: "profile"))
  var profile: String?

  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  func validate() throws {
    if row < 0 { throw ValidationError("--row takes a number from 0 on, not \(row)") }
  }

  func run() throws {
    let talk = Talk(global)
    let outcome = try InspectPipeline(
      directory: directory, row: row, split: split, profile: profile, registries: try global.registries()
    ).run()
    try talk.write(InspectReport(outcome, directory: directory).report, report)
  }
}
