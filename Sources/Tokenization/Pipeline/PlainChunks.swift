/// The chunks whose characters all steps of a file treat stretch by stretch (`CharacterJoins`): what the model sees of such
/// a chunk is what it sees of each of them.
///
/// Only files whose pre-tokenizers cut at white space alone have such chunks. What becomes of a stretch is found by running
/// the steps on it, when it is first met.
///
/// Where white space is taken away before all else, a chunk is its words, each seen by itself; where all that is done to it
/// is what `SpacedWords` does, it is those; else it is a space or line feed, and what follows without white space.
struct PlainChunks {
  /// Whether what stands before a text makes no difference.
  let isStartFree: Bool
  /// What is put before each word; `nil` where chunks are not taken as words.
  private let wordPrefix: [UInt8]?
  /// What is done to white space that stays; `nil` where none is in a chunk.
  private var spacedWords: SpacedWords?
  /// By the first byte of a chunk what is seen in its place; `nil` where it is none of these chunks.
  private let prefixes: [[UInt8]?]
  private var characters: PlainCharacters
  /// For each byte of ASCII whether it is left as it is, and none that a Replace looks for.
  private var isKept = [Bool](repeating: false, count: 256)
  private let buffer = PieceBuffer()

  /// Returns `nil` for a file that has none.
  init?(_ pipeline: TextPipeline, cutBytes: [UInt8]) {
    guard pipeline.normalizedTokens.isEmpty else { return nil }
    var replacements: [UInt32] = []
    for step in pipeline.preTokenizers {
      switch step {
      case .whitespaceSplit: break
      case .metaspace(let rule): replacements.append(rule.replacement)
      default: return nil
      }
    }
    for case .replace(let pattern, _) in pipeline.normalizers {
      switch pattern {
      case .literal, .spaces: break
      default: return nil
      }
    }
    wordPrefix = Self.wordPrefix(of: pipeline.preTokenizers)
    spacedWords = wordPrefix == nil ? SpacedWords(pipeline) : nil
    let leavesWords = wordPrefix != nil || spacedWords != nil
    characters = PlainCharacters(
      spacedWords?.normalizersBefore ?? pipeline.normalizers, without: spacedWords == nil ? replacements : [],
      allowsWhitespace: leavesWords)
    var kept: [UInt8] = []
    for byte in UInt8(0x21)...0x7E {
      let entry = characters.entry(of: UInt32(byte))
      if entry.isSimple, entry.length == 1, characters.images[entry.start] == byte { kept.append(byte) }
    }
    for byte in kept { isKept[Int(byte)] = true }
    prefixes = leavesWords ? [] : Self.prefixes(pipeline, cutBytes: cutBytes, before: kept)
    if !leavesWords, prefixes.allSatisfy({ $0 == nil }) { return nil }
    for byte in wordPrefix ?? [] { buffer.append(byte) }
    isStartFree = leavesWords && Self.isStartFree(pipeline)
  }

  /// What is put before each word, where the first step takes white space away; `nil` where it does not.
  private static func wordPrefix(of steps: [PreTokenizerStep]) -> [UInt8]? {
    guard case .whitespaceSplit = steps.first, steps.count <= 2 else { return nil }
    guard steps.count == 2 else { return [] }
    guard case .metaspace(let rule) = steps[1] else { return nil }
    var prefix: [UInt8] = []
    // A word that goes on from others is not the first.
    if rule.prefix == .always { UTF8Text.append(rule.replacement, to: &prefix) }
    return prefix
  }

  private static func isStartFree(_ pipeline: TextPipeline) -> Bool {
    let normalizersAre = pipeline.normalizers.allSatisfy { step in
      switch step {
      case .prepend, .strip(left: true, _): false
      default: true
      }
    }
    return normalizersAre
      && pipeline.preTokenizers.allSatisfy { step in
        if case .metaspace(let rule) = step { rule.prefix != .first } else { true }
      }
  }

  private static func prefixes(_ pipeline: TextPipeline, cutBytes: [UInt8], before kept: [UInt8]) -> [[UInt8]?] {
    var prefixes = [[UInt8]?](repeating: nil, count: 256)
    var preparation = TextPreparation(pipeline, for: .continuing)
    for cut in cutBytes {
      let found = kept.map { prefix(of: cut, before: $0, by: &preparation) }
      guard let first = found.first, let prefix = first, found.allSatisfy({ $0 == prefix }) else { continue }
      prefixes[Int(cut)] = prefix
    }
    return prefixes
  }

  /// What the model sees in the place of `cut` before a character that is left as it is.
  private static func prefix(of cut: UInt8, before byte: UInt8, by preparation: inout TextPreparation) -> [UInt8]? {
    guard (try? preparation.prepare([cut, byte].span, isAtStart: false, specialTokensIn: [])) != nil,
      preparation.target.pieces.count == 1, let piece = preparation.target.pieces.first
    else { return nil }
    let text = preparation.target.text.utf8[piece.range]
    return text.last == byte ? Array(text.dropLast()) : nil
  }

  /// Counts the tokens of a chunk.
  ///
  /// - Parameters:
  ///   - model: Counts those of a text as the model sees it, with `scratch`.
  /// - Returns: `nil` where the chunk is none of these.
  /// - Complexity: O(*n*) besides `model`.
  mutating func count(
    _ chunk: Span<UInt8>, by model: inout any PieceModel, with scratch: inout [ModelToken]
  ) throws -> Int? {
    var walk = PlainWalk()
    if let wordPrefix {
      walk.prefixLength = wordPrefix.count
    } else if spacedWords == nil {
      guard chunk.count > 1, let prefix = prefixes[Int(chunk[0])] else { return nil }
      walk.position = 1
      // A Replace may look for the byte together with what follows.
      walk.isWatched = true
      buffer.append(prefix.span)
    }
    defer {
      buffer.truncate(to: max(0, walk.prefixLength))
      buffer.shrink()
    }
    while walk.position < chunk.count {
      characters.copySimple(chunk, &walk, keeping: isKept, into: buffer)
      if walk.position == chunk.count { break }
      guard let spaced = stepOver(chunk, &walk) else { return nil }
      if let spaced { try appendWords(spaced, &walk, by: &model, with: &scratch) }
    }
    if spacedWords != nil {
      return try buffer.withSpan { try spacedWords?.count($0, by: &model, with: &scratch) }
    }
    try endWord(&walk, by: &model, with: &scratch)
    return walk.count
  }

  @inline(__always)
  private func endWord(
    _ walk: inout PlainWalk, by model: inout any PieceModel, with scratch: inout [ModelToken]
  ) throws {
    if buffer.count > walk.prefixLength {
      walk.count &+= try buffer.withSpan { try model.count($0, with: &scratch) }
    }
    buffer.truncate(to: max(0, walk.prefixLength))
  }

  /// Takes in the next character, or the stretch that it belongs to, which is one that does not simply stand for itself.
  ///
  /// - Returns: `nil` where the chunk is none of these; an entry whose image, which has white space, is still to be added.
  private mutating func stepOver(_ chunk: Span<UInt8>, _ walk: inout PlainWalk) -> PlainCharacters.Entry?? {
    typealias Entry = PlainCharacters.Entry
    let (scalar, length) = UTF8Text.scalar(at: walk.position, of: chunk)
    var entry = characters.entry(of: scalar)
    var end = walk.position &+ length
    if entry.isAny(Entry.joins | Entry.open) {
      if entry.isAny(Entry.joins) {
        // What was taken for a whole stretch is not: it is read again together with this.
        guard walk.stretchCount >= 0 else { return nil }
        buffer.truncate(to: walk.stretchCount)
        walk.position = walk.stretchStart
        walk.isWatched = walk.wasWatched
      }
      guard let found = endOfStretch(chunk, from: walk.position) else { return nil }
      end = found
      entry = characters.entry(ofStretch: chunk, walk.position, end)
    }
    if entry.isAny(Entry.unfit) { return nil }
    let isWatched = entry.isAny(Entry.watched)
    if isWatched, walk.isWatched { return nil }
    walk.begin(at: walk.position, buffer.count)
    walk.isWatched = isWatched
    walk.position = end
    if entry.isAny(Entry.spaced), wordPrefix != nil {
      walk.stretchCount = -1
      return .some(entry)
    }
    buffer.append(characters.images.span.extracting(entry.range))
    return .some(nil)
  }

  /// The end of the stretch of several characters that begins at `start`; `nil` for one of more than 15 bytes.
  private mutating func endOfStretch(_ chunk: Span<UInt8>, from start: Int) -> Int? {
    typealias Entry = PlainCharacters.Entry
    var end = start
    var isOpen = true
    while end < chunk.count {
      let (scalar, length) = UTF8Text.scalar(at: end, of: chunk)
      if !isOpen, !characters.entry(of: scalar).isAny(Entry.joins) { break }
      isOpen = CharacterJoins.isOpen(after: scalar, wasOpen: end > start && isOpen)
      end += length
      if end - start > TokenKey.maximumInlineLength { return nil }
    }
    return end
  }

  /// Takes in an image with white space, which ends words.
  private func appendWords(
    _ entry: PlainCharacters.Entry, _ walk: inout PlainWalk, by model: inout any PieceModel,
    with scratch: inout [ModelToken]
  ) throws {
    let image = characters.images.span.extracting(entry.range)
    var start = 0
    var position = 0
    while position < image.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: image)
      if CharacterProperties.isWhitespace(scalar) {
        buffer.append(image.extracting(start..<position))
        try endWord(&walk, by: &model, with: &scratch)
        start = position + length
      }
      position += length
    }
    buffer.append(image.extracting(start..<position))
  }
}
