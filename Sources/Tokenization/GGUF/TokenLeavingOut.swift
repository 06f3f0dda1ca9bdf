/// Encodes with a tokenizer and leaves the tokens of one id out: llama.cpp gives bytes that a vocabulary lacks no token.
final class TokenLeavingOut: TextEncoder {
  private let encoder: any TextEncoder
  private let id: Int32
  /// For each byte whether a text without it has no such token.
  private let isLeftOut: [Bool]
  private var scratch = TokenBuffer()

  init(_ encoder: any TextEncoder, id: Int32, isLeftOut: [Bool]) {
    self.encoder = encoder
    self.id = id
    self.isLeftOut = isLeftOut
  }

  func encode(_ text: Span<UInt8>, boundary: TextBoundary, offset: Int, into tokens: inout TokenBuffer) throws {
    let first = tokens.count
    try encoder.encode(text, boundary: boundary, offset: offset, into: &tokens)
    if !mayLeaveOut(text) { return }
    let end = tokens.count
    for index in first..<end where tokens.ids[index] != id {
      scratch.append(tokens.ids[index], start: tokens.starts[index], end: tokens.ends[index])
    }
    tokens.truncate(to: first)
    for index in 0..<scratch.count {
      tokens.append(scratch.ids[index], start: scratch.starts[index], end: scratch.ends[index])
    }
    scratch = TokenBuffer()
  }

  func count(_ text: Span<UInt8>, boundary: TextBoundary) throws -> Int {
    if !mayLeaveOut(text) { return try encoder.count(text, boundary: boundary) }
    var tokens = TokenBuffer()
    try encode(text, boundary: boundary, offset: 0, into: &tokens)
    return tokens.count
  }

  private func mayLeaveOut(_ text: Span<UInt8>) -> Bool {
    let isLeftOut = isLeftOut
    for position in 0..<text.count where isLeftOut[Int(text[position])] { return true }
    return false
  }
}

/// A byte-pair tokenizer of a vocabulary that lacks bytes.
struct GGUFIncompleteTokenizer: Tokenizer {
  let tokenizer: BytePairTokenizer
  let id: Int32
  let isLeftOut: [Bool]

  var vocabulary: Vocabulary { tokenizer.vocabulary }

  func makeEncoder() -> any TextEncoder {
    TokenLeavingOut(tokenizer.makeEncoder(), id: id, isLeftOut: isLeftOut)
  }
}
