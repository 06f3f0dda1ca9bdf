import Diagnostics
import StrictJSON

/// A `tokenizer.json` of Hugging Face tokenizers with a byte-level BPE.
///
/// What a file can say and this reader does not apply is an error that names it, never an approximation.
///
/// - Source: the serialization in Hugging Face tokenizers' `models/bpe/serialization.rs` and `added_vocabulary.rs`.
struct TokenizerJSONFile {
  let merges: MergeTable
  /// For each id its kind.
  let kinds: [TokenKind]
  let addedTokens: [AddedToken]
  let pattern: PretokenizerRule
  let normalization: TextNormalization

  var table: TokenTable { merges.table }

  /// - Throws: The `json.…` codes, `vocabulary.corrupt-json`, `vocabulary.unsupported-setting`,
  ///   `vocabulary.duplicate-token`, `vocabulary.duplicate-id`, `vocabulary.missing-byte`, `limits.exceeded`.
  /// - Complexity: O(*n* log *n*) in the file's bytes.
  init(_ bytes: [UInt8], path: String, limits: Limits) throws {
    let document = try JSONReader(limits: limits).read(
      bytes, at: InputLocation(source: path, line: 1, column: 1, byteOffset: 0))
    let root = try JSONVocabularyFields(document.root)
    for key in ["truncation", "padding"] {
      if let found = root.optional(key) { throw JSONVocabularyFields.unsupported(found, "\(key) of its own") }
    }
    normalization = try TokenizerJSONSettings.normalization(root)
    pattern = try TokenizerJSONSettings.pattern(root)
    let model = try root.object("model")
    try TokenizerJSONSettings.checkModel(model)
    addedTokens = try TokenizerJSONAddedTokens.read(root, normalization: normalization, limits: limits)
    let tokens = try TokenizerJSONModel(model, limits: limits)
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
