import ArgumentParser
import Diagnostics
import ExampleEncoding
import TrainPack

/// Which records are read, and how.
@dynamicMemberLookup
struct DatasetArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      """
      Files of records (JSON Lines, JSON arrays and objects, CSV, TSV), plain or compressed (.gz .zst .xz), tar archives and \
      folders of them, quoted patterns such as 'data/*.jsonl'; what is in a file is told by its content; - is standard input.
      """,
      valueName: "data")
  )
  var data: [String]

  @OptionGroup var reading: ReadingArguments

  func validate() throws { try ReadingArguments.check(data) }

  subscript<Value>(dynamicMember member: KeyPath<ReadingArguments, Value>) -> Value { reading[keyPath: member] }

  /// The input as the pipelines take it.
  ///
  /// - Parameter further: Files that other options name, read after the others.
  func input(further: [String] = [], _ adjust: (inout Limits) -> Void = { _ in }) throws -> DatasetInput {
    try reading.input(data + further, adjust)
  }
}

/// How records are read, whichever they are.
struct ReadingArguments: ParsableArguments {
  enum OnBadRecord: String, ExpressibleByArgument, CaseIterable {
    case stop, skip
  }

  @Option(
    help: ArgumentHelp(
      "The format of the records: \(DatasetInput.formatNames.joined(separator: ", ")) (default: told by the records).",
      valueName: "format"))
  var inputFormat: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Says which field is which: the format's name for it, and the record's (--map question=stem --map answer=/label/0).",
      valueName: "name=field"))
  var map: [String] = []

  @Option(
    help: ArgumentHelp(
      "How fields become text: \(RecordLayoutFile.shippedNames.joined(separator: ", ")), or a file with a layout of your own.",
      valueName: "name|file"))
  var recordLayout: String?

  @Option(
    help: ArgumentHelp(
      "A file whose text, less one line break at its end, becomes the first system message of every record that has none.",
      valueName: "file"))
  var systemPrompt: String?

  @Option(
    help: """
      What to do with a system prompt where the chat template refuses one: stop with the template's error; fold: put it, with two \
      line breaks, before the first user message; or drop it. Where the template takes one, nothing is done.
      """)
  var system = SystemPromptPolicy.stop

  @Option(help: "What to do with a record that cannot be read: stop with its error, or skip it into the rejects file.")
  var onBadRecord = OnBadRecord.stop

  @Option(
    help: ArgumentHelp("The file for skipped records (default: rejects.jsonl in this folder).", valueName: "file"))
  var rejects: String?

  @Flag(help: "Replace outputs that exist, the rejects file among them, once the new ones are whole.")
  var force = false

  @OptionGroup var limitArguments: InputLimitArguments

  @OptionGroup var jobs: JobsArguments

  func validate() throws {
    if rejects == "-" {
      throw ValidationError("--rejects takes a file: standard output is kept for the report or the records")
    }
    if rejects != nil, onBadRecord == .stop {
      throw ValidationError("--rejects goes with --on-bad-record skip: nothing is skipped without it")
    }
  }

  /// - Throws: A usage error when standard input is named twice.
  static func check(_ data: [String]) throws {
    if data.count(where: { $0 == "-" }) > 1 { throw ValidationError("standard input can be read only once") }
  }

  /// The input as the pipelines take it.
  func input(_ data: [String], _ adjust: (inout Limits) -> Void = { _ in }) throws -> DatasetInput {
    var limits = limitArguments.limits
    adjust(&limits)
    return try DatasetInput(
      paths: data, formatName: inputFormat, map: map, layout: recordLayout,
      systemPromptPath: systemPrompt, systemPolicy: system,
      rejectsPath: onBadRecord == .skip ? rejects ?? "rejects.jsonl" : nil,
      rejectsOverwrite: force ? .replace : .refuse, limits: limits)
  }

  /// The options that change which records there are, as a recommended command has to repeat them. The rejects file gets
  /// a new name, as the one of this run is there already.
  var repeatedOptions: [String] {
    let named: [(String, String?)] = [
      ("--input-format", inputFormat), ("--record-layout", recordLayout), ("--system-prompt", systemPrompt),
      ("--system", system == .stop ? nil : system.rawValue),
      ("--maximum-record-bytes", limitArguments.maximumRecordBytes.map(String.init)),
      ("--maximum-decompressed-bytes", limitArguments.maximumDecompressedBytes.map(String.init)),
      ("--maximum-compression-ratio", limitArguments.maximumCompressionRatio.map(String.init)),
    ]
    return map.flatMap { ["--map", $0] } + named.flatMap { option, value in value.map { [option, $0] } ?? [] }
      + (onBadRecord == .skip ? ["--on-bad-record", "skip", "--rejects", "REJECTS"] : [])
  }

  var jobCount: Int { jobs.count }
}

extension DatasetArguments {
  /// The input of a verb that fits records.
  func input(fitting: FittingArguments, further: [String] = []) throws -> DatasetInput {
    try input(further: further) { limits in
      if let maximum = fitting.maximumCutsMeasured { limits.maximumCutsMeasured = maximum }
    }
  }
}

extension SystemPromptPolicy: ExpressibleByArgument {}
