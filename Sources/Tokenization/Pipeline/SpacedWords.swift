/// What the last steps of many files do to white space: they may strip it at the end, replace several spaces, and then have a
/// Metaspace write each space as a character that begins a word.
struct SpacedWords {
  /// The steps before these.
  let normalizersBefore: [NormalizerStep]
  private var stripsEnd = false
  /// What stands in the place of two spaces or more; `nil` where they stay.
  private var ofSeveralSpaces: [UInt8]?
  /// What a space is written as.
  private var written: [UInt8] = []
  private let isPrefixed: Bool
  private let word = PieceBuffer()

  /// Returns `nil` for a file whose last steps are others.
  init?(_ pipeline: TextPipeline) {
    guard pipeline.preTokenizers.count == 1, case .metaspace(let rule) = pipeline.preTokenizers[0], rule.splits
    else { return nil }
    // A text that goes on from others is not the first.
    isPrefixed = rule.prefix == .always
    UTF8Text.append(rule.replacement, to: &written)
    var before = pipeline.normalizers[...]
    if case .replace(.spaces, let content) = before.last {
      ofSeveralSpaces = content
      before = before.dropLast()
    }
    if case .strip(_, let right) = before.last {
      stripsEnd = right
      before = before.dropLast()
    }
    normalizersBefore = Array(before)
  }

  /// Counts the tokens of a text that goes on from others, as the steps before left it.
  ///
  /// - Parameter model: Counts those of a word, with `scratch`.
  mutating func count(
    _ text: Span<UInt8>, by model: inout any PieceModel, with scratch: inout [ModelToken]
  ) throws -> Int {
    defer {
      word.removeAll()
      word.shrink()
    }
    var total = 0
    var position = 0
    let end = stripsEnd ? Self.endWithoutWhitespace(of: text) : text.count
    var needsPrefix = isPrefixed
    func beginWord() throws {
      if word.count > 0 { total &+= try word.withSpan { try model.count($0, with: &scratch) } }
      word.removeAll()
      word.append(written.span)
      needsPrefix = false
    }
    func append(_ byte: UInt8) throws {
      if needsPrefix { try beginWord() }
      word.reserve(1)
      word.append(byte)
    }
    while position < end {
      if text[position] == 0x20 {
        var next = position &+ 1
        while next < end, text[next] == 0x20 { next &+= 1 }
        if next &- position > 1, let ofSeveralSpaces {
          try replace(ofSeveralSpaces.span, beginWord, append)
        } else {
          for _ in position..<next { try beginWord() }
        }
        position = next
      } else if Self.stands(written, at: position, of: text, before: end) {
        try beginWord()
        position &+= written.count
      } else {
        try append(text[position])
        position &+= 1
      }
    }
    if word.count > 0 { total &+= try word.withSpan { try model.count($0, with: &scratch) } }
    return total
  }

  /// Takes in what stands in the place of several spaces.
  private func replace(
    _ content: Span<UInt8>, _ beginWord: () throws -> Void, _ append: (UInt8) throws -> Void
  ) rethrows {
    var position = 0
    while position < content.count {
      if content[position] == 0x20 {
        try beginWord()
        position &+= 1
      } else if Self.stands(written, at: position, of: content, before: content.count) {
        try beginWord()
        position &+= written.count
      } else {
        try append(content[position])
        position &+= 1
      }
    }
  }

  @inline(__always)
  private static func stands(_ wanted: [UInt8], at start: Int, of text: Span<UInt8>, before end: Int) -> Bool {
    if text[start] != wanted[0] || end &- start < wanted.count { return false }
    var length = 1
    while length < wanted.count {
      if text[start &+ length] != wanted[length] { return false }
      length &+= 1
    }
    return true
  }

  private static func endWithoutWhitespace(of text: Span<UInt8>) -> Int {
    var end = text.count
    while end > 0 {
      var start = end - 1
      while start > 0, UTF8Text.isContinuation(text[start]) { start -= 1 }
      if !CharacterProperties.isWhitespace(UTF8Text.scalar(at: start, of: text).0) { break }
      end = start
    }
    return end
  }
}
