/// Where a text may be cut so that the steps of a `tokenizer.json` treat both sides as if each stood alone.
///
/// A text is cut before a space or a line feed, between a character that a file's steps leave alone (its left
/// neighbour) and one that nothing joins to the space (its right one). Which characters these are is found out by running
/// the file's own steps on each of them, when it is first met. Whether any cut is exact
/// is proved step by step when the file is read:
///
/// - Normalizers change characters by themselves, or by their cluster, or what a fixed text matches. So the left side
///   must end, at each step, with a character that no such text ends with or has before the space, and that is no part of
///   a cluster that goes on; and the space must begin a cluster of its own.
/// - Pre-tokenizers must cut before the space, whatever stands around it; or the model must be a BPE none of whose merges
///   joins the left neighbour to it.
/// - What happens at the start of a text only (a prefix, white space that is stripped) is left out for every chunk but
///   the first.
///
/// A file with a step for which none of this is shown is not cut at all.
struct ChunkRule: Sendable {
  /// What a step forbids the left side to end with.
  struct Barrier: Sendable {
    var scalars: Set<UInt32> = []
  }

  /// For each normalizer, and at last for what follows them all.
  private(set) var barriers: [Barrier] = []
  /// The bytes that a chunk may begin with: a space, a line feed, or both.
  private(set) var cutBytes: [UInt8] = []
  /// Whether the left side must not end with punctuation.
  private(set) var avoidsPunctuation = false
  /// For each byte of `cutBytes` what it may have become before the pre-tokenizers.
  private(set) var images: [[UInt32]] = []
  /// The model's own proof, where no pre-tokenizer cuts.
  private(set) var modelCuts: CharacterCuts?
  /// What the model sees in the place of the space, for that proof.
  private(set) var written: [UInt32] = []

  /// Returns `nil` for a file whose texts cannot be cut.
  init?(_ pipeline: TextPipeline, model: any PieceVocabulary) {
    barriers = [Barrier](repeating: Barrier(), count: pipeline.normalizers.count + 1)
    for byte in [UInt8(ascii: " "), 0x0A] {
      var proof = ChunkProof(cut: UInt32(byte), barriers: barriers)
      guard proof.passNormalizers(pipeline.normalizers), proof.passTokens(pipeline.normalizedTokens),
        let image = proof.passPreTokenizers(pipeline.preTokenizers)
      else { continue }
      if !proof.isSeparated {
        guard let cuts = (model as? SubwordVocabulary)?.cuts else { continue }
        modelCuts = cuts
        written = written + image.filter { !written.contains($0) }
      }
      cutBytes.append(byte)
      images.append(proof.image)
      avoidsPunctuation = avoidsPunctuation || proof.avoidsPunctuation
      barriers = proof.barriers
    }
    if cutBytes.isEmpty { return nil }
  }
}

/// The proof for one character before which text may be cut.
private struct ChunkProof {
  /// What the character may have become.
  var image: [UInt32]
  var barriers: [ChunkRule.Barrier]
  var avoidsPunctuation = false
  var isSeparated = false
  /// Whether a replacement may have brought the character next to one that joins it, or the left neighbour.
  private var mayBeJoined = false
  private let properties = CharacterProperties.shared

  init(cut: UInt32, barriers: [ChunkRule.Barrier]) {
    image = [cut]
    self.barriers = barriers
  }

  mutating func passNormalizers(_ steps: [NormalizerStep]) -> Bool {
    for (index, step) in steps.enumerated() {
      switch step {
      // These look at the start and the end of the text only, which a cut is not.
      case .prepend(let prefix):
        // A prefix of nothing makes the reference write the text twice.
        if prefix.isEmpty { return false }
      case .strip: break
      case .precompiled where mayBeJoined: return false
      case .replace(let pattern, let content):
        if !pass(pattern, content, at: index) { return false }
      case .form, .lowercase, .stripAccents, .nmt, .byteLevel, .precompiled, .bert:
        if !pass(step) { return false }
      }
    }
    return true
  }

  /// A step that changes characters by themselves: it is run on the character.
  private mutating func pass(_ step: NormalizerStep) -> Bool {
    var next: [UInt32] = []
    for scalar in image {
      var text = NormalizedText(scalar)
      var normalizer = TextNormalizer([step], isAligned: false)
      guard (try? normalizer.normalize(&text, originalCount: text.count)) != nil, text.count > 0 else { return false }
      let first = UTF8Text.scalar(at: 0, of: text.utf8.span).0
      guard CharacterJoins.beginsAnew(first) else { return false }
      if !next.contains(first) { next.append(first) }
    }
    image = next
    return true
  }

  private mutating func pass(_ pattern: TextPattern, _ content: [UInt8], at index: Int) -> Bool {
    let replaced = content.isEmpty ? nil : UTF8Text.scalar(at: 0, of: content.span).0
    if let replaced, !CharacterJoins.beginsAnew(replaced) { return false }
    if replaced == nil { mayBeJoined = true }
    switch pattern {
    case .spaces:
      guard image.contains(0x20) else { return true }
      guard let replaced else { return false }
      barriers[index].scalars.insert(0x20)
      mayBeJoined = true
      if !image.contains(replaced) { image.append(replaced) }
    case .literal(let wanted):
      guard let last = forbid(wanted, at: index) else { return false }
      barriers[index].scalars.insert(last)
      let first = UTF8Text.scalar(at: 0, of: wanted.span).0
      guard image.contains(first) else { return true }
      guard let replaced else { return false }
      let isWhole = TokenizerJSONSteps.scalars(wanted[...]).count == 1
      if isWhole { image.removeAll { $0 == first } } else { mayBeJoined = true }
      if !image.contains(replaced) { image.append(replaced) }
    case .known, .regex: return false
    }
    return true
  }

  /// Forbids what a fixed text has before the character; returns the text's last character.
  private mutating func forbid(_ text: [UInt8], at index: Int) -> UInt32? {
    let scalars = TokenizerJSONSteps.scalars(text[...])
    for (previous, next) in zip(scalars, scalars.dropFirst()) where image.contains(next) {
      barriers[index].scalars.insert(previous)
    }
    return scalars.last
  }

  /// Added tokens that are matched in normalized text.
  mutating func passTokens(_ tokens: [AddedToken]) -> Bool {
    let index = barriers.count - 1
    for token in tokens {
      guard let last = forbid(token.text, at: index) else { return false }
      if token.stripping.contains(.after) { barriers[index].scalars.insert(last) }
      guard token.isSingleWord else { continue }
      let first = UTF8Text.scalar(at: 0, of: token.text.span).0
      if image.contains(first) || image.contains(where: { properties.isAny(CharacterProperties.word, $0) }) {
        return false
      }
    }
    return true
  }

  private func isEach(_ test: (UInt32) -> Bool) -> Bool { image.allSatisfy(test) }
  private func isNone(_ test: (UInt32) -> Bool) -> Bool { !image.contains(where: test) }

  /// Returns what the model sees of the character, where nothing cuts before it.
  mutating func passPreTokenizers(_ steps: [PreTokenizerStep]) -> [UInt32]? {
    let normalized = image
    defer { image = normalized }
    for step in steps {
      // Behind a cut all steps see each side by itself.
      if isSeparated { break }
      if !pass(step) { return nil }
    }
    return image
  }

  private mutating func pass(_ step: PreTokenizerStep) -> Bool {
    func isPunctuation(_ scalar: UInt32) -> Bool { properties.isAny(CharacterProperties.punctuation, scalar) }
    switch step {
    case .whitespaceSplit:
      if isEach(CharacterProperties.isWhitespace) { isSeparated = true }
      return isSeparated || isNone(CharacterProperties.isWhitespace)
    case .whitespace:
      isSeparated = isEach(CharacterProperties.isWhitespace)
      return isSeparated
    case .bert:
      if isEach(CharacterProperties.isWhitespace) { isSeparated = true }
      return isSeparated || isNone { CharacterProperties.isWhitespace($0) || isPunctuation($0) }
    case .punctuation(let behavior):
      if behavior != .isolated, behavior != .removed { avoidsPunctuation = true }
      return isNone(isPunctuation)
    case .digits: return isNone { properties.isAny(CharacterProperties.numeric, $0) }
    case .delimiter(let wanted):
      if isEach({ $0 == wanted }) { isSeparated = true }
      return isSeparated || isNone { $0 == wanted }
    case .metaspace(let rule):
      // A side that begins with the replacement gets no prefix.
      guard isEach({ $0 == 0x20 || $0 == rule.replacement }) else { return false }
      image = [rule.replacement]
      isSeparated = rule.splits
      return true
    case .byteLevel(let addsPrefixSpace, let cuts):
      if addsPrefixSpace, !isEach({ $0 == 0x20 }) { return false }
      if cuts {
        isSeparated = isEach { $0 == 0x20 || $0 == 0x0A }
        return isSeparated
      }
      image = image.compactMap { $0 < 0x80 ? ByteLevelCharacters.shared.scalars[Int($0)] : nil }
      return !image.isEmpty
    case .split(.known, .isolated, isInverted: false):
      // In all of these patterns a space can only be the first of what is not white space.
      isSeparated = isEach { $0 == 0x20 }
      return isSeparated
    case .split(.literal(let wanted), let behavior, let isInverted): return pass(wanted, behavior, isInverted)
    case .split, .fixedLength, .unicodeScripts: return false
    }
  }

  private mutating func pass(_ wanted: [UInt8], _ behavior: SplitBehavior, _ isInverted: Bool) -> Bool {
    let scalars = TokenizerJSONSteps.scalars(wanted[...])
    guard let last = scalars.last else { return false }
    if isNone(scalars.contains) {
      if behavior != .isolated, behavior != .removed { barriers[barriers.count - 1].scalars.insert(last) }
      return !isInverted || behavior == .isolated || behavior == .removed
    }
    guard scalars.count == 1, isEach({ $0 == last }), !isInverted, behavior != .mergedWithPrevious else { return false }
    isSeparated = true
    return true
  }
}
