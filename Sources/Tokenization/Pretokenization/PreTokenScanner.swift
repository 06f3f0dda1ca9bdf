/// Cuts text into pre-tokens, as a pattern's matches one after another would; every character belongs to one.
protocol PreTokenScanner {
  /// Returns the end of the pre-token that starts at `start`, which is past `start`.
  ///
  /// - Parameters:
  ///   - start: The start of a character of `text`.
  ///   - text: Well-formed UTF-8.
  func end(from start: Int, in text: Span<UInt8>) -> Int

  /// The starts of pre-tokens among 64 bytes, a bit for each, as far as they are sure; 0 where `end` must look.
  ///
  /// - Parameter text: The start of a pre-token in well-formed UTF-8; 64 bytes can be read there, behind the text's end
  ///   zeros.
  func starts(at text: UnsafePointer<UInt8>) -> UInt64
}

extension PreTokenScanner {
  @inline(__always)
  func starts(at text: UnsafePointer<UInt8>) -> UInt64 { 0 }
}

/// Steps that several patterns share.
extension CharacterClasses {
  /// The end of the run of characters with any of `flags` that begins at `start`.
  @inline(__always)
  func endOfRun(_ flags: UInt8, from start: Int, in text: Span<UInt8>) -> Int {
    var position = start
    while position < text.count {
      let next = character(at: position, of: text)
      if !next.isAny(flags) { break }
      position &+= next.length
    }
    return position
  }

  /// The end of the run of characters with none of `flags` that begins at `start`.
  @inline(__always)
  func endOfRun(without flags: UInt8, from start: Int, in text: Span<UInt8>) -> Int {
    var position = start
    while position < text.count {
      let next = character(at: position, of: text)
      if next.isAny(flags) { break }
      position &+= next.length
    }
    return position
  }

  /// The end of up to `maximum` numbers that begin at `start`: `\p{N}{1,maximum}`.
  @inline(__always)
  func endOfNumbers(_ maximum: Int, from start: Int, in text: Span<UInt8>) -> Int {
    var position = start
    var left = maximum
    while left > 0, position < text.count {
      let next = character(at: position, of: text)
      if !next.isAny(Self.number) { break }
      position &+= next.length
      left &-= 1
    }
    return position
  }

  /// The end of a pre-token of white space, when no earlier alternative took its first character.
  ///
  /// The rest of a run before a word is the run without its last character, which then stands before the word.
  @inline(__always)
  func endOfWhitespace(_ rule: WhitespaceRule, from start: Int, in text: Span<UInt8>) -> Int {
    var position = start
    var lastStart = start
    var lineBreakEnd = start
    while position < text.count {
      let next = character(at: position, of: text)
      if !next.isAny(Self.whitespace) { break }
      lastStart = position
      position &+= next.length
      if next.length == 1, isLineBreak(text[lastStart]) { lineBreakEnd = position }
    }
    switch rule {
    case .plain: break
    case .lineBreaksFirst: if lineBreakEnd > start { return lineBreakEnd }
    case .endOfTextFirst:
      if position == text.count { return position }
      if lineBreakEnd > start { return lineBreakEnd }
    }
    if position == text.count || lastStart == start { return position }
    return lastStart
  }
}

/// Which white space a pattern takes together.
enum WhitespaceRule {
  /// `\s+(?!\S)|\s+`
  case plain
  /// `\s*[\r\n]+|\s+(?!\S)|\s+`
  case lineBreaksFirst
  /// `\s++$|\s*[\r\n]|\s+(?!\S)|\s`
  case endOfTextFirst
}

@inline(__always)
func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
