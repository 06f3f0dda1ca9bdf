import Diagnostics
import Tokenization

/// A profile's tokenizer, ready to use.
public struct LoadedTokenizer: Sendable {
  public let tokenizer: any Tokenizer
  /// The tokens that are matched in the text itself: special ones in template text, the others anywhere.
  public let addedTokens: AddedTokenMatcher

  /// Makes a tokenizer of a vocabulary's file as the profile describes it, and checks that it holds what the profile
  /// says.
  ///
  /// - Throws: `profile.vocabulary-mismatch`; what `VocabularyFile` throws.
  /// - Complexity: O(*n*) in the file's bytes.
  init(
    _ profile: ModelProfile, file: VocabularyRegistry.VerifiedFile, engine: TokenizationEngine = .native, limits: Limits
  ) throws {
    let description = profile.tokenizer
    guard file.entry.sha256 == description.sha256 else {
      throw Self.mismatch(
        profile, "the profile was made for another vocabulary than \"\(description.vocabulary)\" is now",
        details: ["the profile's sha256 is \(description.sha256)", "the vocabulary's sha256 is \(file.entry.sha256)"])
    }
    let vocabularyFile = try VocabularyFile(path: file.path, bytes: file.bytes, limits: limits)
    let wanted = description.kind.format
    guard vocabularyFile.format == wanted else {
      throw Self.mismatch(
        profile, "the vocabulary is a \(vocabularyFile.format.name), not a \(wanted.name)", details: [file.path])
    }
    tokenizer = try vocabularyFile.makeTokenizer(
      TokenizerOptions(
        pattern: description.pattern, normalization: description.kind == .tiktoken ? description.normalizer : nil,
        prefixRule: description.prefixRule, addedTokens: description.addedTokens, engine: engine))
    addedTokens = AddedTokenMatcher(tokenizer.vocabulary.addedTokens)
    try Self.check(tokenizer.vocabulary, against: profile)
  }

  private static func check(_ vocabulary: Vocabulary, against profile: ModelProfile) throws {
    let description = profile.tokenizer
    let added = Set(description.addedTokens.map(\.id))
    let ownCount = (0..<Int32(clamping: vocabulary.size)).count { id in
      vocabulary.contains(id) && (Int(id) < description.tokenCount || !added.contains(id))
    }
    if ownCount != description.tokenCount {
      throw mismatch(
        profile, "the vocabulary holds \(ownCount) tokens, the profile says \(description.tokenCount)", details: [])
    }
    if vocabulary.size > description.embeddingSize {
      throw mismatch(
        profile, "the vocabulary has ids up to \(vocabulary.size - 1), the embedding \(description.embeddingSize) rows",
        details: [])
    }
    let named = [description.bos, description.eos, description.unk, description.pad].compactMap { $0 }
    for token in named + description.endOfTurn {
      let found = vocabulary.piece(of: token.id)
      guard found == token.text else {
        throw mismatch(
          profile, "the token \"\(token.string)\" does not have the id \(token.id) in the vocabulary",
          details: [
            found.map { "that id is \"\(String(decoding: $0, as: UTF8.self))\" there" } ?? "no token has that id there"
          ])
      }
    }
  }

  private static func mismatch(_ profile: ModelProfile, _ message: String, details: [String]) -> TrainPackError {
    TrainPackError(
      .profileVocabularyMismatch, message, at: InputLocation(source: profile.path, pointer: "/tokenizer"),
      details: details, fix: "use the vocabulary that the profile was made for, or correct the profile")
  }
}
