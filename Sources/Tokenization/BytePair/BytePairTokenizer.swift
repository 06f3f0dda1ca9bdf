import Diagnostics

/// A byte-level BPE vocabulary with its pattern and normalization.
struct BytePairTokenizer: Tokenizer {
  let vocabulary: Vocabulary
  let pattern: PretokenizerPattern
  let normalization: TextNormalization
  private let ranks: BytePairRanks

  /// - Throws: `vocabulary.duplicate-id` for an added token with another's id.
  init(
    table: TokenTable, pattern: PretokenizerPattern, normalization: TextNormalization, addedTokens: [AddedToken],
    limits: Limits
  ) throws {
    vocabulary = try Vocabulary(
      formatName: VocabularyFormat.tiktoken.name, table: table, kinds: [], scores: [], spelling: .bytes, bosID: nil,
      eosID: nil, unknownID: nil, padID: nil, ownAdded: [], added: addedTokens, limits: limits)
    self.pattern = pattern
    self.normalization = normalization
    ranks = BytePairRanks(table)
  }

  func makeEncoder() -> any TextEncoder {
    BytePairEncoder(ranks: ranks, scanner: PatternScanner(pattern), normalization: normalization)
  }
}
