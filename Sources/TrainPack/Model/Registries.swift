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
    self.home = try TrainPackHome.find(option: home)
    profiles = ProfileRegistry(home: self.home)
    vocabularies = try VocabularyRegistry(home: self.home)
  }
}
