import ArgumentParser
import Reports
import TrainPack

/// `trainpack verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Re-reads an export and proves it against its manifest, and against its source.",
    discussion: """
      trainpack verify shards
      trainpack verify shards --source data.jsonl

      Checked are every file's bytes and sums, the tar form, each row, the counters, segments.jsonl, the ledger and the \
      card. With --source the export is made again in all but its files: the source is read, rendered, encoded, fitted and \
      packed with the profile and the settings that the manifest names, and every example's tokens and loss mask, every \
      line of the ledger, the order of both, the counts and the sums of the inputs must be the same. Exit status 1 means \
      that the export is not what its manifest says.
      """)

  @Argument(help: "The export's folder.")
  var directory: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "The files that the export was made from, in the same order; - is standard input.", valueName: "data"))
  var source: [String] = []

  @Option(
    help: ArgumentHelp(
      "With --source: the profile that the export was made for, where it is not among the known ones: the path of its file.",
      valueName: "profile"))
  var profile: String?

  @Option(
    help: ArgumentHelp("With --source: the file that export --system-prompt was given.", valueName: "file"))
  var systemPrompt: String?

  @Option(
    help: ArgumentHelp(
      "With --source: the file that export --record-layout was given, where it was a file.", valueName: "file"))
  var recordLayout: String?

  @OptionGroup var limits: InputLimitArguments

  @OptionGroup var jobs: JobsArguments
  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  func validate() throws {
    if source.count(where: { $0 == "-" }) > 1 { throw ValidationError("standard input can be read only once") }
    if source.isEmpty, profile != nil || systemPrompt != nil || recordLayout != nil {
      throw ValidationError(
        "--profile, --system-prompt and --record-layout go with --source: nothing is encoded without it")
    }
  }

  func run() throws {
    let talk = Talk(global)
    let outcome = try talk.withProgress("verifying", jobs: jobs.count) { work in
      try VerifyPipeline(directory: directory, source: verifySource(), work: work).run()
    }
    try talk.write(VerifyReport(outcome: outcome).report, report)
    if !outcome.isProven { throw AnswerIsNo() }
  }

  private func verifySource() throws -> VerifySource? {
    if source.isEmpty { return nil }
    return VerifySource(
      paths: source, profile: profile, systemPromptPath: systemPrompt, recordLayoutPath: recordLayout,
      limits: limits.limits,
      registries: try global.registries())
  }
}
