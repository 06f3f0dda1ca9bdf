import Diagnostics
import StrictJSON

/// The tokens of a model whose vocabulary is an object of tokens and ids.
enum WrittenTokens {
  /// Reads the field `vocab`.
  ///
  /// - Throws: `vocabulary.corrupt-json`, `vocabulary.duplicate-token`, `vocabulary.duplicate-id`, `limits.exceeded`.
  static func read(_ model: JSONVocabularyFields, limits: Limits) throws -> TokenTable {
    try read(model.object("vocab").value, limits: limits)
  }

  /// Reads an object of tokens and ids; ids may leave gaps.
  static func read(_ vocabulary: JSONValue, limits: Limits) throws -> TokenTable {
    let capacity = min(vocabulary.count, limits.maximumVocabularyTokens)
    var table = TokenTable(capacity: capacity, byteCapacity: capacity * 8)
    for member in vocabulary.members {
      let text = try JSONVocabularyFields.text(member.key)
      let id = Int32(try JSONVocabularyFields.integer(member.value, in: 0...limits.maximumVocabularyTokens - 1))
      try check(text, limits: limits, at: member.value)
      if let other = table.bytes(of: id) {
        throw TrainPackError(
          .vocabularyDuplicateID, "two tokens share the id \(id): \(quoted(other)) and \(quoted(text))",
          at: member.value.location, fix: "fetch the vocabulary file again; ids must differ")
      }
      // Text never comes to a token without text: it is kept by its id alone.
      if let other = table.insert(text.span, id: id, isFindable: !text.isEmpty) {
        throw TrainPackError(
          .vocabularyDuplicateToken, "the token \(quoted(text)) is listed twice, with the ids \(other) and \(id)",
          at: member.value.location, fix: "fetch the vocabulary file again; tokens must differ")
      }
    }
    return table
  }

  static func check(_ text: ArraySlice<UInt8>, limits: Limits, at place: JSONValue) throws {
    guard text.count <= limits.maximumTokenBytes else {
      throw TrainPackError.limitExceeded(
        "bytes in one token", value: limits.maximumTokenBytes, met: text.count, flag: nil, at: place.location)
    }
  }
}

extension TokenTable {
  /// The id of the token that the file writes as `text`, or -1.
  func id(ofWritten text: some Collection<UInt8>) -> Int32 {
    let text = Array(text)
    return text.isEmpty ? -1 : id(of: text.span.bytes, start: 0, length: text.count)
  }
}
