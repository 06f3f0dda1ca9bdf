/// The chunks whose characters all steps of a file treat one by one: a space, and characters that nothing joins to their
/// neighbours. What the model sees of such a chunk is what it sees of each of them.
///
/// Only files whose pre-tokenizers cut at white space alone have such chunks. What becomes of a character is found by
/// running the steps on it, when it is first met. It must begin anew before each step, so that no mark moves and no two
/// characters become one; it must be part of no grapheme cluster with its neighbours; and it must be none that a Replace
/// looks for.
struct PlainChunks {
  /// What the model sees in the place of the space.
  private(set) var prefix: [UInt8] = []
  /// For each byte of ASCII whether it is such a character, and left as it is.
  private var isKept: [Bool]
  private var steps: [TextNormalizer]
  private let normalizers: [NormalizerStep]
  /// The characters that a piece cannot hold.
  private let replacements: [UInt32]
  private let properties = CharacterProperties.shared
  /// For each 256 code points, once one of them was met, where its images stand in `images`, and their length in the
  /// lowest byte; or what is known else.
  private var pages = [[UInt32]](repeating: [], count: 0x1100)
  private var images: [UInt8] = []

  private static let isUnknown: UInt32 = 0
  private static let isJoined: UInt32 = 0xFF
  private static let maximumImagesLength = 1 << 22

  /// Returns `nil` for a file that has none.
  init?(_ pipeline: TextPipeline, cutBytes: [UInt8]) {
    guard pipeline.normalizedTokens.isEmpty, cutBytes.contains(0x20) else { return nil }
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
    var prefix: [UInt8]?
    var kept: [UInt8] = []
    for byte in UInt8(0x21)...0x7E {
      guard let image = image(of: UInt32(byte)), image == [byte],
        (try? preparation.prepare([0x20, byte].span, isAtStart: false, specialTokensIn: [])) != nil,
        preparation.target.pieces.count == 1, let piece = preparation.target.pieces.first,
        preparation.target.text.utf8[piece.range].last == byte
      else { continue }
      let found = Array(preparation.target.text.utf8[piece.range].dropLast())
      if prefix == nil { prefix = found }
      if prefix == found { kept.append(byte) }
    }
    guard let prefix else { return nil }
    self.prefix = prefix
    for byte in kept { isKept[Int(byte)] = true }
  }

  /// Replaces `piece` by what the model sees of a chunk; returns whether the chunk is plain.
  @inline(__always)
  mutating func write(_ chunk: Span<UInt8>, to piece: inout [UInt8]) -> Bool {
    guard chunk.count > 1, chunk[0] == 0x20 else { return false }
    piece.removeAll(keepingCapacity: true)
    piece.append(contentsOf: prefix)
    var position = 1
    while position < chunk.count {
      let byte = chunk[position]
      if isKept[Int(byte)] {
        piece.append(byte)
        position &+= 1
        continue
      }
      let (scalar, length) = UTF8Text.scalar(at: position, of: chunk)
      if !writeImage(of: scalar, to: &piece) { return false }
      position &+= length
    }
    return true
  }

  @inline(__always)
  private mutating func writeImage(of scalar: UInt32, to piece: inout [UInt8]) -> Bool {
    let page = Int(scalar &>> 8)
    var entry = pages[page].isEmpty ? Self.isUnknown : pages[page][Int(scalar & 255)]
    if entry == Self.isUnknown { entry = find(scalar) }
    if entry == Self.isJoined { return false }
    let start = Int(entry &>> 8)
    for place in start..<start &+ Int(entry & 0xFF) { piece.append(images[place]) }
    return true
  }

  @inline(never)
  private mutating func find(_ scalar: UInt32) -> UInt32 {
    var entry = Self.isJoined
    if let image = image(of: scalar), image.count < 0xFF, images.count < Self.maximumImagesLength {
      entry = UInt32(truncatingIfNeeded: images.count) << 8 | UInt32(truncatingIfNeeded: image.count)
      // An entry of no length at the very start would be none.
      if entry == Self.isUnknown {
        images.append(0)
        entry = 1 << 8
      }
      images += image
    }
    let page = Int(scalar >> 8)
    if pages[page].isEmpty { pages[page] = [UInt32](repeating: Self.isUnknown, count: 256) }
    pages[page][Int(scalar & 255)] = entry
    return entry
  }

  /// What the steps make of a character, whatever stands beside it; `nil` where that may depend on it.
  private mutating func image(of scalar: UInt32) -> [UInt8]? {
    var text = NormalizedText(scalar)
    for index in 0...steps.count {
      let scalars = TokenizerJSONSteps.scalars(text.utf8[...])
      // A character that vanishes brings its neighbours together.
      guard let first = scalars.first, ChunkNeighbours.beginsAnew(first) else { return nil }
      for part in scalars {
        let kind = properties.cluster(of: part)
        if kind == .prepended || kind == .linker || CharacterProperties.isWhitespace(part) { return nil }
        if Self.isHangulPart(part), !Self.isHangulSyllable(scalar) { return nil }
      }
      if index == steps.count { return scalars.contains(where: replacements.contains) ? nil : text.utf8 }
      if case .replace(let pattern, _) = normalizers[index] {
        guard case .literal(let wanted) = pattern else { continue }
        let forbidden = TokenizerJSONSteps.scalars(wanted[...])
        if scalars.contains(where: forbidden.contains) { return nil }
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
