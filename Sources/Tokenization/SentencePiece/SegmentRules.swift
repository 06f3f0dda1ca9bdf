/// What makes a SentencePiece vocabulary fit for encoding a segment at a time.
struct SegmentRules: Sendable {
  let scanner: SegmentScanner
  /// For each id how many bytes of text it stands for.
  let lengths: [Int32]

  /// `nil` when a text's tokens can depend on more than its segments: only merges of a BPE vocabulary are bounded by
  /// adjacent characters, unknown characters must not run together, and normalizing must not reach across a cut.
  init?(_ file: SentencePieceModelFile) {
    guard file.trainer.modelType == 2, file.trainer.hasByteFallback, !file.trainer.treatsWhitespaceAsSuffix,
      file.normalizer.charactersMap == nil, !file.normalizer.removesExtraWhitespace, file.normalizer.escapesWhitespace
    else { return nil }
    var adjacent = AdjacentCharacters()
    var lengths = [Int32](repeating: 0, count: file.kinds.count)
    for (id, kind) in file.kinds.enumerated() {
      guard let piece = file.table.bytes(of: Int32(clamping: id)) else { return nil }
      switch kind {
      case .normal, .userDefined, .unused:
        // In text a space is `▁`, so a piece with a space of its own is never met.
        if piece.contains(UInt8(ascii: " ")) { return nil }
        adjacent.insert(piece.span)
        lengths[id] = Int32(clamping: SentencePieceSpelling.unescaped(Array(piece)).count)
      case .byte: lengths[id] = 1
      case .control, .unknown: break
      }
    }
    scanner = SegmentScanner(adjacent: adjacent)
    self.lengths = lengths
  }
}
