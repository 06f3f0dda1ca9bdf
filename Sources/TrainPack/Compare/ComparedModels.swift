import Diagnostics
import ModelProfiles

/// The models of a comparison: those that can be loaded, and those that cannot take part.
public struct ComparedModels: Sendable {
  public var models: [TargetModel] = []
  public var notCompared: [NotCompared] = []

  /// - Parameter names: Ids, aliases or paths of profiles; one that is named twice is taken once.
  /// - Throws: `profile.…` for a name or profile that is wrong, and what else loading throws; a vocabulary that is missing
  ///   or damaged is no error while another profile can be loaded.
  public init(named names: [String], in registries: Registries) throws {
    try self.init(names.map { ($0, try registries.profiles.profile(named: $0)) }, in: registries)
  }

  /// All profiles of a registry that describe a model; those that fit many models have no architecture.
  public init(allIn registries: Registries) throws {
    let profiles = registries.profiles.profiles.filter { $0.architecture != nil }
    try self.init(profiles.map { ($0.id, $0) }, in: registries)
  }

  private init(_ profiles: [(name: String, profile: ModelProfile)], in registries: Registries) throws {
    var seen: Set<String> = []
    for (name, profile) in profiles where seen.insert(profile.id).inserted {
      do {
        models.append(try TargetModel(profile: profile, in: registries))
      } catch let error as TrainPackError where Self.isAboutVocabulary(error) {
        notCompared.append(NotCompared(name: name, error: error))
      }
    }
    if models.isEmpty, let first = notCompared.first { throw first.error }
  }

  private static func isAboutVocabulary(_ error: TrainPackError) -> Bool {
    error.code == .vocabularyNotInstalled || error.code == .vocabularyWrongChecksum
  }
}
