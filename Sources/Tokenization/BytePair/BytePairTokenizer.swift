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
    switch pattern {
    case .gpt2: encoder(GPT2Scanner())
    case .cl100k: encoder(CL100KScanner(maximumDigits: 3, whitespace: .endOfTextFirst))
    case .o200k: encoder(O200KScanner())
    case .llama3: encoder(CL100KScanner(maximumDigits: 3, whitespace: .lineBreaksFirst))
    case .qwen2: encoder(CL100KScanner(maximumDigits: 1, whitespace: .lineBreaksFirst))
    }
  }

  private func encoder(_ scanner: some PreTokenScanner) -> any TextEncoder {
    BytePairEncoder(ranks: ranks, scanner: scanner, normalization: normalization)
  }
}
