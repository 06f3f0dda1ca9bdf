/// What a token that strips takes in of the text around it.
enum WhitespaceStripping {
  /// The bytes of a match with the white space that its token takes in, inside `bounds`.
  ///
  /// - Source: `space_leftmost_at_end` and `space_rightmost_at_start` of Hugging Face tokenizers' `added_vocabulary.rs`:
  ///   `\s*`, by Unicode; `isspace` in `tokenizer_st_partition` of llama.cpp's `llama-vocab.cpp`.
  static func taken(by match: AddedTokenMatch, of text: Span<UInt8>, within bounds: Range<Int>) -> Range<Int> {
    if match.token.stripping.isEmpty { return match.range }
    var (start, end) = (match.range.lowerBound, match.range.upperBound)
    let classes = CharacterClasses.shared
    let longest = match.token.stripping.contains(.onlyASCII) ? 1 : 4
    if match.token.stripping.contains(.after) {
      while end < bounds.upperBound {
        let character = classes.character(at: end, of: text)
        if character.length > longest || !character.isAny(CharacterClasses.whitespace) { break }
        end += character.length
      }
    }
    if match.token.stripping.contains(.before) {
      while start > bounds.lowerBound {
        var before = start - 1
        while before > bounds.lowerBound, UTF8Text.isContinuation(text[before]) { before -= 1 }
        let character = classes.character(at: before, of: text)
        let isWhole = before + character.length == start && character.length <= longest
        if !isWhole || !character.isAny(CharacterClasses.whitespace) { break }
        start = before
      }
    }
    return start..<end
  }
}
