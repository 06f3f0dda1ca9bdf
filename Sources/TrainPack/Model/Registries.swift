import Diagnostics
import ModelProfiles

/// The models and vocabularies that this installation knows.
public struct Registries: Sendable {
  public let home: TrainPackHome
  public let profiles: ProfileRegistry
  public let vocabularies: VocabularyRegistry

  /// - Parameter home: The folder named by the user; `nil` to look in the usual places.
  /// - Throws: `home.not-found`, `vocabulary.index-invalid`.
  public init(home: String? = nil) throws {
    try self.init(home: TrainPackHome.find(option: home))
  }

  /// - Throws: `vocabulary.index-invalid`.
  public init(home: TrainPackHome) throws {
    self.home = home
    profiles = ProfileRegistry(home: home)
    vocabularies = try VocabularyRegistry(home: home)
  }
}
