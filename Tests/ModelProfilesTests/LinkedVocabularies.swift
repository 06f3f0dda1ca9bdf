@testable import ModelProfiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The vocabularies of the checkout, those that were fetched into the user's data folder, and those of the shared
/// material under the names of the index.
final class LinkedVocabularies {
  let registry: VocabularyRegistry
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let own = folder.path + "/Vocabularies"
    try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
    let environment = ProcessInfo.processInfo.environment
    let data = environment["XDG_DATA_HOME"] ?? (environment["HOME"] ?? "") + "/.local/share"
    let home = TrainPackHome(folder: PackageFiles.root, origin: .option, userFolder: folder.path)
    for entry in try VocabularyRegistry(home: home).list().map(\.entry) {
      let shared = ["sentencepiece", "tiktoken", "tekken", "huggingface"].map {
        "\(PackageFiles.shared)/data/vocabularies/\($0)/\(entry.file)"
      }
      let found = (["\(data)/trainpack/Vocabularies/\(entry.file)"] + shared).first {
        FileStatus(of: $0)?.size == entry.byteCount
      }
      if let found {
        try FileManager.default.createSymbolicLink(atPath: "\(own)/\(entry.file)", withDestinationPath: found)
      }
    }
    registry = try VocabularyRegistry(home: home)
  }

  /// A profile's vocabulary; `nil` with a line in the output when it is not here.
  func file(of profile: ModelProfile, for test: String) throws -> VocabularyRegistry.VerifiedFile? {
    let name = profile.tokenizer.vocabulary
    if registry.list().contains(where: { $0.entry.name == name && $0.path != nil }) {
      return try registry.file(named: name)
    }
    PackageFiles.skip(
      test, missing: "vocabulary \(name)", notCovered: "\(profile.id); `trainpack vocabularies fetch \(name)` gets it")
    return nil
  }
}
