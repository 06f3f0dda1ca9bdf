import Diagnostics
import ModelProfiles
import Tokenization

/// A vocabulary as a user names it.
enum VocabularyReference {
  /// By a name of the registry.
  case known(VocabularyEntry)
  /// By the path of a file.
  case file(String)

  /// - Parameter name: The path of a vocabulary file, or a name that `trainpack vocabularies list` shows.
  /// - Throws: `vocabulary.unknown-name` for what is neither a name nor a file.
  init(_ name: String, in registries: Registries) throws {
    if let listing = registries.vocabularies.list().first(where: { $0.entry.name == name }) {
      self = .known(listing.entry)
    } else if !name.contains("/"), !FileSize.isThere(name) {
      throw Self.unknown(name, in: registries)
    } else {
      self = .file(name)
    }
  }

  /// The name in the registry, or the path.
  var name: String {
    switch self {
    case .known(let entry): entry.name
    case .file(let path): path
    }
  }

  /// Reads the file; a known one has the sha256 of the registry.
  ///
  /// - Throws: What finding, reading and recognising a vocabulary throws.
  func open(in registries: Registries) throws -> VocabularyFile {
    switch self {
    case .known(let entry):
      let verified = try registries.vocabularies.file(named: entry.name)
      return try VocabularyFile(path: verified.path, bytes: verified.bytes)
    case .file(let path): return try VocabularyFile.open(path)
    }
  }

  private static func unknown(_ name: String, in registries: Registries) -> TrainPackError {
    do {
      let entry = try registries.vocabularies.entry(named: name)
      return TrainPackError(
        .inputNotFound, "there is no file \"\(entry.name)\"", fix: "check the path")
    } catch var error as TrainPackError {
      error.message = "\"\(name)\" is neither a file nor the name of a vocabulary"
      return error
    } catch {
      return TrainPackError(.inputNotFound, "there is no file \"\(name)\"", fix: "check the path")
    }
  }
}
