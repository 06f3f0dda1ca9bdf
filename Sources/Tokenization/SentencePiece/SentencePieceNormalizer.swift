import Diagnostics

/// What a SentencePiece model does to text before it is cut into pieces.
///
/// - Source: `Normalizer::Normalize` of sentencepiece 0.2.3.
struct SentencePieceNormalizer: Sendable {
  private let map: SentenceCharacterMap?
  /// The user-defined pieces as the file writes them: text that is one stays as it is.
  private let userDefined: PieceTrie?
  private let removesExtraWhitespace: Bool
  private let escapesWhitespace: Bool
  /// Whether the space that is not the text's own is put behind it.
  private let putsSpaceBehind: Bool
  /// For each byte of ASCII whether it stays as it is where another one follows.
  private let isUnchanged: [Bool]
  /// Whether a text without `▁` stays as it is, but for the space that is added to it.
  let keepsText: Bool

  /// The reference looks at so many of the user-defined pieces that match at a place, the shortest first.
  static let maximumMatches = 64

  /// - Parameter bytes: The file that `file` was read from.
  init(_ file: SentencePieceModelFile, _ bytes: Span<UInt8>) {
    map = file.normalizer.charactersMap.map { SentenceCharacterMap(bytes, in: $0) }
    removesExtraWhitespace = file.normalizer.removesExtraWhitespace
    escapesWhitespace = file.normalizer.escapesWhitespace
    putsSpaceBehind = file.trainer.treatsWhitespaceAsSuffix
    var trie = PieceTrie()
    var isUnchanged = map?.unchangedASCII() ?? [Bool](repeating: true, count: 128)
    var isOpaque = false
    for (id, kind) in file.kinds.enumerated() where kind == .userDefined {
      guard let piece = file.table.bytes(of: Int32(clamping: id)), let first = piece.first else { continue }
      _ = trie.insert(Array(piece).span, value: Int32(clamping: id))
      if first < 0x80 { isUnchanged[Int(first)] = false }
      // A piece with a space of its own, or one that Unigram may cut, gives its bytes one origin.
      isOpaque =
        isOpaque || file.trainer.modelType != 2 || piece.contains(UInt8(ascii: " "))
        || SentencePieceSpelling.unescaped(Array(piece)).count != piece.count
    }
    userDefined = trie.nodeCount > 0 ? trie : nil
    self.isUnchanged = isUnchanged
    keepsText = map == nil && !removesExtraWhitespace && !isOpaque && !putsSpaceBehind
  }

  /// One that leaves text as it is, but for `▁`, which it takes for a space.
  init() {
    map = nil
    removesExtraWhitespace = false
    escapesWhitespace = true
    putsSpaceBehind = false
    isUnchanged = [Bool](repeating: true, count: 128)
    userDefined = nil
    keepsText = true
  }

  /// Makes `output` the normalized text.
  ///
  /// - Parameters:
  ///   - text: Well-formed UTF-8.
  ///   - addsSpace: Whether a space that is not the text's own is added.
  /// - Throws: `limits.exceeded` when ranges in 32 bits cannot hold the text.
  /// - Complexity: O(*n*) for *n* bytes.
  func normalize(_ text: Span<UInt8>, addsSpace: Bool, into output: inout NormalizedSentence) throws {
    output.reset(capacity: text.count + 2)
    var position = 0
    while removesExtraWhitespace, position < text.count {
      let chunk = chunk(of: text, at: position)
      guard isOneSpace(chunk, of: text, at: position) else { break }
      position += chunk.length
    }
    // A text of nothing but spaces has no tokens, whatever would be added to it.
    if position == text.count {
      output.end(at: position)
      return
    }
    let space = UInt8(ascii: " ")
    if addsSpace, !putsSpaceBehind { output.append(space, from: position) }
    var followsSpace = removesExtraWhitespace
    while position < text.count {
      if !followsSpace || text[position] != space {
        let unchanged = output.copy(
          text, from: position, while: isUnchanged, stopsAtSpaces: removesExtraWhitespace)
        if unchanged > position {
          followsSpace = removesExtraWhitespace && text[unchanged - 1] == space
          position = unchanged
        }
      }
      let chunk = chunk(of: text, at: position)
      append(chunk, of: text, at: position, &followsSpace, to: &output)
      position += chunk.length
      // No chunk becomes longer than a token or a replacement may be.
      guard output.count < Int(Int32.max) - (1 << 20) else {
        throw TrainPackError.limitExceeded(
          "bytes in one normalized text", value: Int(Int32.max), met: nil, flag: nil)
      }
      output.makeRoom(text.count - position + 2)
    }
    while removesExtraWhitespace, let last = output.last, last == space {
      output.removeLast()
      position = output.origin(output.count)
    }
    if addsSpace, putsSpaceBehind { output.append(space, from: position) }
    output.end(at: position)
  }

  /// Appends what a chunk becomes, without the spaces that follow one.
  private func append(
    _ chunk: Chunk, of text: Span<UInt8>, at position: Int, _ followsSpace: inout Bool,
    to output: inout NormalizedSentence
  ) {
    switch chunk.content {
    case .unchanged:
      append(text.extracting(position..<position + chunk.length), from: position, &followsSpace, to: &output)
    case .replacement(let start, let end):
      if let map {
        append(map.replacements.span.extracting(start..<end), from: position, &followsSpace, to: &output)
      }
    case .notUTF8:
      let character: [UInt8] = [0xEF, 0xBF, 0xBD]
      append(character.span, from: position, &followsSpace, to: &output)
    }
  }

  private func append(
    _ bytes: Span<UInt8>, from origin: Int, _ followsSpace: inout Bool, to output: inout NormalizedSentence
  ) {
    let space = UInt8(ascii: " ")
    var index = 0
    while followsSpace, index < bytes.count, bytes[index] == space { index &+= 1 }
    if index < bytes.count {
      output.makeRoom(bytes.count - index)
      followsSpace = removesExtraWhitespace && bytes[bytes.count - 1] == space
      while index < bytes.count {
        if escapesWhitespace, SentencePieceSpelling.isSpace(bytes, at: index) {
          output.append(space, from: origin)
          index &+= SentencePieceSpelling.space.count
        } else {
          output.append(bytes[index], from: origin)
          index &+= 1
        }
      }
    }
  }

  /// The bytes that are replaced together.
  private struct Chunk {
    enum Content {
      case unchanged
      /// The bytes of the replacements.
      case replacement(Int, Int)
      /// A rule ended inside a character.
      case notUTF8
    }

    var length: Int
    var content: Content
  }

  private func isOneSpace(_ chunk: Chunk, of text: Span<UInt8>, at position: Int) -> Bool {
    switch chunk.content {
    case .unchanged: chunk.length == 1 && text[position] == UInt8(ascii: " ")
    case .replacement(let start, let end): end - start == 1 && map?.replacements[start] == UInt8(ascii: " ")
    case .notUTF8: false
    }
  }

  private func chunk(of text: Span<UInt8>, at position: Int) -> Chunk {
    let length = userDefinedLength(text, at: position)
    if length > 0 { return Chunk(length: length, content: .unchanged) }
    if let map {
      let match = map.match(text, at: position)
      if match.length > 0 {
        var end = match.replacement
        let replacements = map.replacements.span
        while replacements[end] != 0 { end &+= 1 }
        return Chunk(length: match.length, content: .replacement(match.replacement, end))
      }
    }
    if UTF8Text.isContinuation(text[position]) { return Chunk(length: 1, content: .notUTF8) }
    return Chunk(length: UTF8Text.scalar(at: position, of: text).length, content: .unchanged)
  }

  /// The length of the longest user-defined piece at `position`, or 0.
  @inline(__always)
  private func userDefinedLength(_ text: Span<UInt8>, at position: Int) -> Int {
    guard let userDefined else { return 0 }
    return userDefined.longestMatch(text, at: position, maximumMatches: Self.maximumMatches).length
  }
}
