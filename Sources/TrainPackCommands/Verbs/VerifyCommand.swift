import ArgumentParser
import Reports
import TrainPack

/// `trainpack verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Re-reads an export and proves it against its manifest.",
    discussion: """
      trainpack verify shards
      trainpack verify shards --source data.jsonl

      Checked are every file's bytes and sums, the tar form, each row, the counters, segments.jsonl, the ledger and the \
      card. With --source the records of the source files are read again: each must be exported, dropped or rejected \
      exactly once, with the bytes that it had, and every cut in the ledger must reproduce. Exit status 1 means that the \
      export is not what its manifest says.
      """)

  @Argument(help: "The export's folder.")
  var directory: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The files that the export was made from, in the same order.", valueName: "data"))
  var source: [String] = []

  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  func run() throws {
    let talk = Talk(global)
    let outcome = try talk.withProgress("verifying", jobs: WorkPlan.processorCount) { work in
      try VerifyPipeline(directory: directory, sources: source, work: work).run()
    }
    try talk.write(VerifyReport(outcome: outcome).report, report)
    if !outcome.isProven { throw AnswerIsNo() }
  }
}
