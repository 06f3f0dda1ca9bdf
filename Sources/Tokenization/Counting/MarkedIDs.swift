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
    _ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>], before marks: TextMarks,
    into marked: inout MarkedIDs
  ) throws -> Bool {
    var tokens = TokenBuffer()
    try encode(text, boundary: boundary, specialTokensIn: regions, offset: 0, into: &tokens)
    return marked.append(tokens, before: marks)
  }

  /// Finds the ids by way of the tokens with their bytes, in a text without special tokens.
  func encodeWhole(
    _ text: Span<UInt8>, boundary: TextBoundary, before marks: TextMarks, into marked: inout MarkedIDs
  ) throws -> Bool {
    var tokens = TokenBuffer()
    try encode(text, boundary: boundary, offset: 0, into: &tokens)
    return marked.append(tokens, before: marks)
  }
}

extension MarkedIDs {
  /// Appends tokens of a text; returns `false` and appends nothing where one stands for bytes on both sides of a mark.
  mutating func append(_ tokens: TokenBuffer, before marks: TextMarks) -> Bool {
    let first = counts.count
    for index in 0..<marks.count {
      let count = tokens.firstToken(endingAfter: marks[index])
      if count < tokens.count, tokens.starts[count] < marks[index] {
        counts.removeLast(counts.count - first)
        return false
      }
      counts.append(ids.count + count)
    }
    ids += tokens.ids
    return true
  }
}
