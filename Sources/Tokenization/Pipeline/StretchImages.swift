/// Finds what the normalizers of a file make of a stretch of text, whatever stands beside it.
///
/// The steps are run on the stretch alone. Before each step and behind the last it must be a stretch still
/// (`CharacterJoins`): then no step sees its first character together with what stands before it, or its last one with
/// what stands behind it. A Replace for a text of several characters finds none where no two of them stand side by side.
struct StretchImages {
  /// What a stretch becomes.
  struct Image {
    var utf8: [UInt8] = []
    /// Whether there is white space in it.
    var hasWhitespace = false
    /// Whether it may be a part of what a Replace looks for, or its neighbours may come together, as nothing is left of it.
    var isWatched = false
  }

  private let normalizers: [NormalizerStep]
  private var steps: [TextNormalizer]
  private var decomposition = TextNormalizer([.form(.nfkd)], isAligned: false)

  init(_ normalizers: [NormalizerStep]) {
    self.normalizers = normalizers
    steps = normalizers.map { TextNormalizer([$0], isContinuing: true, isAligned: false) }
  }

  /// Returns `nil` where the image may depend on what stands beside the stretch.
  mutating func image(of stretch: Span<UInt8>) -> Image? {
    var text = NormalizedText(isAligned: false)
    text.set(to: stretch)
    var image = Image()
    for index in 0...steps.count {
      let scalars = TokenizerJSONSteps.scalars(text.utf8[...])
      if scalars.isEmpty { return Image(isWatched: true) }
      guard CharacterJoins.isStretch(scalars) else { return nil }
      image.hasWhitespace = scalars.contains(where: CharacterProperties.isWhitespace)
      if index == steps.count { break }
      switch normalizers[index] {
      // It takes white space away at the end of a text only.
      case .strip where image.hasWhitespace: return nil
      case .replace(.spaces, _):
        if scalars.contains(0x20) { return nil }
        continue
      case .replace(.literal(let wanted), _):
        let looksFor = TokenizerJSONSteps.scalars(wanted[...])
        if looksFor.count > 1 {
          if scalars.contains(where: looksFor.contains) {
            if scalars.count > 1 { return nil }
            image.isWatched = true
          }
          continue
        }
      case .replace: return nil
      case .form(let form) where form.isCompatible:
        // A composition could hide how the decomposition begins.
        guard decomposes(text) else { return nil }
      default: break
      }
      guard (try? steps[index].normalize(&text, originalCount: text.count)) != nil else { return nil }
    }
    image.utf8 = text.utf8
    return image
  }

  /// Whether the decomposed text is a stretch.
  private mutating func decomposes(_ text: NormalizedText) -> Bool {
    var decomposed = text
    guard (try? decomposition.normalize(&decomposed, originalCount: text.count)) != nil else { return false }
    return CharacterJoins.isStretch(TokenizerJSONSteps.scalars(decomposed.utf8[...]))
  }
}
