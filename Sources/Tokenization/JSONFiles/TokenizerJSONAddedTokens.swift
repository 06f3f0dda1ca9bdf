import Diagnostics
import StrictJSON

/// The added tokens of a `tokenizer.json`, in the file's order.
///
/// - Source: `AddedToken` of Hugging Face tokenizers' `added_vocabulary.rs`.
enum TokenizerJSONAddedTokens {
  /// An added token as it is listed.
  struct Entry {
    var text: [UInt8]
    var id: Int32
    var isSpecial: Bool
    var isNormalized: Bool
    var isSingleWord: Bool
    var stripping: AddedToken.Stripping = []

    /// - Parameter id: Its id where the object does not have it.
    init(_ fields: JSONVocabularyFields, id: Int32? = nil, limits: Limits) throws {
      text = Array(try fields.text("content"))
      if text.isEmpty { throw JSONVocabularyFields.wrong(fields.value, "an added token has no text") }
      guard text.count <= limits.maximumTokenBytes else {
        throw TrainPackError.limitExceeded(
          "bytes in one token", value: limits.maximumTokenBytes, met: text.count, flag: nil, at: fields.value.location)
      }
      isSpecial = try fields.flag("special")
      isNormalized = try fields.flag("normalized")
      isSingleWord = try fields.flag("single_word")
      if try fields.flag("lstrip") { stripping.insert(.before) }
      if try fields.flag("rstrip") { stripping.insert(.after) }
      self.id = try id ?? Int32(fields.integer("id", in: 0...limits.maximumVocabularyTokens - 1))
    }

    /// - Parameter isTextNormalized: Whether the file normalizes text.
    func token(isTextNormalized: Bool) -> AddedToken {
      AddedToken(
        text: text, id: id, isSpecial: isSpecial, stripping: stripping,
        pass: isNormalized ? (isTextNormalized ? .normalized : .second) : .first, isSingleWord: isSingleWord)
    }
  }

  /// - Throws: `vocabulary.corrupt-json`, `vocabulary.unsupported-setting`, `vocabulary.duplicate-token`,
  ///   `vocabulary.duplicate-id`, `limits.exceeded`.
  static func read(_ root: JSONVocabularyFields, limits: Limits) throws -> [Entry] {
    guard root.optional("added_tokens") != nil else { return [] }
    var tokens: [Entry] = []
    var texts: [[UInt8]: Int32] = [:]
    var ids: [Int32: [UInt8]] = [:]
    for element in try root.array("added_tokens").elements {
      let token = try Entry(JSONVocabularyFields(element), limits: limits)
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
    return tokens
  }

  /// Those of a file, with what the `tokenizer_config.json` beside it says of them or adds.
  static func joined(_ own: [Entry], _ config: TokenizerConfig?) -> [Entry] {
    var tokens = own
    var places: [[UInt8]: Int] = [:]
    for (place, token) in own.enumerated() { places[token.text] = place }
    for token in config?.addedTokens ?? [] {
      if let place = places[token.text] {
        let id = tokens[place].id
        tokens[place] = token
        tokens[place].id = id
      } else {
        places[token.text] = tokens.count
        tokens.append(token)
      }
    }
    return tokens
  }

  /// The tokens with the ids that the reference gives them where the file's own belong to others.
  ///
  /// The reference does not read the ids: a token that the vocabulary does not have gets the next one behind it. Files
  /// say the same, but for some whose added tokens have ids that the vocabulary has for other texts.
  ///
  /// - Source: `add_tokens` of Hugging Face tokenizers' `added_vocabulary.rs`.
  static func renumbered(_ tokens: [AddedToken], in table: TokenTable) -> [AddedToken] {
    guard tokens.contains(where: { isTaken($0, in: table) }) else { return tokens }
    var next = Int32(clamping: (0..<table.idCount).count { table.contains(Int32(clamping: $0)) })
    return tokens.map { token in
      var token = token
      if table.id(ofWritten: token.text) < 0 {
        token.id = next
        next += 1
      }
      return token
    }
  }

  /// Whether the token's id is that of another text of the vocabulary, which does not have the token's own.
  static func isTaken(_ token: AddedToken, in table: TokenTable) -> Bool {
    table.contains(token.id) && table.id(ofWritten: token.text) < 0
  }

  /// A token that begins with white space could be found in what another took in, which the reference counts twice.
  ///
  /// - Parameter tokens: The texts as they are matched, not empty: normalized where text is.
  static func checkStripping(
    _ tokens: [(text: [UInt8], stripping: AddedToken.Stripping)], at root: JSONVocabularyFields
  ) throws {
    guard tokens.contains(where: { $0.stripping.contains(.after) }) else { return }
    for (text, _) in tokens where CharacterProperties.isWhitespace(UTF8Text.scalar(at: 0, of: text.span).0) {
      throw JSONVocabularyFields.unsupported(
        try root.array("added_tokens"),
        "added tokens that take in the white space behind them beside one that is matched with white space at its start "
          + "(\(quoted(text)))")
    }
  }
}
