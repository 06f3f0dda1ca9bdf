import Diagnostics
import StrictJSON

/// The added tokens of a `tokenizer.json`.
enum TokenizerJSONAddedTokens {
  static func read(
    _ root: JSONVocabularyFields, normalization: TextNormalization, limits: Limits
  ) throws -> [AddedToken] {
    guard root.optional("added_tokens") != nil else { return [] }
    var tokens: [AddedToken] = []
    var texts: [[UInt8]: Int32] = [:]
    var ids: [Int32: [UInt8]] = [:]
    for element in try root.array("added_tokens").elements {
      let token = try token(JSONVocabularyFields(element), normalization: normalization, limits: limits)
      if let other = texts.updateValue(token.id, forKey: token.text) {
        throw TrainPackError(
          .vocabularyDuplicateToken,
          "the added token \(quoted(token.text)) is listed twice, with the ids \(other) and \(token.id)",
          at: element.location, fix: "fetch the file again; added tokens must differ")
      }
      if let other = ids.updateValue(token.text, forKey: token.id) {
        throw TrainPackError(
          .vocabularyDuplicateID,
          "two added tokens share the id \(token.id): \(quoted(other)) and \(quoted(token.text))",
          at: element.location, fix: "fetch the file again; ids must differ")
      }
      tokens.append(token)
    }
    try checkStripping(tokens, at: root)
    return tokens
  }

  private static func token(
    _ fields: JSONVocabularyFields, normalization: TextNormalization, limits: Limits
  ) throws -> AddedToken {
    let text = Array(try fields.text("content"))
    if text.isEmpty { throw JSONVocabularyFields.wrong(fields.value, "an added token has no text") }
    guard text.count <= limits.maximumTokenBytes else {
      throw TrainPackError.limitExceeded(
        "bytes in one token", value: limits.maximumTokenBytes, met: text.count, flag: nil, at: fields.value.location)
    }
    if try fields.flag("single_word") {
      throw JSONVocabularyFields.unsupported(
        fields.value, "an added token that is matched as a single word only, \(quoted(text)),")
    }
    let isNormalized = try fields.flag("normalized")
    if isNormalized, normalization != .none {
      throw JSONVocabularyFields.unsupported(
        fields.value, "an added token that is matched in normalized text, \(quoted(text)),")
    }
    var stripping: AddedToken.Stripping = []
    if try fields.flag("lstrip") { stripping.insert(.before) }
    if try fields.flag("rstrip") { stripping.insert(.after) }
    return AddedToken(
      text: text, id: Int32(try fields.integer("id", in: 0...limits.maximumVocabularyTokens - 1)),
      isSpecial: try fields.flag("special"), stripping: stripping, pass: isNormalized ? .second : .first)
  }

  /// A token that begins with white space could be found in what another took in, which the reference counts twice.
  private static func checkStripping(_ tokens: [AddedToken], at root: JSONVocabularyFields) throws {
    guard tokens.contains(where: { !$0.stripping.isEmpty }) else { return }
    let classes = CharacterClasses.shared
    for token in tokens where classes.character(at: 0, of: token.text.span).isAny(CharacterClasses.whitespace) {
      throw JSONVocabularyFields.unsupported(
        try root.array("added_tokens"),
        "an added token that begins with white space, \(quoted(token.text)), beside some that take white space in,")
    }
  }
}
