/// The chunks whose characters all steps of a file treat one by one: a space or line feed, and characters that nothing joins to their
/// neighbours. What the model sees of such a chunk is what it sees of each of them.
///
/// Only files whose pre-tokenizers cut at white space alone have such chunks. What becomes of a character is found by
/// running the steps on it, when it is first met. It must begin anew before each step, so that no mark moves and no two
/// characters become one; and it must be part of no grapheme cluster with its neighbours. A Replace for a text of several
/// characters finds none where no two of them stand side by side.
struct PlainChunks {
  /// For each byte that a chunk may begin with what the model sees in its place.
  private var prefixes = [[UInt8]?](repeating: nil, count: 256)
  /// For each byte of ASCII whether it is such a character, left as it is, and none that a Replace looks for.
  private var isKept: [Bool]
  private var steps: [TextNormalizer]
  private let normalizers: [NormalizerStep]
  /// The characters that a piece cannot hold.
  private let replacements: [UInt32]
  private let properties = CharacterProperties.shared
  /// For each 256 code points, once one of them was met: where its image stands in `images`, whether a Replace looks for
  /// it, and the image's length in the lowest seven bits; or what is known else.
  private var pages = [[UInt32]](repeating: [], count: 0x1100)
  private var images: [UInt8] = []

  private static let isUnknown: UInt32 = 0
  private static let isJoined: UInt32 = 0x7F
  private static let isWatched: UInt32 = 0x80
  private static let maximumImagesLength = 1 << 22

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
    normalizers = pipeline.normalizers
    steps = pipeline.normalizers.map { TextNormalizer([$0], isContinuing: true) }
    self.replacements = replacements
    isKept = [Bool](repeating: false, count: 256)
    var preparation = TextPreparation(pipeline, for: .continuing)
    var kept: [UInt8] = []
    for byte in UInt8(0x21)...0x7E {
      if let image = image(of: UInt32(byte)), image.bytes == [byte], !image.isWatched { kept.append(byte) }
    }
    for cut in cutBytes {
      let found = kept.map { Self.prefix(of: cut, before: $0, by: &preparation) }
      guard let first = found.first, let prefix = first, found.allSatisfy({ $0 == prefix }) else { continue }
      prefixes[Int(cut)] = prefix
    }
    for byte in kept { isKept[Int(byte)] = true }
    if prefixes.allSatisfy({ $0 == nil }) { return nil }
  }

  /// What the model sees in the place of `cut` before a character that is left as it is.
  private static func prefix(of cut: UInt8, before byte: UInt8, by preparation: inout TextPreparation) -> [UInt8]? {
    guard (try? preparation.prepare([cut, byte].span, isAtStart: false, specialTokensIn: [])) != nil,
      preparation.target.pieces.count == 1, let piece = preparation.target.pieces.first
    else { return nil }
    let text = preparation.target.text.utf8[piece.range]
    return text.last == byte ? Array(text.dropLast()) : nil
  }

  /// Replaces `piece` by what the model sees of a chunk; returns whether the chunk is plain.
  @inline(__always)
  mutating func write(_ chunk: Span<UInt8>, to piece: inout [UInt8]) -> Bool {
    guard chunk.count > 1, let prefix = prefixes[Int(chunk[0])] else { return false }
    piece.removeAll(keepingCapacity: true)
    for byte in prefix { piece.append(byte) }
    var position = 1
    var lastIsWatched = false
    while position < chunk.count {
      let byte = chunk[position]
      if isKept[Int(byte)] {
        piece.append(byte)
        position &+= 1
        lastIsWatched = false
        continue
      }
      let (scalar, length) = UTF8Text.scalar(at: position, of: chunk)
      let page = Int(scalar &>> 8)
      var entry = pages[page].isEmpty ? Self.isUnknown : pages[page][Int(scalar & 255)]
      if entry == Self.isUnknown { entry = find(scalar) }
      let isWatched = entry & Self.isWatched != 0
      if entry == Self.isJoined || (isWatched && lastIsWatched) { return false }
      lastIsWatched = isWatched
      let start = Int(entry &>> 8)
      for place in start..<start &+ Int(entry & 0x7F) { piece.append(images[place]) }
      position &+= length
    }
    return true
  }

  @inline(never)
  private mutating func find(_ scalar: UInt32) -> UInt32 {
    var entry = Self.isJoined
    // An image is never empty, so no entry is that of an unknown one.
    if let image = image(of: scalar), image.bytes.count < 0x7F, images.count < Self.maximumImagesLength {
      entry = UInt32(truncatingIfNeeded: images.count) << 8 | UInt32(truncatingIfNeeded: image.bytes.count)
      if image.isWatched { entry |= Self.isWatched }
      images += image.bytes
    }
    let page = Int(scalar >> 8)
    if pages[page].isEmpty { pages[page] = [UInt32](repeating: Self.isUnknown, count: 256) }
    pages[page][Int(scalar & 255)] = entry
    return entry
  }

  /// What the steps make of a character, whatever stands beside it, and whether it is one of several that a Replace looks
  /// for; `nil` where that may depend on its neighbours.
  private mutating func image(of scalar: UInt32) -> (bytes: [UInt8], isWatched: Bool)? {
    var text = NormalizedText(scalar)
    var isWatched = false
    for index in 0...steps.count {
      let scalars = TokenizerJSONSteps.scalars(text.utf8[...])
      // A character that vanishes brings its neighbours together.
      guard let first = scalars.first, ChunkNeighbours.beginsAnew(first) else { return nil }
      for part in scalars {
        let kind = properties.cluster(of: part)
        if kind == .prepended || kind == .linker || CharacterProperties.isWhitespace(part) { return nil }
        if Self.isHangulPart(part), !Self.isHangulSyllable(scalar) { return nil }
      }
      if index == steps.count { return scalars.contains(where: replacements.contains) ? nil : (text.utf8, isWatched) }
      if case .replace(let pattern, _) = normalizers[index] {
        guard case .literal(let wanted) = pattern else { continue }
        let looksFor = TokenizerJSONSteps.scalars(wanted[...])
        guard looksFor.count > 1 else {
          guard (try? steps[index].normalize(&text, originalCount: text.count)) != nil else { return nil }
          continue
        }
        if scalars.contains(where: looksFor.contains) {
          if scalars.count > 1 { return nil }
          isWatched = true
        }
        continue
      }
      guard (try? steps[index].normalize(&text, originalCount: text.count)) != nil else { return nil }
    }
    return nil
  }

  /// Whether a character is a part of a Hangul syllable, which others may join.
  private static func isHangulPart(_ scalar: UInt32) -> Bool {
    (0x1100...0x11FF).contains(scalar) || (0xA960...0xA97F).contains(scalar) || (0xD7B0...0xD7FF).contains(scalar)
  }

  private static func isHangulSyllable(_ scalar: UInt32) -> Bool { (0xAC00...0xD7A3).contains(scalar) }
}
