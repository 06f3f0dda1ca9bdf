import Diagnostics

/// What a Split or a Replace looks for.
enum TextPattern: Sendable {
  /// Exactly these bytes.
  case literal([UInt8])
  /// Two spaces or more: the pattern ` {2,}`.
  case spaces
  /// A pattern with a scanner of its own, whose matches cover the text.
  case known(PretokenizerPattern)
  case regex(RegexProgram)

  /// A match, or what lies between two.
  struct Part {
    var start: Int
    var end: Int
    var isMatch: Bool
  }

  /// Reads a regular expression as Oniguruma does.
  ///
  /// - Throws: `tokenization.pattern-unsupported`.
  init(regex text: [UInt8]) throws {
    if text.elementsEqual(" {2,}".utf8) {
      self = .spaces
    } else if let known = PretokenizerPattern(steps: [text], dialect: .oniguruma) {
      self = .known(known)
    } else {
      self = .regex(try RegexProgram(text, dialect: .oniguruma))
    }
  }
}

/// Finds what a pattern looks for, for one worker.
enum PatternFinder {
  case literal([UInt8])
  case spaces
  case known(PatternScanner)
  case regex(RegexMatcher)

  /// - Throws: `tokenization.engine-failed` when there is no memory.
  init(_ pattern: TextPattern) throws {
    switch pattern {
    case .literal(let bytes): self = .literal(bytes)
    case .spaces: self = .spaces
    case .known(let pattern): self = .known(PatternScanner(pattern))
    case .regex(let program):
      guard let matcher = RegexMatcher(program) else {
        throw TrainPackError(
          .engineFailed, "there is no memory to run a pattern", fix: "give the process more memory, or fewer jobs")
      }
      self = .regex(matcher)
    }
  }

  /// Appends the matches in `text` and what lies between them.
  ///
  /// - Source: `find_matches` of Hugging Face tokenizers' `tokenizer/pattern.rs`; an empty match directly behind another is
  ///   passed over, as `FindMatches` of the `onig` library does.
  func parts(of text: Span<UInt8>, into parts: inout [TextPattern.Part]) throws {
    typealias Part = TextPattern.Part
    if text.count == 0 {
      parts.append(Part(start: 0, end: 0, isMatch: false))
      return
    }
    var previous = 0
    var from = 0
    var lastEnd = -1
    if case .regex(let matcher) = self { matcher.begin(text) }
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
    case .known(let scanner): start < text.count ? start..<scanner.end(from: start, in: text) : nil
    // It goes on by itself from where it stopped.
    case .regex(let matcher): try matcher.nextMatch(in: text)
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
    case .regexes: text.count
    }
  }
}
