/// Finds the matches of a regular expression, one after another.
protocol RegexScanner: Sendable {
  /// Returns the leftmost match in `text` that starts at `start` or behind, or `nil` for none.
  func nextMatch(in text: Span<UInt8>, from start: Int) throws -> Range<Int>?
}

/// What a Split or a Replace looks for.
enum TextPattern: Sendable {
  /// Exactly these bytes.
  case literal([UInt8])
  /// Two spaces or more: the pattern ` {2,}`.
  case spaces
  /// A pattern with a scanner of its own, whose matches cover the text.
  case known(PretokenizerPattern, PatternScanner)
  case regex(any RegexScanner)

  /// A match, or what lies between two.
  struct Part {
    var start: Int
    var end: Int
    var isMatch: Bool
  }

  /// Appends the matches in `text` and what lies between them.
  ///
  /// - Source: `find_matches` of Hugging Face tokenizers' `tokenizer/pattern.rs`; of two empty matches in one place, or one
  ///   that follows a match, the second is passed over, as `FindMatches` of the `onig` library does.
  func parts(of text: Span<UInt8>, into parts: inout [Part]) throws {
    if text.count == 0 {
      parts.append(Part(start: 0, end: 0, isMatch: false))
      return
    }
    var previous = 0
    var from = 0
    var lastEnd: Int?
    while from <= text.count, let match = try nextMatch(in: text, from: from) {
      if match.isEmpty, lastEnd == match.upperBound {
        from += from < text.count ? UTF8Text.length(ofFirst: text[from]) : 1
        continue
      }
      from = match.upperBound
      lastEnd = from
      if previous != match.lowerBound { parts.append(Part(start: previous, end: match.lowerBound, isMatch: false)) }
      parts.append(Part(start: match.lowerBound, end: match.upperBound, isMatch: true))
      previous = match.upperBound
    }
    if previous != text.count { parts.append(Part(start: previous, end: text.count, isMatch: false)) }
  }

  private func nextMatch(in text: Span<UInt8>, from start: Int) throws -> Range<Int>? {
    switch self {
    case .literal(let wanted): Self.find(wanted, in: text, from: start)
    case .spaces: Self.findSpaces(in: text, from: start)
    case .known(_, let scanner): start < text.count ? start..<scanner.end(from: start, in: text) : nil
    case .regex(let scanner): try scanner.nextMatch(in: text, from: start)
    }
  }

  /// - Complexity: O(*n* · *m*) for a pattern of *m* bytes.
  private static func find(_ wanted: [UInt8], in text: Span<UInt8>, from start: Int) -> Range<Int>? {
    guard let first = wanted.first else { return start..<start }
    var position = start
    let last = text.count - wanted.count
    while position <= last {
      if text[position] == first {
        var length = 1
        while length < wanted.count, text[position + length] == wanted[length] { length += 1 }
        if length == wanted.count { return position..<position + length }
      }
      position += 1
    }
    return nil
  }

  private static func findSpaces(in text: Span<UInt8>, from start: Int) -> Range<Int>? {
    var position = start
    while position < text.count {
      if text[position] == 0x20 {
        var end = position + 1
        while end < text.count, text[end] == 0x20 { end += 1 }
        if end - position >= 2 { return position..<end }
        position = end
      } else {
        position += 1
      }
    }
    return nil
  }
}

extension PatternScanner {
  @inline(__always)
  func end(from start: Int, in text: Span<UInt8>) -> Int {
    switch self {
    case .gpt2(let scanner): scanner.end(from: start, in: text)
    case .cl100k(let scanner): scanner.end(from: start, in: text)
    case .o200k(let scanner): scanner.end(from: start, in: text)
    case .deepSeek3(let scanner): scanner.end(from: start, in: text)
    }
  }
}
