/// Token ids without the bytes that they stand for, and how many of them lie before some places of the text.
///
/// That is enough to say which tokens are trained, where no token stands for bytes on both sides of such a place.
public struct MarkedIDs: Hashable, Sendable {
  public var ids: [Int32] = []
  /// For each mark, in order, how many tokens of the text lie before it.
  public var counts: [Int] = []

  public init() {}
}

extension TextEncoder {
  public func encode(
    _ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>], before marks: [Int],
    into marked: inout MarkedIDs
  ) throws -> Bool {
    var tokens = TokenBuffer()
    try encode(text, boundary: boundary, specialTokensIn: regions, offset: 0, into: &tokens)
    return marked.append(tokens, before: marks)
  }

  /// Finds the ids by way of the tokens with their bytes, in a text without special tokens.
  func encodeWhole(
    _ text: Span<UInt8>, boundary: TextBoundary, before marks: [Int], into marked: inout MarkedIDs
  ) throws -> Bool {
    var tokens = TokenBuffer()
    try encode(text, boundary: boundary, offset: 0, into: &tokens)
    return marked.append(tokens, before: marks)
  }
}

extension MarkedIDs {
  /// Appends tokens of a text; returns `false` and appends nothing where one stands for bytes on both sides of a mark.
  mutating func append(_ tokens: TokenBuffer, before marks: [Int]) -> Bool {
    let counts = marks.map { tokens.firstToken(endingAfter: $0) }
    for (mark, count) in zip(marks, counts) where count < tokens.count && tokens.starts[count] < mark { return false }
    self.counts += counts.map { ids.count + $0 }
    ids += tokens.ids
    return true
  }
}
