extension TextPipeline {
  /// Those of `cutBytes` that a chunk may lose at its start, as nothing is left of them before the model.
  ///
  /// That is so where the first pre-tokenizer takes white space away, and the normalizers make white space of the byte,
  /// whatever stands beside it.
  func droppedBytes(of cutBytes: [UInt8]) -> [UInt8] {
    guard normalizedTokens.isEmpty else { return [] }
    switch preTokenizers.first {
    case .whitespaceSplit, .whitespace, .bert: break
    default: return []
    }
    var finder = StretchImages(normalizers)
    return cutBytes.filter { byte in
      guard let image = finder.image(of: [byte].span), !image.isWatched else { return false }
      return TokenizerJSONSteps.scalars(image.utf8[...]).allSatisfy(CharacterProperties.isWhitespace)
    }
  }
}
