import Diagnostics
import StrictJSON

/// Reads the field `model` of a `tokenizer.json`.
///
/// - Source: `ModelWrapper` in Hugging Face tokenizers' `models/mod.rs`.
enum TokenizerJSONModels {
  /// - Throws: `vocabulary.corrupt-json`, `vocabulary.unsupported-setting` for a model that is none of BPE, WordPiece,
  ///   WordLevel and Unigram, `vocabulary.duplicate-token`, `vocabulary.duplicate-id`, `limits.exceeded`.
  static func read(_ model: JSONVocabularyFields, limits: Limits) throws -> any PieceVocabulary {
    switch try type(of: model) {
    case "BPE": return try SubwordVocabulary(model, limits: limits)
    case "WordPiece": return try WordPieceVocabulary(model, limits: limits)
    case "WordLevel": return try WordLevelVocabulary(model, limits: limits)
    case "Unigram": return try UnigramVocabulary(model, limits: limits)
    case let name: throw TokenizerJSONSteps.unsupported(model, "the model", name)
    }
  }

  /// The name of the model; old files do not have it, and the fields tell.
  private static func type(of model: JSONVocabularyFields) throws -> String {
    if let type = model.optional("type") { return String(decoding: try JSONVocabularyFields.text(type), as: UTF8.self) }
    if model.optional("merges") != nil { return "BPE" }
    if model.optional("max_input_chars_per_word") != nil, model.optional("continuing_subword_prefix") != nil {
      return "WordPiece"
    }
    return model.optional("unk_token") != nil ? "WordLevel" : "Unigram"
  }
}
