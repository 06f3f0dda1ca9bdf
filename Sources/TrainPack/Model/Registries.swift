import Diagnostics
import ModelProfiles
import Synchronization

/// The models and vocabularies that this installation knows.
public struct Registries: Sendable {
  public let home: TrainPackHome
  /// Read when they are first asked for: what counts with a vocabulary alone asks for none.
  public var profiles: ProfileRegistry { knownProfiles.all }
  public let vocabularies: VocabularyRegistry

  private let knownProfiles: KnownProfiles

  /// - Parameter home: The folder named by the user; `nil` to look in the usual places.
  /// - Throws: `home.not-found`, `vocabulary.index-invalid`.
  public init(home: String? = nil) throws {
    try self.init(home: TrainPackHome.find(option: home))
  }

  /// - Throws: `vocabulary.index-invalid`.
  public init(home: TrainPackHome) throws {
    self.home = home
    knownProfiles = KnownProfiles(home: home)
    vocabularies = try VocabularyRegistry(home: home)
  }
}

/// The profiles of a home, read once.
private final class KnownProfiles: Sendable {
  private let home: TrainPackHome
  private let registry = Mutex<ProfileRegistry?>(nil)

  init(home: TrainPackHome) {
    self.home = home
  }

  var all: ProfileRegistry {
    registry.withLock { registry in
      if let registry { return registry }
      let read = ProfileRegistry(home: home)
      registry = read
      return read
    }
  }
}
