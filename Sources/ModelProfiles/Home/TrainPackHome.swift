import Diagnostics

/// The folder with TrainPack's profiles and vocabularies, and the user's own folder beside it.
public struct TrainPackHome: Hashable, Sendable {
  /// Why this folder was taken.
  public enum Origin: String, Hashable, Sendable, CaseIterable {
    case option = "--home"
    case environment = "TRAINPACK_HOME"
    case executable = "../share/trainpack beside the executable"
    case checkout = "the checkout it was built in"
  }

  /// The folder that holds `ModelProfiles/` and `Vocabularies/`.
  public let folder: String
  public let origin: Origin
  /// The user's own data folder, which need not exist; `nil` when the environment names none.
  public let userFolder: String?

  public init(folder: String, origin: Origin, userFolder: String?) {
    self.folder = folder
    self.origin = origin
    self.userFolder = userFolder
  }

  /// Finds the folder: `--home`, else `$TRAINPACK_HOME`, else `../share/trainpack` beside the executable, else the
  /// checkout that the executable was built in. One that is named is used or refused, never passed over.
  ///
  /// - Parameter option: The value of `--home`.
  /// - Throws: `home.not-found`, with all that was tried.
  public static func find(
    option: String?, surroundings: ProcessSurroundings = .current()
  ) throws -> TrainPackHome {
    let userFolder = UserDataFolder.path(environment: surroundings.environment)
    var tried: [String] = []
    for (candidate, origin) in candidates(option: option, surroundings: surroundings) {
      guard let lack = lack(of: candidate) else {
        return TrainPackHome(folder: candidate, origin: origin, userFolder: userFolder)
      }
      tried.append("\(origin.rawValue): \(candidate) \(lack)")
      if origin == .option || origin == .environment { break }
    }
    throw TrainPackError(
      .homeNotFound, "the folder with ModelProfiles/ and Vocabularies/ was not found",
      details: tried.map { "tried " + $0 },
      fix: "name it with --home DIR or set TRAINPACK_HOME; it is the checkout, or share/trainpack of an installation")
  }

  private static func candidates(
    option: String?, surroundings: ProcessSurroundings
  ) -> [(folder: String, origin: Origin)] {
    if let option { return [(option, .option)] }
    if let named = surroundings.environment["TRAINPACK_HOME"], !named.isEmpty { return [(named, .environment)] }
    var found: [(String, Origin)] = []
    if let executable = surroundings.executablePath {
      let prefix = FilePaths.folder(of: FilePaths.folder(of: executable))
      found.append((FilePaths.join(prefix, "share/trainpack"), .executable))
    }
    return found + [(surroundings.checkout, .checkout)]
  }

  /// What a folder lacks to be TrainPack's, in words; `nil` when it lacks nothing.
  private static func lack(of folder: String) -> String? {
    guard let status = FileStatus(of: folder) else { return "does not exist" }
    guard status.kind == .folder else { return "is not a folder" }
    guard FileStatus.isFolder(FilePaths.join(folder, "ModelProfiles")) else { return "has no folder ModelProfiles" }
    guard FileStatus.isFile(FilePaths.join(folder, "Vocabularies/index.json")) else {
      return "has no Vocabularies/index.json"
    }
    return nil
  }

  /// The folders of profiles, those that ship first.
  public var profileFolders: [String] {
    [folder, userFolder].compactMap { $0 }.map { FilePaths.join($0, "ModelProfiles") }
  }

  /// The folder of the vocabularies that ship.
  public var vocabularyFolder: String { FilePaths.join(folder, "Vocabularies") }

  /// The folder of the user's own vocabularies; `nil` when the environment names none.
  public var userVocabularyFolder: String? { userFolder.map { FilePaths.join($0, "Vocabularies") } }
}
