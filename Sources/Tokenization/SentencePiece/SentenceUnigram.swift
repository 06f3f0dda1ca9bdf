/// The pieces of a SentencePiece Unigram model with their scores.
///
/// - Source: `unigram_model.cc` of sentencepiece 0.2.3.
struct SentenceUnigram: Sendable {
  let inventory: PieceInventory
  /// The pieces that a path can take: the normal and the user-defined ones.
  let trie: PieceTrie
  /// For each id, plus one, the score of a path's step to it; the first is that of unknown text without a piece.
  let scores: [Float]
  let unknownScore: Float
  let scanner: SegmentScanner

  private static let unknownPenalty: Float = 10

  init(_ inventory: PieceInventory) {
    self.inventory = inventory
    scanner = SegmentScanner(adjacent: inventory.adjacentCharacters(includesUnused: false))
    var trie = PieceTrie(byteCount: inventory.kinds.count * 4)
    var scores = [Float](repeating: 0, count: inventory.kinds.count + 1)
    var minimum = Float.greatestFiniteMagnitude
    for (index, kind) in inventory.kinds.enumerated() {
      // The least score is that of any normal piece, met in text or not.
      if kind == .normal { minimum = min(minimum, inventory.scores[index]) }
      guard kind == .normal || kind == .userDefined, let text = inventory.table.bytes(of: Int32(clamping: index)) else {
        continue
      }
      _ = trie.insert(Array(text).span, value: Int32(clamping: index))
      scores[index + 1] =
        kind == .normal ? inventory.scores[index] : Self.userDefinedScore(Array(text), inventory.escapesWhitespace)
    }
    unknownScore = minimum - Self.unknownPenalty
    scores[Int(inventory.unknownID) + 1] = unknownScore
    self.trie = trie
    self.scores = scores
  }

  /// The score of a user-defined piece follows from its length, in which `▁` has three bytes.
  private static func userDefinedScore(_ text: [UInt8], _ escapesWhitespace: Bool) -> Float {
    var length = text.count
    if escapesWhitespace { for byte in text where byte == UInt8(ascii: " ") { length += 2 } }
    return Float(0.1 * Double(length - 1))
  }

  /// The score of a step to a piece.
  @inline(__always)
  func score(of id: Int32) -> Float { scores[Int(id) &+ 1] }
}
