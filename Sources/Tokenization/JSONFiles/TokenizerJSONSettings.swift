import Diagnostics
import StrictJSON

/// How a `tokenizer.json` treats text before its model sees it.
enum TokenizerJSONSettings {
  /// The normalization: none, or NFC.
  static func normalization(_ root: JSONVocabularyFields) throws -> TextNormalization {
    guard let normalizer = root.optional("normalizer") else { return .none }
    var found = TextNormalization.none
    for step in try steps(normalizer, listedAs: "normalizers") {
      guard try step.text("type").elementsEqual("NFC".utf8) else { throw unsupported(step, "the normalizer") }
      found = .composedCanonical
    }
    return found
  }

  /// The pattern by which text is cut: that of ByteLevel itself, or of the Splits before it.
  static func pattern(_ root: JSONVocabularyFields) throws -> PretokenizerRule {
    guard let preTokenizer = root.optional("pre_tokenizer") else {
      throw JSONVocabularyFields.unsupported(root.value, "no pre-tokenizer, as those of SentencePiece vocabularies,")
    }
    let steps = try steps(preTokenizer, listedAs: "pretokenizers")
    guard let last = steps.last, try last.text("type").elementsEqual("ByteLevel".utf8) else {
      throw unsupported(try steps.last ?? JSONVocabularyFields(preTokenizer), "the pre-tokenizer")
    }
    if try last.flag("add_prefix_space") {
      throw JSONVocabularyFields.unsupported(last.value, "a ByteLevel pre-tokenizer that adds a space to the text")
    }
    var texts: [[UInt8]] = []
    for step in steps.dropLast() { texts.append(try splitText(step)) }
    // The pattern of ByteLevel itself is on unless it is turned off.
    let hasOwnPattern = last.optional("use_regex") == nil ? true : try last.flag("use_regex")
    if hasOwnPattern {
      guard texts.isEmpty else {
        throw JSONVocabularyFields.unsupported(last.value, "a ByteLevel pattern behind other patterns")
      }
      return .pattern(.gpt2)
    }
    if texts.isEmpty { throw JSONVocabularyFields.unsupported(preTokenizer, "no pattern") }
    return try PretokenizerRule(steps: texts, dialect: .oniguruma)
  }

  /// Checks that the model is a BPE without what changes its merges.
  static func checkModel(_ model: JSONVocabularyFields) throws {
    // The oldest files do not name the model.
    if let type = model.optional("type"), try !JSONVocabularyFields.text(type).elementsEqual("BPE".utf8) {
      throw unsupported(model, "the model")
    }
    if let dropout = model.optional("dropout"), dropout.double != 0 {
      throw JSONVocabularyFields.unsupported(dropout, "a BPE with dropout")
    }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let found = model.optional(key), try !JSONVocabularyFields.text(found).isEmpty {
        throw JSONVocabularyFields.unsupported(found, "a BPE with a \(key)")
      }
    }
  }

  /// The exact text of a Split that leaves what it cuts as pieces of their own.
  private static func splitText(_ step: JSONVocabularyFields) throws -> [UInt8] {
    guard try step.text("type").elementsEqual("Split".utf8) else { throw unsupported(step, "the pre-tokenizer") }
    guard try step.text("behavior").elementsEqual("Isolated".utf8), try !step.flag("invert") else {
      throw JSONVocabularyFields.unsupported(step.value, "a Split that is not Isolated")
    }
    let pattern = try step.object("pattern")
    guard let regex = pattern.optional("Regex") else {
      throw JSONVocabularyFields.unsupported(pattern.value, "a Split at a fixed string")
    }
    return Array(try JSONVocabularyFields.text(regex))
  }

  /// The steps of a Sequence, at any depth; the value itself where it is none.
  private static func steps(_ value: JSONValue, listedAs key: String) throws -> [JSONVocabularyFields] {
    let fields = try JSONVocabularyFields(value)
    guard try fields.text("type").elementsEqual("Sequence".utf8) else { return [fields] }
    return try fields.array(key).elements.flatMap { try steps($0, listedAs: key) }
  }

  private static func unsupported(_ step: JSONVocabularyFields, _ what: String) -> TrainPackError {
    let type = (try? step.text("type")).map { quoted($0) } ?? "without a type"
    return JSONVocabularyFields.unsupported(step.value, "\(what) \(type)")
  }
}
