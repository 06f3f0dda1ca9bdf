import Diagnostics

/// A byte-level BPE vocabulary with its pattern and normalization.
struct BytePairTokenizer: Tokenizer {
  /// How the bytes of a pre-token become tokens.
  enum Rule: Sendable {
    /// By the ranks of tokens: rank files and tekken.
    case ranks(BytePairRanks)
    /// By a list of merges: `tokenizer.json`.
    case merges(MergeTable)
  }

  let vocabulary: Vocabulary
  let cutting: PretokenizerRule
  let normalization: TextNormalization
  private let rule: Rule
  private let counts = SharedPreTokenCounts()

  /// The pattern, where it has a scanner of its own.
  var pattern: PretokenizerPattern? { cutting.pattern }

  init(vocabulary: Vocabulary, rule: Rule, pattern: PretokenizerRule, normalization: TextNormalization) {
    self.vocabulary = vocabulary
    self.rule = rule
    cutting = pattern
    self.normalization = normalization
  }

  /// The tokenizer of a rank file's tokens.
  ///
  /// - Throws: `vocabulary.duplicate-id` for an added token with another's id.
  init(
    table: TokenTable, pattern: PretokenizerRule, normalization: TextNormalization, addedTokens: [AddedToken],
    limits: Limits
  ) throws {
    let vocabulary = try Vocabulary(
      formatName: VocabularyFormat.tiktoken.name, table: table, kinds: [], scores: [], spelling: .bytes, bosID: nil,
      eosID: nil, unknownID: nil, padID: nil, ownAdded: [], added: addedTokens, limits: limits)
    self.init(
      vocabulary: vocabulary, rule: .ranks(BytePairRanks(table)), pattern: pattern, normalization: normalization)
  }

  func makeEncoder() -> any TextEncoder {
    BytePairEncoder(rule, scanner: PatternScanner(cutting), normalization: normalization, counts: counts)
  }
}
