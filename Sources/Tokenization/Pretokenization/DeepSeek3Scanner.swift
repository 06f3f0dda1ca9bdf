/// Cuts text as DeepSeek-V3 does: digits by threes, then runs of Chinese characters and kana are cut out, and the third
/// pattern cuts each of the parts that are left as if it were a text of its own.
///
/// A character is of the part at hand when it is no number and East Asian or not as the part's first. Controls and
/// unassigned characters that no alternative takes are a pre-token together.
struct DeepSeek3Scanner: PreTokenScanner {
  /// `[\p{L}\p{M}]`
  private static let word = CharacterClasses.letter | CharacterClasses.upperSide | CharacterClasses.lowerSide
  private static let borders = CharacterClasses.number | CharacterClasses.eastAsian
  private static let anything = word | CharacterClasses.punctuation | CharacterClasses.whitespace | borders

  private let classes = CharacterClasses.copied

  @inline(__always)
  func starts(at text: UnsafePointer<UInt8>) -> UInt64 { BlockScan(text).startsOfDeepSeek3() }

  @inline(__always)
  func end(from start: Int, in text: Span<UInt8>) -> Int {
    let first = text[start]
    let character = classes.character(at: start, of: text)
    if character.isAny(CharacterClasses.number) { return classes.endOfNumbers(3, from: start, in: text) }
    let part = character.flags & CharacterClasses.eastAsian
    let afterFirst = start &+ character.length
    if character.isAny(Self.word) { return endOfRun(Self.word, of: part, from: afterFirst, in: text) }
    if character.isAny(CharacterClasses.punctuation) {
      if first < 0x80 {
        let end = endOfASCIILetters(from: afterFirst, in: text)
        if end > afterFirst { return end }
      }
      return endOfPunctuation(of: part, from: afterFirst, in: text)
    }
    if !isLineBreak(first), let next = next(of: part, at: afterFirst, in: text) {
      if next.isAny(Self.word) { return endOfRun(Self.word, of: part, from: afterFirst &+ next.length, in: text) }
      if first == UInt8(ascii: " "), next.isAny(CharacterClasses.punctuation) {
        return endOfPunctuation(of: part, from: afterFirst &+ next.length, in: text)
      }
    }
    if character.isAny(CharacterClasses.whitespace) { return endOfWhitespace(from: start, in: text) }
    return endOfUnmatched(of: part, from: afterFirst, in: text)
  }

  /// The character at `position` when it is of the same part.
  @inline(__always)
  private func next(of part: UInt8, at position: Int, in text: Span<UInt8>) -> CharacterClasses.Character? {
    if position >= text.count { return nil }
    let next = classes.character(at: position, of: text)
    return next.flags & Self.borders == part ? next : nil
  }

  @inline(__always)
  private func endOfRun(_ flags: UInt8, of part: UInt8, from start: Int, in text: Span<UInt8>) -> Int {
    var position = start
    while let next = next(of: part, at: position, in: text), next.isAny(flags) { position &+= next.length }
    return position
  }

  @inline(__always)
  private func endOfASCIILetters(from start: Int, in text: Span<UInt8>) -> Int {
    var position = start
    while position < text.count, (text[position] | 0x20) &- UInt8(ascii: "a") < 26 { position &+= 1 }
    return position
  }

  @inline(__always)
  private func endOfPunctuation(of part: UInt8, from start: Int, in text: Span<UInt8>) -> Int {
    var position = endOfRun(CharacterClasses.punctuation, of: part, from: start, in: text)
    // Line breaks are of no East Asian part.
    while part == 0, position < text.count, isLineBreak(text[position]) { position &+= 1 }
    return position
  }

  /// `\s*[\r\n]+|\s+(?!\S)|\s+`, where a part ends before a number and an East Asian character.
  @inline(__always)
  private func endOfWhitespace(from start: Int, in text: Span<UInt8>) -> Int {
    let end = classes.endOfWhitespace(.lineBreaksFirst, from: start, in: text)
    let run = classes.endOfRun(CharacterClasses.whitespace, from: end, in: text)
    if run == end || run == text.count || isLineBreak(text[end &- 1]) { return end }
    return classes.character(at: run, of: text).isAny(Self.borders) ? run : end
  }

  private func endOfUnmatched(of part: UInt8, from start: Int, in text: Span<UInt8>) -> Int {
    var position = start
    while let character = next(of: part, at: position, in: text), character.flags & Self.anything & ~part == 0 {
      let after = position &+ character.length
      if let next = next(of: part, at: after, in: text), next.isAny(Self.word) { break }
      position = after
    }
    return position
  }
}
