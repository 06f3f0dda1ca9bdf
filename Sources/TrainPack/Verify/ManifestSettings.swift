import ContextFitting
import Diagnostics
import SequencePacking
import ShardExport

/// The settings of an export, read back from its manifest.
struct ManifestSettings {
  var budget: ContextBudget
  var maximumCutsMeasured: Int
  var configuration: ExportConfiguration

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
    guard let policy = FitPolicy(rawValue: fitting.method) else {
      throw Self.failure("there is no fit policy \"\(fitting.method)\"", "/fitting/policy")
    }
    guard let strategy = PackingStrategy(rawValue: packing.method) else {
      throw Self.failure("there is no packing strategy \"\(packing.method)\"", "/packing/strategy")
    }
    guard case .text(let lost) = Self.value(Name.lostContent, of: fitting),
      let lostContent = LostContentPolicy(rawValue: lost)
    else { throw Self.failure("it is not stated what became of lost content", "/fitting/\(Name.lostContent)") }
    guard case .packed(let positionIDs) = manifest.rowSchema else {
      throw Self.failure("the rows are not packed ones", "/row_schema")
    }
    configuration = ExportConfiguration(
      destination: "", policy: policy, packing: strategy, positionIDs: positionIDs, lostContent: lostContent,
      maximumShardByteCount: try Self.integer(Name.shardSize, of: packing, at: "/packing"))
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

  private static func failure(_ message: String, _ pointer: String) -> TrainPackError {
    TrainPackError(
      .verifySettings, "the manifest's settings cannot be followed: \(message)",
      at: InputLocation(source: "manifest.json", pointer: pointer), fix: SourceFinding.exportAgain)
  }
}
