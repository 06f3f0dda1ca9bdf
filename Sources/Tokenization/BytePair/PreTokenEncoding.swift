/// Turns one pre-token into tokens.
protocol PreTokenEncoding {
  /// Appends the tokens of `text[start..<end]`, which is not empty, to `tokens`.
  ///
  /// - Parameter isWhole: Whether this is a whole pre-token, not a segment of one: a whole one that is a token may be
  ///   taken as it is, though no merges make that token.
  mutating func encode(_ text: RawSpan, _ start: Int, _ end: Int, isWhole: Bool, into tokens: inout [Int32])

  /// How many tokens `encode` would append.
  mutating func count(_ text: RawSpan, _ start: Int, _ end: Int, isWhole: Bool) -> Int

  /// How many bytes a token stands for.
  func length(of token: Int32) -> Int32

  /// The first place after `start` where a pre-token too long for the cache can be cut without changing its tokens; `end`
  /// for none before.
  func endOfSegment(from start: Int, to end: Int, in text: Span<UInt8>) -> Int
}
