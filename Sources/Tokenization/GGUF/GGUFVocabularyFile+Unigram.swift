/// Unigram vocabularies as llama.cpp reads them: a best path whose scores are added in 64 bits, over the whole text.
extension GGUFVocabularyFile {
  func makeUnigramTokenizer(_ options: TokenizerOptions) throws -> any Tokenizer {
    let ids = try specialIDs(SpecialIDs(eos: 1, unknown: 2, padding: 0))
    guard let unknownID = ids.unknown else { throw corrupt("it has no token for unknown text") }
    let addsSpace = try flag("add_space_prefix", false)
    let model = GGUFUnigramModel(
      tokens, unknownID: unknownID, map: try charactersMap(), addsSpace: addsSpace,
      joinsSpaces: try flag("remove_extra_whitespaces", false))
    let sequence = sequence(
      ids, addsBOS: try flag("add_bos_token", false), addsEOS: try flag("add_eos_token", true))
    return GGUFUnigramTokenizer(
      vocabulary: try vocabulary(
        writtenTable(), .sentencePiece(hasDummyPrefix: addsSpace), ids, sequence, options), model: model)
  }

  private func charactersMap() throws -> [UInt8]? {
    guard let data = try metadata.data("tokenizer.ggml.precompiled_charsmap"), !data.isEmpty else { return nil }
    let map = Array(data)
    if let flaw = CharacterMapCheck.flaw(of: map.span, in: 0..<map.count) {
      throw corrupt("its table of character replacements is damaged: \(flaw)")
    }
    return map
  }
}

struct GGUFUnigramTokenizer: Tokenizer {
  let vocabulary: Vocabulary
  let model: GGUFUnigramModel

  func makeEncoder() -> any TextEncoder { GGUFUnigramEncoder(model) }
}

/// The tokens of a Unigram vocabulary with their scores, and what is done to text first.
struct GGUFUnigramModel: Sendable {
  let trie: PieceTrie
  /// The user-defined tokens: text that begins like one is not replaced.
  let userDefined: PieceTrie
  let scores: [Double]
  let unknownID: Int32
  let unknownScore: Double
  let map: SentenceCharacterMap?
  let addsSpace: Bool
  let joinsSpaces: Bool

  init(_ tokens: GGUFTokens, unknownID: Int32, map: [UInt8]?, addsSpace: Bool, joinsSpaces: Bool) {
    var trie = PieceTrie(byteCount: tokens.count * 4)
    var userDefined = PieceTrie()
    var minimum = Float.greatestFiniteMagnitude
    var scores = tokens.scores.map(Double.init)
    for (index, attributes) in tokens.attributes.enumerated() {
      if attributes.contains(.normal) { minimum = min(minimum, tokens.scores[index]) }
      if attributes.isDisjoint(with: [.normal, .userDefined, .unused]) { continue }
      let text = tokens.texts[index]
      _ = trie.insert(text.span, value: Int32(clamping: index))
      if attributes.contains(.userDefined) {
        _ = userDefined.insert(text.span, value: Int32(clamping: index))
        scores[index] = 0
      }
    }
    self.trie = trie
    self.userDefined = userDefined
    self.scores = scores
    self.unknownID = unknownID
    unknownScore = Double(minimum - 10)
    self.map = map.map { SentenceCharacterMap($0.span, in: 0..<$0.count) }
    self.addsSpace = addsSpace
    self.joinsSpaces = joinsSpaces
  }
}

/// - Source: `llm_tokenizer_ugm_session` of llama.cpp's `llama-vocab.cpp`.
final class GGUFUnigramEncoder: TextEncoder {
  private struct Place {
    var score = -Double.greatestFiniteMagnitude
    var id: Int32
    var start: Int32 = 0
  }

  private let model: GGUFUnigramModel
  private var normalized: [UInt8] = []
  /// For each byte of the normalized text the bytes of the text that it comes from.
  private var origins: [Range<Int32>] = []
  private var places: [Place] = []

  init(_ model: GGUFUnigramModel) { self.model = model }

  func encode(_ text: Span<UInt8>, boundary: TextBoundary, offset: Int, into tokens: inout TokenBuffer) throws {
    let base = try EncoderInput.base(of: text, offset: offset)
    try EncoderInput.check(text)
    normalize(text)
    if normalized.isEmpty { return }
    findPath()
    let first = tokens.count
    var end = normalized.count
    var wasUnknown = false
    while end > 0 {
      let place = places[end]
      let isUnknown = place.id == model.unknownID
      let start = origins[Int(place.start)].lowerBound
      if isUnknown, wasUnknown {
        tokens.starts[tokens.count - 1] = base + start
      } else {
        tokens.append(place.id, start: base + start, end: base + max(origins[end - 1].upperBound, start))
      }
      wasUnknown = isUnknown
      end = Int(place.start)
    }
    tokens.ids[first...].reverse()
    tokens.starts[first...].reverse()
    tokens.ends[first...].reverse()
    for index in first..<tokens.count {
      let (start, end) = (tokens.starts[index] - base, tokens.ends[index] - base)
      tokens.starts[index] = base + Self.startOfCharacter(start, text)
      tokens.ends[index] = base + Self.endOfCharacter(max(start, end), text)
    }
    if text.count > 1 << 20 { (normalized, origins, places) = ([], [], []) }
  }

  func count(_ text: Span<UInt8>, boundary: TextBoundary) throws -> Int {
    var tokens = TokenBuffer()
    try encode(text, boundary: boundary, offset: 0, into: &tokens)
    return tokens.count
  }

  private static func startOfCharacter(_ offset: Int32, _ text: Span<UInt8>) -> Int32 {
    var offset = Int(offset)
    while offset > 0, offset < text.count, UTF8Text.isContinuation(text[offset]) { offset -= 1 }
    return Int32(truncatingIfNeeded: offset)
  }

  private static func endOfCharacter(_ offset: Int32, _ text: Span<UInt8>) -> Int32 {
    var offset = Int(offset)
    while offset < text.count, UTF8Text.isContinuation(text[offset]) { offset += 1 }
    return Int32(truncatingIfNeeded: offset)
  }

  // MARK: Normalization

  private func normalize(_ text: Span<UInt8>) {
    normalized.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
    var hasPrefix = false
    var isInWord = false
    var position = 0
    func append(_ byte: UInt8, _ origin: Range<Int32>) {
      if byte != UInt8(ascii: " ") {
        if !isInWord {
          isInWord = true
          if (model.addsSpace && !hasPrefix) || model.joinsSpaces {
            appendSpace(origin)
            hasPrefix = true
          }
        }
        normalized.append(byte)
        origins.append(origin)
      } else {
        isInWord = false
        if !model.joinsSpaces { appendSpace(origin) }
      }
    }
    while position < text.count {
      let step = step(text, position)
      let origin = Int32(truncatingIfNeeded: position)..<Int32(truncatingIfNeeded: position + step.length)
      if let replacement = step.replacement {
        for byte in replacement { append(byte, origin) }
      } else {
        for index in position..<position + step.length { append(text[index], origin) }
      }
      position += step.length
    }
  }

  private func appendSpace(_ origin: Range<Int32>) {
    for byte in SentencePieceSpelling.space {
      normalized.append(byte)
      origins.append(origin)
    }
  }

  /// How many bytes are taken at `position`, and what stands in their place; `nil`: they themselves.
  ///
  /// As far as text begins like a user-defined token it is taken as it is, also where that is no token and ends within a
  /// character; what is then no character is replaced byte by byte.
  private func step(_ text: Span<UInt8>, _ position: Int) -> (length: Int, replacement: [UInt8]?) {
    let kept = lengthLikeUserDefined(text, position)
    if kept > 0 { return (kept, nil) }
    if let map = model.map {
      let match = map.match(text, at: position)
      if match.length > 0 { return (match.length, Array(map.replacements[match.replacement...].prefix { $0 != 0 })) }
    }
    if UTF8Text.isContinuation(text[position]) { return (1, [0xEF, 0xBF, 0xBD]) }
    return (UTF8Text.scalar(at: position, of: text).length, nil)
  }

  private func lengthLikeUserDefined(_ text: Span<UInt8>, _ position: Int) -> Int {
    var step = model.userDefined.first(text[position])
    var length = 0
    while step.node >= 0 {
      length += 1
      if position + length == text.count { break }
      step = model.userDefined.next(from: step.node, text[position + length])
    }
    return length
  }

  // MARK: Best path

  private func findPath() {
    places.removeAll(keepingCapacity: true)
    places.append(contentsOf: repeatElement(Place(id: model.unknownID), count: normalized.count + 1))
    places[0].score = 0
    let normalized = normalized
    Self.walk(normalized.span, model, &places)
  }

  private static func walk(_ text: Span<UInt8>, _ model: borrowing GGUFUnigramModel, _ places: inout [Place]) {
    var places = places.mutableSpan
    var position = 0
    while position < text.count {
      let score = places[position].score
      let characterEnd = min(position + Self.length(text[position]), text.count)
      var hasCharacter = false
      var step = model.trie.first(text[position])
      var end = position + 1
      while step.node >= 0 {
        if step.value >= 0 {
          if end == characterEnd { hasCharacter = true }
          let challenge = score + model.scores[Int(step.value)]
          if challenge > places[end].score {
            places[end] = Place(score: challenge, id: step.value, start: Int32(truncatingIfNeeded: position))
          }
        }
        if end == text.count { break }
        step = model.trie.next(from: step.node, text[end])
        end += 1
      }
      if !hasCharacter, score + model.unknownScore > places[characterEnd].score {
        places[characterEnd] = Place(
          score: score + model.unknownScore, id: model.unknownID, start: Int32(truncatingIfNeeded: position))
      }
      position = characterEnd
    }
  }

  /// How many bytes the first of a character promises; one that is none stands alone.
  private static func length(_ first: UInt8) -> Int { first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4 }
}
