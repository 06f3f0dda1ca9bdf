import Testing

@testable import Tokenization

/// Compares an engine's tokens with the reference's, text by text.
struct Comparison: CustomStringConvertible {
  let engine: ConformanceCase
  private let tokenizer: any Tokenizer
  private let encoder: any TextEncoder
  private let matcher: AddedTokenMatcher
  private let seed: UInt64
  private(set) var texts = 0
  private(set) var tokenCount = 0
  private(set) var differences = 0
  private(set) var ties = 0

  init(engine: ConformanceCase, tokenizer: any Tokenizer, seed: UInt64) {
    self.engine = engine
    self.tokenizer = tokenizer
    self.seed = seed
    encoder = tokenizer.makeEncoder()
    matcher = AddedTokenMatcher(tokenizer.vocabulary.addedTokens)
  }

  var description: String {
    "\(engine.name): \(texts) texts, \(tokenCount) tokens, \(differences) texts differ, \(ties) ties, seed \(seed)"
  }

  mutating func add(_ texts: [[UInt8]], _ answers: [TokenBuffer]) throws {
    for (text, answer) in zip(texts, answers) {
      self.texts += 1
      let own = try tokens(of: text)
      tokenCount += own.count
      if own.ids == answer.ids && rangesAgree(own, answer) { continue }
      if engine.allowsTies, isTie(own.ids, answer.ids) {
        ties += 1
        continue
      }
      differences += 1
      if differences <= 5 { print("\(engine.name), seed \(seed): \(quoted(text)): \(own) is not \(answer)") }
    }
  }

  /// Whether two segmentations have the same score, as far as 32-bit numbers added up can tell.
  private func isTie(_ first: [Int32], _ second: [Int32]) -> Bool {
    func score(_ ids: [Int32]) -> Double { ids.reduce(0) { $0 + Double(tokenizer.vocabulary.score(of: $1) ?? 0) } }
    let (left, right) = (score(first), score(second))
    return first.count == second.count && abs(left - right) <= 1e-5 * max(abs(left), abs(right))
  }

  /// Cuts at added tokens that are not special, as the reference does, and encodes what is between.
  private func tokens(of text: [UInt8]) throws -> TokenBuffer {
    var tokens = TokenBuffer()
    var start = 0
    var counted = 0
    func encode(to end: Int) throws {
      let part = text.span.extracting(start..<end)
      let before: TextBoundary = start == 0 ? engine.boundary : .afterSpecialToken
      try encoder.encode(part, boundary: before, offset: start, into: &tokens)
      counted += try encoder.count(part, boundary: before)
    }
    for match in matcher.matches(in: text.span, specialTokensIn: []) {
      try encode(to: match.taken.lowerBound)
      tokens.append(match.token.id, start: Int32(match.range.lowerBound), end: Int32(match.range.upperBound))
      counted += 1
      start = match.taken.upperBound
    }
    try encode(to: text.count)
    #expect(counted == tokens.count, "the count of \(quoted(text))")
    return tokens
  }

  /// Where the reference gives no range nothing is compared, where it gives an empty one the start only.
  private func rangesAgree(_ own: TokenBuffer, _ reference: TokenBuffer) -> Bool {
    zip(own.ranges, zip(reference.starts, reference.ends)).allSatisfy { own, reference in
      if reference.0 < 0 { return true }
      return own.lowerBound == reference.0 && (reference.0 == reference.1 || own.upperBound == reference.1)
    }
  }
}
