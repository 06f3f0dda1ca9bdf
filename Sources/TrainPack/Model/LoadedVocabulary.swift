import Diagnostics
import ModelProfiles
import Tokenization

/// A tokenizer with the special and added tokens that text may spell: a vocabulary's own, or a model's.
public struct LoadedVocabulary: Sendable {
  public let tokenizer: any Tokenizer
  public let addedTokens: AddedTokenMatcher

  /// A vocabulary without a model.
  ///
  /// - Parameter name: The path of a vocabulary file, or a name that `trainpack vocabularies list` shows.
  /// - Throws: What finding, reading and checking a vocabulary throws.
  public init(named name: String, in registries: Registries) throws {
    let file: VocabularyFile
    if registries.vocabularies.list().contains(where: { $0.entry.name == name }) {
      let verified = try registries.vocabularies.file(named: name)
      file = try VocabularyFile(path: verified.path, bytes: verified.bytes)
    } else if !name.contains("/"), !FileSize.isThere(name) {
      throw Self.unknown(name, in: registries)
    } else {
      file = try VocabularyFile.open(name)
    }
    tokenizer = try file.makeTokenizer()
    addedTokens = AddedTokenMatcher(tokenizer.vocabulary.addedTokens)
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

  /// A model's vocabulary, with the tokens that its profile adds.
  public init(model: TargetModel) {
    tokenizer = model.scheme.tokenizer
    addedTokens = model.scheme.addedTokens
  }
}
