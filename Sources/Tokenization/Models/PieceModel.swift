/// A piece of text that a model gave an id, with the bytes of the pre-token that it stands for.
struct ModelToken: Hashable, Sendable { var id: Int32; var start: Int32; var end: Int32 }

/// Turns one pre-token, as normalized UTF-8, into tokens: one worker's, with its scratch memory.
protocol PieceModel {
  /// Appends the tokens of `text`, which is well-formed UTF-8 and not empty; their ranges are those the reference gives.
  mutating func encode(_ text: Span<UInt8>, into tokens: inout [ModelToken]) throws

  /// Returns how many tokens `encode` would append.
  ///
  /// - Parameter scratch: Memory to work in; what it holds is lost.
  mutating func count(_ text: Span<UInt8>, with scratch: inout [ModelToken]) throws -> Int
}

extension PieceModel {
  mutating func count(_ text: Span<UInt8>, with scratch: inout [ModelToken]) throws -> Int {
    scratch.removeAll(keepingCapacity: true)
    try encode(text, into: &scratch)
    return scratch.count
  }
}
