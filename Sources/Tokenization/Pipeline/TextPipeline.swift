/// What a `tokenizer.json` does with text before and behind its model.
struct TextPipeline: Sendable {
  var normalizers: [NormalizerStep] = []
  var preTokenizers: [PreTokenizerStep] = []
  /// How ranges of tokens are trimmed, one after another.
  var trimmings: [OffsetTrimming] = []
  /// The added tokens that are matched in normalized text, with their own text normalized too.
  var normalizedTokens: [AddedToken] = []
}
