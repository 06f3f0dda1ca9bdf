/// Cuts text as the pattern of o200k does: a word is capitals and then small letters, with a contraction after it. That of
/// tekken has no contractions, and takes each digit by itself.
///
/// Letters without case and marks count on both sides, so the pattern backtracks; `endOfWord` says where it ends up.
struct O200KScanner: PreTokenScanner {
  /// How many digits are one pre-token at most.
  let maximumDigits: Int
  let hasContractions: Bool
  private let classes = CharacterClasses.copied

  init(maximumDigits: Int, hasContractions: Bool) {
    self.maximumDigits = maximumDigits
    self.hasContractions = hasContractions
  }

  @inline(__always)
  func starts(at text: UnsafePointer<UInt8>) -> UInt64 {
    BlockScan(text).startsOfO200K(maximumDigits: maximumDigits, hasContractions: hasContractions)
  }

  @inline(__always)
  func end(from start: Int, in text: Span<UInt8>) -> Int {
    let first = text[start]
    let character = classes.character(at: start, of: text)
    let afterFirst = start &+ character.length
    if character.isAny(CharacterClasses.number) {
      return classes.endOfNumbers(maximumDigits, from: start, in: text)
    }
    let isPrefix = !character.isAny(CharacterClasses.letter) && !isLineBreak(first)
    if let end = endOfPrefixedWord(isPrefix ? afterFirst : start, isPrefix ? start : nil, in: text) {
      return end
    }
    if first == UInt8(ascii: " "), afterFirst < text.count {
      let anything = CharacterClasses.letter | CharacterClasses.number | CharacterClasses.whitespace
      if !classes.character(at: afterFirst, of: text).isAny(anything) {
        return endOfPunctuation(from: afterFirst, in: text)
      }
    }
    if !character.isAny(CharacterClasses.whitespace) { return endOfPunctuation(from: start, in: text) }
    return classes.endOfWhitespace(.lineBreaksFirst, from: start, in: text)
  }

  /// The end of a word at `body`, else of one at `prefix` itself, which may be a mark.
  @inline(__always)
  private func endOfPrefixedWord(_ body: Int, _ prefix: Int?, in text: Span<UInt8>) -> Int? {
    let word = endOfWord(from: body, in: text)
    if word.hasLower { return endOfContraction(from: word.end, in: text) }
    if let prefix {
      let unprefixed = endOfWord(from: prefix, in: text)
      if unprefixed.hasLower { return endOfContraction(from: unprefixed.end, in: text) }
    }
    return word.end > body ? endOfContraction(from: word.end, in: text) : nil
  }

  @inline(__always)
  private func endOfContraction(from start: Int, in text: Span<UInt8>) -> Int {
    hasContractions ? Contraction.optionalEnd(from: start, in: text) : start
  }

  /// Matches `upper*lower+` at `start`, else `upper+`.
  ///
  /// The run of upper-side characters is followed by lower-side ones, or gives back characters until its last one that
  /// is also lower-side, with which the match then ends.
  ///
  /// - Returns: The end, and whether it is that of `upper*lower+`; `start` when neither matches.
  @inline(__always)
  private func endOfWord(from start: Int, in text: Span<UInt8>) -> (end: Int, hasLower: Bool) {
    var position = start
    var lastLowerEnd = start
    while position < text.count {
      let next = classes.character(at: position, of: text)
      if !next.isAny(CharacterClasses.upperSide) {
        if next.isAny(CharacterClasses.lowerSide) {
          return (classes.endOfRun(CharacterClasses.lowerSide, from: position &+ next.length, in: text), true)
        }
        break
      }
      position &+= next.length
      if next.isAny(CharacterClasses.lowerSide) { lastLowerEnd = position }
    }
    return lastLowerEnd > start ? (lastLowerEnd, true) : (position, false)
  }

  @inline(__always)
  private func endOfPunctuation(from start: Int, in text: Span<UInt8>) -> Int {
    let anything = CharacterClasses.letter | CharacterClasses.number | CharacterClasses.whitespace
    var position = classes.endOfRun(without: anything, from: start, in: text)
    while position < text.count, isLineBreak(text[position]) || text[position] == UInt8(ascii: "/") { position &+= 1 }
    return position
  }
}
