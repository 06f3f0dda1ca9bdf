/// Cuts text as GPT-2's pattern does.
struct GPT2Scanner: PreTokenScanner {
  private let classes = CharacterClasses.copied

  @inline(__always)
  func starts(at text: UnsafePointer<UInt8>) -> UInt64 {
    BlockScan(text).startsOfGPT2()
  }

  @inline(__always)
  func end(from start: Int, in text: Span<UInt8>) -> Int {
    let first = text[start]
    if first == UInt8(ascii: "'") {
      let end = Contraction.end(from: start, in: text, ignoresCase: false)
      if end > start { return end }
    }
    // A space belongs to what follows, unless that is white space.
    let hasSpace = first == UInt8(ascii: " ") && start &+ 1 < text.count
    let body = hasSpace ? start &+ 1 : start
    let character = classes.character(at: body, of: text)
    let afterFirst = body &+ character.length
    if character.isAny(CharacterClasses.letter) {
      return classes.endOfRun(CharacterClasses.letter, from: afterFirst, in: text)
    }
    if character.isAny(CharacterClasses.number) {
      return classes.endOfRun(CharacterClasses.number, from: afterFirst, in: text)
    }
    if !character.isAny(CharacterClasses.whitespace) {
      let anything = CharacterClasses.letter | CharacterClasses.number | CharacterClasses.whitespace
      return classes.endOfRun(without: anything, from: afterFirst, in: text)
    }
    return classes.endOfWhitespace(.plain, from: start, in: text)
  }
}
