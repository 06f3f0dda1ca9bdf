import ChatTemplates
import Diagnostics
import Tokenization

/// A profile with its vocabulary and chat template read, checked and ready to use.
public struct LoadedModel: Sendable {
  public let profile: ModelProfile
  public let template: ChatTemplate
  public let tokenizer: any Tokenizer
  /// The tokens that are matched in the text itself: special ones in template text, the others anywhere.
  public let addedTokens: AddedTokenMatcher
  /// The texts of the template's special-token variables.
  public let specialTokens: SpecialTokenTexts

  /// - Parameter engine: Which program encodes text; any gives the same tokens.
  /// - Throws: `vocabulary.not-installed`, `vocabulary.wrong-checksum`, `profile.vocabulary-mismatch`,
  ///   `profile.template-changed`, and what reading a vocabulary and a template throws.
  public init(
    profile: ModelProfile, vocabularies: VocabularyRegistry, engine: TokenizationEngine = .native,
    limits: Limits = Limits()
  ) throws {
    self.profile = profile
    let source = try TemplateSource(of: profile, limits: limits)
    template = try ChatTemplate(source: source.bytes, name: source.path, limits: limits)
    let loaded = try LoadedTokenizer(
      profile, file: vocabularies.file(named: profile.tokenizer.vocabulary), engine: engine, limits: limits)
    tokenizer = loaded.tokenizer
    addedTokens = loaded.addedTokens
    specialTokens = SpecialTokenTexts(of: profile.tokenizer)
  }
}

extension SpecialTokenTexts {
  /// Those that a profile names.
  public init(of tokenizer: TokenizerDescription) {
    self.init(
      bos: tokenizer.bos?.text, eos: tokenizer.eos?.text, pad: tokenizer.pad?.text, unk: tokenizer.unk?.text)
  }
}
