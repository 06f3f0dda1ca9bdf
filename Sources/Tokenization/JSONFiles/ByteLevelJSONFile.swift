import Diagnostics
import StrictJSON

/// A `tokenizer.json` that is nothing but a byte-level BPE with a pattern that has a scanner, and NFC at most before it.
struct ByteLevelJSONFile {
  let merges: MergeTable
  /// For each id its kind.
  let kinds: [TokenKind]
  let addedTokens: [AddedToken]
  let pattern: PretokenizerRule
  let normalization: TextNormalization

  var table: TokenTable { merges.table }

  /// Whether a file that is refused for this may be one of another kind: bytes without tokens, or merges of characters
  /// that stand for no bytes. If it is damaged, reading it as such will say so.
  private static func isForOthers(_ code: DiagnosticCode) -> Bool {
    [.vocabularyMissingByte, .vocabularyCorruptJSON, .vocabularyDuplicateToken].contains(code)
  }

  /// Returns `nil` for a file that is more than that.
  ///
  /// - Throws: `vocabulary.corrupt-json`, `vocabulary.duplicate-token`, `vocabulary.duplicate-id`, `limits.exceeded`.
  /// - Complexity: O(*n* log *n*) in the file's bytes.
  init?(_ root: JSONVocabularyFields, _ entries: [TokenizerJSONAddedTokens.Entry], limits: Limits) throws {
    guard let normalization = try TokenizerJSONSettings.normalization(root),
      normalization == .none || !entries.contains(where: \.isNormalized),
      let pattern = try TokenizerJSONSettings.pattern(root)
    else { return nil }
    let model = try root.object("model")
    guard try TokenizerJSONSettings.isPlainBytePair(model) else { return nil }
    self.normalization = normalization
    self.pattern = pattern
    addedTokens = entries.map { $0.token(isTextNormalized: false) }
    let tokens: TokenizerJSONModel
    do {
      tokens = try TokenizerJSONModel(model, limits: limits)
    } catch let error as TrainPackError where Self.isForOthers(error.code) {
      return nil
    }
    // Those have ids that are not the file's.
    if addedTokens.contains(where: { tokens.merges.table.contains($0.id) && tokens.id(ofWritten: $0.text) == nil }) {
      return nil
    }
    for token in addedTokens {
      // The reference would quietly take the vocabulary's id.
      guard let id = tokens.id(ofWritten: token.text), id != token.id else { continue }
      throw JSONVocabularyFields.wrong(
        root.value, "the added token \(quoted(token.text)) has the id \(token.id), but \(id) in the vocabulary")
    }
    merges = tokens.merges
    var kinds = [TokenKind](repeating: .normal, count: merges.table.idCount)
    for token in addedTokens where kinds.indices.contains(Int(token.id)) {
      kinds[Int(token.id)] = token.isSpecial ? .control : .userDefined
    }
    self.kinds = kinds
  }
}
