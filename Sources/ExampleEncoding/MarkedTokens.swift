import Tokenization

/// What is kept of the tokens of a text, and how many of them lie before its marks.
protocol MarkedTokens {
  var tokenCount: Int { get }
  /// For each mark that was passed how many tokens lie before it.
  var counts: [Int] { get set }

  /// Adds a special or added token.
  mutating func add(_ token: AddedToken)

  /// Adds ordinary text; returns `false` where a token stands for bytes on both sides of a mark.
  mutating func add(
    _ text: Span<UInt8>, by encoder: any TextEncoder, boundary: TextBoundary, specialTokensIn regions: [Range<Int>],
    before marks: TextMarks
  ) throws -> Bool
}

extension MarkedTokens {
  /// Takes the marks up to `position` from `marks`: all tokens so far lie before them.
  mutating func pass(_ marks: inout ArraySlice<Int>, upTo position: Int) {
    while let mark = marks.first, mark <= position {
      counts.append(tokenCount)
      marks.removeFirst()
    }
  }
}

extension MarkedIDs: MarkedTokens {
  var tokenCount: Int { ids.count }

  mutating func add(_ token: AddedToken) { ids.append(token.id) }

  mutating func add(
    _ text: Span<UInt8>, by encoder: any TextEncoder, boundary: TextBoundary, specialTokensIn regions: [Range<Int>],
    before marks: TextMarks
  ) throws -> Bool {
    try encoder.encode(text, boundary: boundary, specialTokensIn: regions, before: marks, into: &self)
  }
}

extension MarkedCount: MarkedTokens {
  var tokenCount: Int { total }

  mutating func add(_ token: AddedToken) { total += 1 }

  mutating func add(
    _ text: Span<UInt8>, by encoder: any TextEncoder, boundary: TextBoundary, specialTokensIn regions: [Range<Int>],
    before marks: TextMarks
  ) throws -> Bool {
    try encoder.count(text, boundary: boundary, specialTokensIn: regions, before: marks, into: &self)
  }
}
