/// Tells whether a text stands by itself.
enum SingleWord {
  /// Whether no word character stands before or behind `range`.
  ///
  /// - Source: `starts_with_word` and `ends_with_word` of Hugging Face tokenizers' `added_vocabulary.rs`: `\w`, by Unicode.
  static func stands(_ range: Range<Int>, of text: Span<UInt8>, within bounds: Range<Int>) -> Bool {
    let properties = CharacterProperties.shared
    if range.upperBound < bounds.upperBound,
      properties.isAny(CharacterProperties.word, UTF8Text.scalar(at: range.upperBound, of: text).0)
    {
      return false
    }
    guard range.lowerBound > bounds.lowerBound else { return true }
    var start = range.lowerBound - 1
    while start > bounds.lowerBound, UTF8Text.isContinuation(text[start]) { start -= 1 }
    return !properties.isAny(CharacterProperties.word, UTF8Text.scalar(at: start, of: text).0)
  }
}
