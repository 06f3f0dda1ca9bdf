import Diagnostics
import StrictJSON
import Tokenization

extension TokenizerDescription {
  /// Every token that the profile names by a role of its own, with its place in the file.
  private func namedTokens(_ fields: ObjectFields) -> [(token: SpecialToken, place: JSONValue)] {
    var named: [(SpecialToken, JSONValue)] = []
    for (token, key) in [(bos, "bos"), (eos, "eos"), (unk, "unk"), (pad, "pad")] {
      if let token { named.append((token, fields[key])) }
    }
    for (token, place) in zip(endOfTurn, fields["endOfTurn"].elements) { named.append((token, place)) }
    return named
  }

  /// Checks that an id has one text and a text one id, over all tokens that the profile names.
  func checkTokens(_ fields: ObjectFields) throws {
    if endOfTurn.isEmpty {
      throw fields.wrong(fields["endOfTurn"], "no token ends an assistant's turn; at least one is needed")
    }
    var textOfID: [Int32: [UInt8]] = [:]
    var idOfText: [[UInt8]: Int32] = [:]

    func check(_ text: [UInt8], _ id: Int32, at place: JSONValue) throws {
      guard Int(id) < embeddingSize else {
        throw inconsistent("the id \(id) is beyond the embedding of \(embeddingSize) rows", at: place)
      }
      if let other = textOfID[id], other != text {
        throw inconsistent("two tokens share the id \(id): \(Self.quoted(other)) and \(Self.quoted(text))", at: place)
      }
      if let other = idOfText[text], other != id {
        throw inconsistent("the token \(Self.quoted(text)) has two ids: \(other) and \(id)", at: place)
      }
      textOfID[id] = text
      idOfText[text] = id
    }

    for (token, place) in zip(addedTokens, fields["addedTokens"].elements) {
      if idOfText[token.text] == token.id {
        throw inconsistent("the token \(Self.quoted(token.text)) is listed twice", at: place)
      }
      try check(token.text, token.id, at: place)
      if kind == .tiktoken, Int(token.id) < tokenCount {
        throw inconsistent(
          "the id \(token.id) of \(Self.quoted(token.text)) belongs to one of the vocabulary's own \(tokenCount) tokens",
          at: place)
      }
    }
    for (token, place) in namedTokens(fields) {
      try check(token.text, token.id, at: place)
      if kind == .tiktoken, !addedTokens.contains(where: { $0.id == token.id }) {
        throw inconsistent(
          "\(Self.quoted(token.text)) with id \(token.id) is none of the added tokens, and a tiktoken vocabulary has no "
            + "special tokens of its own", at: place)
      }
    }
  }

  static func quoted(_ text: [UInt8]) -> String { "\"\(String(decoding: text, as: UTF8.self))\"" }

  private func inconsistent(_ message: String, at place: JSONValue) -> TrainPackError {
    TrainPackError(
      .profileInconsistent, message, at: place.location,
      fix: "compare the ids with added_tokens in the model's tokenizer.json")
  }
}
