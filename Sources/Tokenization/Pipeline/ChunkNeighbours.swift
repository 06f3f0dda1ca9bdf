/// The characters between which, and before a space, a `ChunkRule` lets text be cut: one worker's, found as they are met.
struct ChunkNeighbours {
  /// May stand before the space.
  static let left: UInt8 = 1
  /// May stand behind it.
  static let right: UInt8 = 2
  /// May stand before the character before the space.
  static let before: UInt8 = 4
  private static let isKnown: UInt8 = 0x80

  private let rule: ChunkRule
  private var steps: [TextNormalizer]
  private let properties = CharacterProperties.shared
  /// For each 256 code points their flags, once one of them was met.
  private var pages = [[UInt8]](repeating: [], count: 0x1100)
  /// Those of ASCII.
  private(set) var ascii: [UInt8] = []

  init(_ rule: ChunkRule, normalizers: [NormalizerStep]) {
    self.rule = rule
    steps = normalizers.map { TextNormalizer([$0], isContinuing: true, isAligned: false) }
    ascii = (UInt32(0)..<0x80).map { find($0) }
  }

  @inline(__always)
  mutating func flags(of scalar: UInt32) -> UInt8 {
    let page = Int(scalar &>> 8)
    if !pages[page].isEmpty {
      let flags = pages[page][Int(scalar & 255)]
      if flags & Self.isKnown != 0 { return flags }
    }
    return keep(scalar)
  }

  @inline(never)
  private mutating func keep(_ scalar: UInt32) -> UInt8 {
    let page = Int(scalar >> 8)
    if pages[page].isEmpty { pages[page] = [UInt8](repeating: 0, count: 256) }
    let flags = find(scalar) | Self.isKnown
    pages[page][Int(scalar & 255)] = flags
    return flags
  }

  /// Runs the steps on the character alone, and looks at what it is before each and at last.
  private mutating func find(_ scalar: UInt32) -> UInt8 {
    var flags = Self.left | Self.right | Self.before
    var text = NormalizedText(scalar)
    for index in 0...steps.count {
      let scalars = TokenizerJSONSteps.scalars(text.utf8[...])
      guard let first = scalars.first, let last = scalars.last else { return 0 }
      if !CharacterJoins.beginsAnew(first) { flags &= ~(Self.left | Self.right) }
      if properties.cluster(of: last) == .prepended { flags &= ~(Self.left | Self.before) }
      // A cluster of several characters could be another one with what stands before it.
      if scalars.count > 1, properties.cluster(of: first) == .consonant { flags &= ~Self.left }
      if rule.barriers[index].scalars.contains(last) || CharacterProperties.isWhitespace(last) {
        flags &= ~Self.left
      }
      if index == steps.count {
        if !isLeftOfModel(last) { flags &= ~Self.left }
        break
      }
      guard (try? steps[index].normalize(&text, originalCount: text.count)) != nil else { return 0 }
    }
    return flags
  }

  private func isLeftOfModel(_ scalar: UInt32) -> Bool {
    if scalar == 0x2581 || rule.images.contains(where: { $0.contains(scalar) }) { return false }
    if rule.avoidsPunctuation, properties.isAny(CharacterProperties.punctuation, scalar) { return false }
    guard let cuts = rule.modelCuts else { return true }
    return rule.written.allSatisfy { written in
      var text: [UInt8] = []
      UTF8Text.append(scalar, to: &text)
      let length = text.count
      UTF8Text.append(written, to: &text)
      return cuts.end(from: 0, in: text.span) == length
    }
  }
}

extension NormalizedText {
  /// A text of one character, without alignments.
  init(_ scalar: UInt32) {
    var bytes: [UInt8] = []
    UTF8Text.append(scalar, to: &bytes)
    self.init(isAligned: false)
    set(to: bytes.span)
  }
}
