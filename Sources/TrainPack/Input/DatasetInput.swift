import Archives
import Diagnostics
import ExampleEncoding
import Records

/// Which records are read, and how.
public struct DatasetInput: Sendable {
  /// Files, folders and patterns as the user named them; `-` is standard input.
  public let paths: [String]
  /// The records' format by name; `nil` to tell it by the records.
  public internal(set) var formatName: String?
  /// What the fields that a format reads are called in the records.
  public internal(set) var map: FieldMap
  /// How fields become the text of conversations.
  public internal(set) var layout: LayoutChoice
  /// The text that becomes the first system message of each record that has none.
  public let systemPrompt: [UInt8]?
  /// The file that the system prompt was read from.
  public let systemPromptPath: String?
  /// What becomes of system prompts that a model's template refuses.
  public internal(set) var systemPolicy: SystemPromptPolicy
  /// Where bad records are set aside; `nil` to stop at the first.
  public let rejectsPath: String?
  /// What happens when a file stands at `rejectsPath` already.
  public let rejectsOverwrite: FileOverwrite
  public let limits: Limits
  /// The inputs in the order of `paths`, with their names: of a folder its files, of an archive its members.
  var sources: [InputSource]
  /// What lies in the named folders and archives and is not read.
  private(set) var skipped: [InputLocation] = []
  /// Inputs that are the same file as one before.
  private(set) var repeated: [InputLocation] = []
  /// How it is decided what the records lie in.
  var containers = RecordReader.Containers.byContent

  /// - Throws: What finding the inputs throws: `input.no-data-files`, `input.no-match`, `input.repeated`,
  ///   `archive.unreadable` and what opening an archive throws; what opening and reading the system prompt throws;
  ///   `input.system-prompt-not-utf8`, `input.system-prompt-byte-order-mark`, `input.system-prompt-empty`;
  ///   `records.unknown-format-name`, `records.invalid-map`; what reading the layout's file throws.
  public init(
    paths: [String], formatName: String? = nil, map: [String] = [], layout: String? = nil,
    systemPromptPath: String? = nil, systemPolicy: SystemPromptPolicy = .stop, rejectsPath: String? = nil,
    rejectsOverwrite: FileOverwrite = .refuse, limits: Limits = Limits()
  ) throws {
    self.paths = paths
    let found = try InputExpansion(limits: limits).expand(paths)
    sources = found.sources
    skipped = found.skipped
    repeated = found.repeated
    self.formatName = formatName
    self.map = try FieldMap(map)
    self.layout = try layout.map { try RecordLayoutFile.choice(named: $0, limits: limits) } ?? .standard
    self.systemPromptPath = systemPromptPath
    self.systemPolicy = systemPolicy
    self.rejectsPath = rejectsPath
    self.rejectsOverwrite = rejectsOverwrite
    self.limits = limits
    systemPrompt = try systemPromptPath.map { try SystemPromptFile(path: $0, limits: limits).prompt }
    if let formatName { _ = try FormatCatalogue.standard().format(named: formatName) }
  }

  /// What the user says of the records' format.
  var formatChoice: FormatChoice { FormatChoice(name: formatName, map: map, layout: layout) }

  /// The names that `formatName` may have.
  public static let formatNames = (try? FormatCatalogue.standard().names) ?? []

  /// The inputs' size in bytes as they lie on disk or in their archives; `nil` when any is not a file.
  var totalByteCount: Int? {
    var total = 0
    for source in sources {
      guard let size = source.member?.byteCount ?? FileSize.bytes(of: source.path) else { return nil }
      total += size
    }
    return total
  }

  /// Looks, before any work, at whether the input can be used with a model and the run's outputs.
  ///
  /// - Throws: `input.system-prompt-rejected`, `output.same-file`.
  func check(for model: TargetModel? = nil, outputs: [RunFiles.Output] = []) throws {
    if let systemPromptPath, let model, systemPolicy == .stop, model.scheme.rejectsSystemPrompts {
      throw TrainPackError(
        .systemPromptRejected,
        "the chat template of \(model.profile.id) refuses system prompts, and --system-prompt gives one to every record",
        at: InputLocation(source: systemPromptPath),
        fix:
          "put it into the first user message with --system fold, leave --system-prompt out, or choose another profile")
    }
    let rejects = rejectsPath.map { [RunFiles.Output(path: $0, option: "--rejects")] } ?? []
    var inputs: [String] = []
    for path in sources.map(\.path) where path != "-" && inputs.last != path { inputs.append(path) }
    try RunFiles(
      inputs: inputs + [systemPromptPath].compactMap { $0 }, named: paths, outputs: outputs + rejects
    ).check()
  }
}
