import ContextFitting
import Diagnostics
import ExampleEncoding
import SequencePacking
import ShardExport

/// The settings of an export, read back from its manifest.
struct ManifestSettings {
  var budget: ContextBudget
  var maximumCutsMeasured: Int
  var configuration: ExportConfiguration
  /// What became of system prompts that the template refuses.
  var systemPolicy: SystemPromptPolicy

  /// - Throws: `verify.settings` where the manifest does not state a setting, or states one that this version has not.
  init(_ manifest: Manifest) throws {
    typealias Name = ExportPipeline.SettingName
    let fitting = manifest.description.fitting
    let packing = manifest.description.packing
    let reserve = try Self.integer(Name.reserve, of: fitting, at: "/fitting")
    guard let budget = try? ContextBudget(contextLength: manifest.contextLength, reserve: reserve) else {
      throw Self.failure("a reserve of \(reserve) leaves nothing of the context length", "/fitting/\(Name.reserve)")
    }
    self.budget = budget
    maximumCutsMeasured = try Self.integer(Name.maximumCutsMeasured, of: fitting, at: "/fitting")
    guard maximumCutsMeasured > 0 else {
      throw Self.failure("no cut could have been measured", "/fitting/\(Name.maximumCutsMeasured)")
    }
    let policy = try Self.policy(of: fitting)
    guard let strategy = PackingStrategy(rawValue: packing.method) else {
      throw Self.failure("there is no packing strategy \"\(packing.method)\"", "/packing/strategy")
    }
    guard case .text(let lost) = Self.value(Name.lostContent, of: fitting),
      let lostContent = LostContentPolicy(rawValue: lost)
    else { throw Self.failure("it is not stated what became of lost content", "/fitting/\(Name.lostContent)") }
    systemPolicy = try Self.systemPolicy(of: fitting)
    do {
      try manifest.trainer?.check(manifest.rowSchema, manifest.layout, manifest.compression)
    } catch let error as TrainPackError { throw Self.failure(error.message, "/trainer") }
    let positionIDs: RowSchema.PositionIDs = manifest.rowSchema == .packed(.written) ? .written : .omitted
    configuration = ExportConfiguration(
      destination: "", policy: policy, rows: RowKind(manifest.rowSchema), packing: strategy,
      maximumSegments: try Self.integer(Name.maximumSegments, atLeast: 1, of: packing, at: "/packing"),
      segmentMultiple: try Self.integer(Name.segmentMultiple, atLeast: 1, of: packing, at: "/packing") ?? 1,
      shuffleSeed: try Self.integer(Name.shuffleSeed, atLeast: 0, of: packing, at: "/packing"),
      positionIDs: positionIDs,
      lostContent: lostContent, layout: manifest.layout, compression: manifest.compression, trainer: manifest.trainer,
      splitting: try Self.splitting(manifest.description),
      sharding: manifest.sharding, wids: manifest.wids)
  }

  private static func splitting(_ description: ExportDescription) throws -> Splitting {
    switch description.splitting {
    case .none: return .none
    case .shares(let shares, let seed, let stratification, _):
      do {
        return try .shares(
          SplitShares(shares), seed: seed, stratifyBy: stratification.map { try CategoryField($0.field) })
      } catch let error as TrainPackError { throw failure(error.message, "/splitting") }
    case .files(let splits):
      // An input of the split train needs no name of its own.
      return .files(
        zip(description.inputs, splits).filter { $1 != Splitting.train }.map { SplitFile(split: $1, path: $0.name) })
    }
  }

  private static func policy(of fitting: StageDescription) throws -> FitPolicy {
    typealias Name = ExportPipeline.SettingName
    guard let kind = FitPolicy.Kind(rawValue: fitting.method) else {
      throw failure("there is no fit policy \"\(fitting.method)\"", "/fitting/policy")
    }
    var marker: [UInt8] = []
    if let stated = value(Name.cutMarker, of: fitting) {
      guard case .text(let text) = stated else {
        throw failure("the marker is no text", "/fitting/\(Name.cutMarker)")
      }
      marker = Array(text.utf8)
    }
    do {
      return try FitPolicy(
        kind, marker: marker,
        order: TrimOrder(
          first: texts(Name.trimFirst, of: fitting).map { try TrimOrder.Step($0) },
          kept: texts(Name.keep, of: fitting).map { try FieldSelector($0) }))
    } catch let error as TrainPackError where error.code == .fitField { throw failure(error.message, "/fitting") }
  }

  private static func texts(_ name: String, of stage: StageDescription) throws -> [String] {
    switch value(name, of: stage) {
    case nil: return []
    case .texts(let texts): return texts
    default: throw failure("\(name) is no list of texts", "/fitting/\(name)")
    }
  }

  /// A manifest that does not state it is of an export that changed no system prompt.
  private static func systemPolicy(of fitting: StageDescription) throws -> SystemPromptPolicy {
    let name = ExportPipeline.SettingName.systemPolicy
    guard let value = value(name, of: fitting) else { return .stop }
    guard case .text(let text) = value, let policy = SystemPromptPolicy(rawValue: text) else {
      throw failure("there is no such way with system prompts", "/fitting/\(name)")
    }
    return policy
  }

  private static func value(_ name: String, of stage: StageDescription) -> StageSetting.Value? {
    stage.settings.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  private static func integer(_ name: String, of stage: StageDescription, at pointer: String) throws -> Int {
    guard case .integer(let value) = value(name, of: stage) else {
      throw failure("it does not state \(name) as a number", "\(pointer)/\(name)")
    }
    return value
  }

  /// A setting that is stated only where it was given.
  private static func integer(
    _ name: String, atLeast least: Int, of stage: StageDescription, at pointer: String
  ) throws -> Int? {
    guard value(name, of: stage) != nil else { return nil }
    let found = try integer(name, of: stage, at: pointer)
    if found < least { throw failure("\(name) is \(found), and \(least) is the least", "\(pointer)/\(name)") }
    return found
  }

  private static func failure(_ message: String, _ pointer: String) -> TrainPackError {
    TrainPackError(
      .verifySettings, "the manifest's settings cannot be followed: \(message)",
      at: InputLocation(source: "manifest.json", pointer: pointer), fix: SourceFinding.exportAgain)
  }
}
