import Diagnostics
import ModelProfiles
import Tokenization

/// A tokenizer with the special and added tokens that text may spell: a vocabulary's own, or a model's.
public struct LoadedVocabulary: Sendable {
  public let tokenizer: any Tokenizer
  public let addedTokens: AddedTokenMatcher

  /// A vocabulary without a model.
  ///
  /// - Parameters:
  ///   - name: The path of a vocabulary file, or a name that `trainpack vocabularies list` shows.
  ///   - engine: Which program encodes text; any gives the same tokens.
  /// - Throws: What finding, reading and checking a vocabulary throws.
  public init(named name: String, in registries: Registries, engine: TokenizationEngine = .native) throws {
    let file = try VocabularyReference(name, in: registries).open(in: registries)
    tokenizer = try file.makeTokenizer(TokenizerOptions(engine: engine))
    addedTokens = AddedTokenMatcher(tokenizer.vocabulary.addedTokens)
  }

  /// A model's vocabulary, with the tokens that its profile adds.
  public init(model: TargetModel) {
    tokenizer = model.scheme.tokenizer
    addedTokens = model.scheme.addedTokens
  }
}
