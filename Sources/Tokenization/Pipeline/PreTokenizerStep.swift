/// One pre-tokenizer of a `tokenizer.json`.
///
/// - Source: Hugging Face tokenizers' `pre_tokenizers/`.
enum PreTokenizerStep: Sendable {
  case whitespace
  case whitespaceSplit
  case bert
  case punctuation(SplitBehavior)
  case digits(SplitBehavior)
  case delimiter(UInt32)
  case metaspace(MetaspaceRule)
  case byteLevel(addsPrefixSpace: Bool, cuts: Bool)
  case split(TextPattern, SplitBehavior, isInverted: Bool)
  case fixedLength(Int)
  case unicodeScripts
}

/// What Metaspace does.
struct MetaspaceRule: Hashable, Sendable {
  enum Prefix: String, Hashable, Sendable {
    case always, first, never
  }

  var replacement: UInt32
  var prefix: Prefix
  var splits: Bool
}

/// A text cut into pieces, some of which are added tokens already.
struct PreTokenizedText {
  var text: NormalizedText
  var pieces: [TextPiece] = []

  init(isAligned: Bool = true) {
    text = NormalizedText(isAligned: isAligned)
  }
}

/// Runs pre-tokenizers on a text: one worker's, with its scratch memory.
struct PreTokenizer {
  private let steps: [PreTokenizerStep]
  private let properties = CharacterProperties.shared
  private let alphabet = ByteLevelCharacters.shared
  private let byteLevelPattern = GPT2Scanner()
  private var pieces: [TextPiece] = []
  private var buffer: NormalizedText
  private var parts: [TextPattern.Part] = []
  private var changes: [CharacterChange] = []
  /// For each step with a pattern what finds it, made when it is first needed.
  private var finders: [PatternFinder?]

  init(_ steps: [PreTokenizerStep], isAligned: Bool = true) {
    self.steps = steps
    buffer = NormalizedText(isAligned: isAligned)
    finders = [PatternFinder?](repeating: nil, count: steps.count)
  }

  /// Cuts the pieces of `target` further.
  ///
  /// - Parameter isAtStart: Whether the original of `target` is the start of a whole text.
  mutating func run(on target: inout PreTokenizedText, isAtStart: Bool) throws {
    for index in steps.indices { try apply(index, to: &target, isAtStart: isAtStart) }
  }

  private mutating func apply(
    _ index: Int, to target: inout PreTokenizedText, isAtStart: Bool
  ) throws {
    switch steps[index] {
    case .whitespace: split(&target) { Self.words(of: $0, $1, into: &$2) }
    case .whitespaceSplit: splitAtWhitespace(&target)
    case .bert:
      splitAtWhitespace(&target)
      splitAtCharacters(&target, .isolated) { $0.isAny(CharacterProperties.punctuation, $1) }
    case .punctuation(let behavior):
      splitAtCharacters(&target, behavior) { $0.isAny(CharacterProperties.punctuation, $1) }
    case .digits(let behavior):
      splitAtCharacters(&target, behavior) { $0.isAny(CharacterProperties.numeric, $1) }
    case .delimiter(let wanted): splitAtCharacters(&target, .removed) { $1 == wanted }
    case .metaspace(let rule): metaspace(&target, rule, isAtStart: isAtStart)
    case .byteLevel(let addsPrefixSpace, let cuts):
      writeBytes(&target, addsPrefixSpace: addsPrefixSpace, cuts: cuts)
    case .split(let pattern, let behavior, let isInverted):
      let finder = try finders[index] ?? PatternFinder(pattern)
      finders[index] = finder
      try split(&target) { _, text, parts in
        try finder.parts(of: text, into: &parts)
        if isInverted { for index in parts.indices { parts[index].isMatch.toggle() } }
        behavior.apply(to: &parts)
      }
    case .fixedLength(let length): split(&target) { Self.chunks(of: $1, length, into: &$2) }
    case .unicodeScripts: split(&target) { Self.scripts(of: $0, $1, into: &$2) }
    }
  }

  /// Replaces each piece by the parts that `cut` gives; empty ones go.
  private mutating func split(
    _ target: inout PreTokenizedText,
    by cut: (CharacterProperties, Span<UInt8>, inout [TextPattern.Part]) throws -> Void
  ) rethrows {
    pieces.removeAll(keepingCapacity: true)
    for piece in target.pieces {
      if piece.token >= 0 {
        pieces.append(piece)
        continue
      }
      parts.removeAll(keepingCapacity: true)
      try cut(properties, target.text.utf8.span.extracting(piece.range), &parts)
      for part in parts where part.start < part.end {
        pieces.append(target.text.piece(piece.start + part.start..<piece.start + part.end))
      }
    }
    swap(&pieces, &target.pieces)
  }

  private mutating func splitAtWhitespace(_ target: inout PreTokenizedText) {
    splitAtCharacters(&target, .removed) { CharacterProperties.isWhitespace($1) }
  }

  private mutating func splitAtCharacters(
    _ target: inout PreTokenizedText, _ behavior: SplitBehavior, where isMatch: (CharacterProperties, UInt32) -> Bool
  ) {
    split(&target) { properties, text, parts in
      Self.characters(of: text, into: &parts) { isMatch(properties, $0) }
      behavior.apply(to: &parts)
    }
  }

  /// - Source: `find_matches` of a predicate, in `pattern.rs`.
  private static func characters(
    of text: Span<UInt8>, into parts: inout [TextPattern.Part], where isMatch: (UInt32) -> Bool
  ) {
    var start = 0
    var position = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      let end = position + length
      if isMatch(scalar) {
        if start < position { parts.append(TextPattern.Part(start: start, end: position, isMatch: false)) }
        parts.append(TextPattern.Part(start: position, end: end, isMatch: true))
        start = end
      }
      position = end
    }
    if start < text.count { parts.append(TextPattern.Part(start: start, end: text.count, isMatch: false)) }
  }

  /// The matches of `\w+|[^\w\s]+`.
  private static func words(
    of properties: CharacterProperties, _ text: Span<UInt8>, into parts: inout [TextPattern.Part]
  ) {
    func kind(_ scalar: UInt32) -> Int {
      properties.isAny(CharacterProperties.word, scalar) ? 1 : CharacterProperties.isWhitespace(scalar) ? 0 : 2
    }
    var start = 0
    var current = 0
    var position = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      let next = kind(scalar)
      if next != current {
        if current != 0 { parts.append(TextPattern.Part(start: start, end: position, isMatch: false)) }
        start = position
        current = next
      }
      position += length
    }
    if current != 0 { parts.append(TextPattern.Part(start: start, end: position, isMatch: false)) }
  }

  private static func chunks(of text: Span<UInt8>, _ length: Int, into parts: inout [TextPattern.Part]) {
    var start = 0
    var position = 0
    while position < text.count {
      var left = length
      while left > 0, position < text.count {
        position += UTF8Text.length(ofFirst: text[position])
        left -= 1
      }
      parts.append(TextPattern.Part(start: start, end: position, isMatch: false))
      start = position
    }
  }

  /// Cuts where the script changes; what stands before the first character of a script that is known goes.
  ///
  /// - Source: `pre_tokenizers/unicode_scripts/pre_tokenizer.rs`.
  private static func scripts(
    of properties: CharacterProperties, _ text: Span<UInt8>, into parts: inout [TextPattern.Part]
  ) {
    var last: UInt8?
    var start: Int?
    var position = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      let script = properties.script(of: scalar)
      if script != 0 {
        if script != last {
          if let start { parts.append(TextPattern.Part(start: start, end: position, isMatch: false)) }
          start = position
        }
        last = script
      }
      position += length
    }
    if let start { parts.append(TextPattern.Part(start: start, end: position, isMatch: false)) }
  }

  /// Makes the next text of `target` from the pieces of the one before.
  private mutating func rewrite(
    _ target: inout PreTokenizedText,
    _ write: (inout PreTokenizer, TextPiece, borrowing NormalizedText, inout NormalizedText) -> Void
  ) {
    var result = NormalizedText()
    swap(&result, &buffer)
    result.removeAll()
    for index in target.pieces.indices {
      var piece = target.pieces[index]
      let start = result.count
      if piece.token >= 0 {
        result.append(target.text, piece.range)
      } else {
        write(&self, piece, target.text, &result)
      }
      piece.start = start
      piece.end = result.count
      target.pieces[index] = piece
    }
    swap(&result, &target.text)
    swap(&result, &buffer)
  }

  /// - Source: `pre_tokenizers/metaspace.rs`.
  private mutating func metaspace(_ target: inout PreTokenizedText, _ rule: MetaspaceRule, isAtStart: Bool) {
    var written: [UInt8] = []
    UTF8Text.append(rule.replacement, to: &written)
    rewrite(&target) { own, piece, text, result in
      Self.replaceSpaces(of: piece, in: text, by: written, into: &result)
    }
    if rule.prefix != .never {
      rewrite(&target) { own, piece, text, result in
        let isFirst = isAtStart && piece.originalStart == 0
        let hasPrefix = text.starts(with: written, at: piece.start, before: piece.end)
        if hasPrefix || (rule.prefix == .first && !isFirst) {
          result.append(text, piece.range)
        } else {
          result.append(piece, of: text, behind: [rule.replacement])
        }
      }
    }
    if rule.splits { splitAtCharacters(&target, .mergedWithNext) { $1 == rule.replacement } }
  }

  private static func replaceSpaces(
    of piece: TextPiece, in text: borrowing NormalizedText, by written: [UInt8], into result: inout NormalizedText
  ) {
    var start = piece.start
    for position in piece.range where text.utf8[position] == 0x20 {
      result.append(text, start..<position)
      result.append(replacement: written, for: position + 1, in: piece, of: text)
      start = position + 1
    }
    result.append(text, start..<piece.end)
  }

  /// - Source: `pre_tokenizers/byte_level.rs`.
  private mutating func writeBytes(_ target: inout PreTokenizedText, addsPrefixSpace: Bool, cuts: Bool) {
    if addsPrefixSpace {
      rewrite(&target) { own, piece, text, result in
        if piece.count > 0, text.utf8[piece.start] == 0x20 {
          result.append(text, piece.range)
        } else {
          result.append(piece, of: text, behind: [0x20])
        }
      }
    }
    if cuts {
      let pattern = byteLevelPattern
      split(&target) { _, text, parts in
        var start = 0
        while start < text.count {
          let end = pattern.end(from: start, in: text)
          parts.append(TextPattern.Part(start: start, end: end, isMatch: true))
          start = end
        }
      }
    }
    rewrite(&target) { own, piece, text, result in
      own.alphabet.changes(of: text.utf8.span.extracting(piece.range), into: &own.changes)
      result.append(piece, of: text, transformedBy: own.changes)
    }
  }
}

extension NormalizedText {
  fileprivate func starts(with wanted: [UInt8], at start: Int, before end: Int) -> Bool {
    end - start >= wanted.count && wanted.indices.allSatisfy { utf8[start + $0] == wanted[$0] }
  }
}
