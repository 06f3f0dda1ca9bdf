import StrictJSON

/// The post-processor of a `tokenizer.json`: the tokens it puts around a text, and how it trims ranges.
///
/// - Source: Hugging Face tokenizers' `processors/`.
struct TokenizerJSONPostProcessor {
  private(set) var trimmings: [OffsetTrimming] = []
  /// What a single text gets.
  private(set) var sequenceTokens = SequenceTokens()

  init(_ root: JSONVocabularyFields, maximumID: Int) throws {
    guard let value = root.optional("post_processor") else { return }
    for step in try TokenizerJSONSteps.flatten(value, listedAs: "processors") { try read(step, maximumID) }
  }

  private mutating func read(_ step: JSONVocabularyFields, _ maximumID: Int) throws {
    let name = try TokenizerJSONSteps.name(step)
    switch name {
    case "ByteLevel": try readTrimming(step)
    case "RobertaProcessing":
      try readTrimming(step)
      try add(before: [Self.id(step, "cls", maximumID)], after: [Self.id(step, "sep", maximumID)])
    case "BertProcessing":
      try add(before: [Self.id(step, "cls", maximumID)], after: [Self.id(step, "sep", maximumID)])
    case "TemplateProcessing": try readTemplate(step, maximumID)
    default: throw TokenizerJSONSteps.unsupported(step, "the post-processor", name)
    }
  }

  private mutating func readTrimming(_ step: JSONVocabularyFields) throws {
    let addsPrefixSpace = try step.requiredFlag("add_prefix_space")
    if try step.requiredFlag("trim_offsets") { trimmings.append(OffsetTrimming(addsPrefixSpace: addsPrefixSpace)) }
  }

  private mutating func add(before: [Int32], after: [Int32]) {
    sequenceTokens.before = before + sequenceTokens.before
    sequenceTokens.after += after
  }

  /// A pair of a text and an id.
  private static func id(_ step: JSONVocabularyFields, _ key: String, _ maximumID: Int) throws -> Int32 {
    let pair = try step.array(key)
    guard pair.count == 2, let id = pair.element(at: 1) else {
      throw JSONVocabularyFields.wrong(pair, "a token and its id are needed here")
    }
    return Int32(try JSONVocabularyFields.integer(id, in: 0...maximumID))
  }

  private mutating func readTemplate(_ step: JSONVocabularyFields, _ maximumID: Int) throws {
    let tokens = try step.object("special_tokens")
    var before: [Int32] = []
    var after: [Int32] = []
    var sequenceCount = 0
    for element in try step.array("single").elements {
      let piece = try JSONVocabularyFields(element)
      if piece.optional("Sequence") != nil {
        sequenceCount += 1
        continue
      }
      let key = String(decoding: try piece.object("SpecialToken").text("id"), as: UTF8.self)
      let ids = try tokens.object(key).array("ids").elements.map {
        Int32(try JSONVocabularyFields.integer($0, in: 0...maximumID))
      }
      if sequenceCount == 0 { before += ids } else { after += ids }
    }
    guard sequenceCount == 1 else {
      throw JSONVocabularyFields.unsupported(
        try step.required("single"), "a template that has the text \(sequenceCount) times")
    }
    add(before: before, after: after)
  }
}
