/// The pieces of a SentencePiece model as its engines look for them.
///
/// Where the model writes a space as `▁`, text and pieces have a space here, one byte; a piece with a space of its own is
/// then never met. Control, unknown and byte pieces are never met in text.
///
/// - Source: `ModelInterface::InitializePieces` of sentencepiece 0.2.3.
struct PieceInventory: Sendable {
  /// 1 Unigram, 2 BPE, 3 word, 4 character.
  let modelType: UInt64
  let kinds: [TokenKind]
  let scores: [Float]
  let escapesWhitespace: Bool
  /// The pieces that text can be, by their bytes.
  let table: TokenTable
  /// -1 when there is none, as a model with byte fallback may have it.
  let unknownID: Int32
  /// For each byte its piece; empty without byte fallback.
  let byteIDs: [Int32]
  /// The user-defined pieces, where there are any.
  let userDefined: PieceTrie?
  /// For each byte whether a user-defined piece starts with it.
  let startsUserDefined: [Bool]

  init(_ file: SentencePieceModelFile) {
    let escapes = file.normalizer.escapesWhitespace
    var table = TokenTable(capacity: file.kinds.count, byteCapacity: file.kinds.count * 8)
    var byteIDs = [Int32](repeating: -1, count: file.trainer.hasByteFallback ? 256 : 0)
    var userDefined = PieceTrie()
    var startsUserDefined = [Bool](repeating: false, count: 256)
    for (index, kind) in file.kinds.enumerated() {
      let id = Int32(clamping: index)
      guard let piece = file.table.bytes(of: id) else { continue }
      switch kind {
      case .normal, .userDefined, .unused:
        if escapes, piece.contains(UInt8(ascii: " ")) { continue }
        let text = escapes ? SentencePieceSpelling.unescaped(Array(piece)) : Array(piece)
        _ = table.insert(text.span, id: id)
        if kind == .userDefined {
          _ = userDefined.insert(text.span, value: id)
          startsUserDefined[Int(text[0])] = true
        }
      case .byte:
        // Of two pieces for one byte the first is found.
        if let byte = SentencePieceSpelling.byte(ofPiece: Array(piece)), byteIDs[Int(byte)] < 0 {
          byteIDs[Int(byte)] = id
        }
      case .control, .unknown: continue
      }
    }
    modelType = file.trainer.modelType
    kinds = file.kinds
    scores = file.scores
    escapesWhitespace = escapes
    self.table = table
    unknownID = file.unknownID ?? -1
    self.byteIDs = byteIDs
    self.userDefined = userDefined.nodeCount > 0 ? userDefined : nil
    self.startsUserDefined = startsUserDefined
  }

  /// The pairs of characters that stand side by side in a piece that text can be.
  ///
  /// - Parameter includesUnused: Whether unused pieces bind characters too.
  func adjacentCharacters(includesUnused: Bool) -> AdjacentCharacters {
    var adjacent = AdjacentCharacters()
    table.forEach { id, text in
      if includesUnused || kinds[Int(id)] != .unused { adjacent.insert(text) }
    }
    return adjacent
  }
}
