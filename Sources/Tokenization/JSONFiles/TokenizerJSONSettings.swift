import Diagnostics
import StrictJSON

/// Tells whether what a `tokenizer.json` does to text is what the byte-level engine does by itself.
enum TokenizerJSONSettings {
  /// The normalization where it is none or NFC; `nil` for another.
  static func normalization(_ root: JSONVocabularyFields) throws -> TextNormalization? {
    guard let normalizer = root.optional("normalizer") else { return TextNormalization.none }
    var found = TextNormalization.none
    for step in try TokenizerJSONSteps.flatten(normalizer, listedAs: "normalizers") {
      guard try TokenizerJSONSteps.name(step) == "NFC" else { return nil }
      found = .composedCanonical
    }
    return found
  }

  /// The pattern by which text is cut, that of ByteLevel itself or of the Splits before it; `nil` for another way.
  static func pattern(_ root: JSONVocabularyFields) throws -> PretokenizerRule? {
    guard let preTokenizer = root.optional("pre_tokenizer") else { return nil }
    let steps = try TokenizerJSONSteps.flatten(preTokenizer, listedAs: "pretokenizers")
    guard let last = steps.last, try TokenizerJSONSteps.name(last) == "ByteLevel",
      try !last.requiredFlag("add_prefix_space")
    else { return nil }
    var texts: [[UInt8]] = []
    for step in steps.dropLast() {
      guard let text = try splitText(step) else { return nil }
      texts.append(text)
    }
    // The pattern of ByteLevel itself is on unless it is turned off.
    let hasOwnPattern = last.optional("use_regex") == nil ? true : try last.requiredFlag("use_regex")
    if hasOwnPattern { return texts.isEmpty ? .pattern(.gpt2) : nil }
    return texts.isEmpty ? nil : try PretokenizerRule(steps: texts, dialect: .oniguruma)
  }

  /// Whether the model is a BPE without what changes its merges.
  static func isPlainBytePair(_ model: JSONVocabularyFields) throws -> Bool {
    // The oldest files do not name the model, which has merges.
    if let type = model.optional("type") {
      if try !JSONVocabularyFields.text(type).elementsEqual("BPE".utf8) { return false }
    } else if model.optional("merges") == nil {
      return false
    }
    if let dropout = model.optional("dropout"), dropout.double != 0 { return false }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let found = model.optional(key), try !JSONVocabularyFields.text(found).isEmpty { return false }
    }
    return true
  }

  /// The exact text of a Split that leaves what it cuts as pieces of their own; `nil` for another step.
  private static func splitText(_ step: JSONVocabularyFields) throws -> [UInt8]? {
    guard try TokenizerJSONSteps.name(step) == "Split", try step.text("behavior").elementsEqual("Isolated".utf8),
      try !step.requiredFlag("invert"), let regex = try step.object("pattern").optional("Regex")
    else { return nil }
    return Array(try JSONVocabularyFields.text(regex))
  }
}
