/// Cuts text as the pattern of cl100k does, and its relatives of Llama 3 and Qwen 2.
struct CL100KScanner: PreTokenScanner {
  /// How many digits are one pre-token at most.
  let maximumDigits: Int
  let whitespace: WhitespaceRule
  private let classes = CharacterClasses.copied

  init(maximumDigits: Int, whitespace: WhitespaceRule) {
    self.maximumDigits = maximumDigits
    self.whitespace = whitespace
  }

  @inline(__always)
  func starts(at text: UnsafePointer<UInt8>) -> UInt64 {
    BlockScan(text).startsOfCL100K(maximumDigits: maximumDigits)
  }

  @inline(__always)
  func end(from start: Int, in text: Span<UInt8>) -> Int {
    let first = text[start]
    if first == UInt8(ascii: "'") {
      let end = Contraction.end(from: start, in: text, ignoresCase: true)
      if end > start { return end }
    }
    let character = classes.character(at: start, of: text)
    let afterFirst = start &+ character.length
    if character.isAny(CharacterClasses.letter) {
      return classes.endOfRun(CharacterClasses.letter, from: afterFirst, in: text)
    }
    if character.isAny(CharacterClasses.number) {
      return classes.endOfNumbers(maximumDigits, from: start, in: text)
    }
    // Anything else but a line break belongs to the word that follows it.
    if !isLineBreak(first), afterFirst < text.count {
      let next = classes.character(at: afterFirst, of: text)
      if next.isAny(CharacterClasses.letter) {
        return classes.endOfRun(CharacterClasses.letter, from: afterFirst &+ next.length, in: text)
      }
      if first == UInt8(ascii: " "), !next.isAny(CharacterClasses.whitespace | CharacterClasses.number) {
        return endOfPunctuation(from: afterFirst, in: text)
      }
    }
    if !character.isAny(CharacterClasses.whitespace) { return endOfPunctuation(from: start, in: text) }
    return classes.endOfWhitespace(whitespace, from: start, in: text)
  }

  @inline(__always)
  private func endOfPunctuation(from start: Int, in text: Span<UInt8>) -> Int {
    let anything = CharacterClasses.letter | CharacterClasses.number | CharacterClasses.whitespace
    var position = classes.endOfRun(without: anything, from: start, in: text)
    while position < text.count, isLineBreak(text[position]) { position &+= 1 }
    return position
  }
}
