import ShardExport
import Tokenization

/// Tokens of an example that stand side by side and are all trained, or all not.
public struct TokenStretch: Hashable, Sendable {
  /// The tokens, as positions in the example.
  public var tokens: Range<Int>
  public var isTrained: Bool
  /// The bytes that they stand for; a character that reaches over the border of a stretch is in parts.
  public var utf8: [UInt8]

  /// The stretches of an example, in order.
  ///
  /// - Throws: `vocabulary.unknown-id`.
  static func stretches(of segment: PackedSegment, by vocabulary: Vocabulary) throws -> [TokenStretch] {
    var stretches: [TokenStretch] = []
    var position = 0
    // Tokens stand for other bytes at a text's start than behind others, so the text before each border is decoded.
    var before = 0
    let text = try vocabulary.decode(segment.tokens)
    func add(to end: Int, isTrained: Bool) throws {
      if end <= position { return }
      let length = end == segment.tokens.count ? text.count : try vocabulary.decode(segment.tokens[..<end]).count
      stretches.append(
        TokenStretch(
          tokens: position..<end, isTrained: isTrained, utf8: Array(text[min(before, length)..<max(before, length)])))
      (position, before) = (end, length)
    }
    for range in segment.lossRanges {
      try add(to: range.lowerBound, isTrained: false)
      try add(to: range.upperBound, isTrained: true)
    }
    try add(to: segment.tokens.count, isTrained: false)
    return stretches
  }
}
