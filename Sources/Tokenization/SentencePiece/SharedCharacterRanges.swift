/// Gives tokens that share a character its whole range.
///
/// The reference gives it to the last of them only (the bytes of one character, the parts of a normalized ligature) and
/// an empty range to the others. A dummy prefix that stands alone shares the first character.
struct SharedCharacterRanges: Sendable {
  /// The piece that a dummy prefix is when nothing joins it.
  let spaceID: Int32?

  /// Widens the tokens from position `first` on, of which none after the first `count` has an empty range.
  func widen(
    _ tokens: inout TokenBuffer, from first: Int, atMost count: Int = .max, of text: Span<UInt8>, base: Int32,
    hasPrefix: Bool
  ) {
    var index = min(tokens.count - first - 1, count) + first - 1
    while index >= first {
      let start = tokens.starts[index]
      if start == tokens.ends[index], tokens.starts[index + 1] == start {
        let isPrefix = index == first && hasPrefix && tokens.ids[index] == spaceID
        tokens.ends[index] = isPrefix ? base + endOfCharacter(at: start - base, of: text) : tokens.ends[index + 1]
      }
      index -= 1
    }
  }

  private func endOfCharacter(at start: Int32, of text: Span<UInt8>) -> Int32 {
    let start = Int(start)
    guard start >= 0, start < text.count else { return Int32(truncatingIfNeeded: start) }
    return Int32(truncatingIfNeeded: start + UTF8Text.scalar(at: start, of: text).length)
  }
}
