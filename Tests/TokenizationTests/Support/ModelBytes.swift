/// Writes small SentencePiece models, and fields to put behind one: protobuf merges messages that are given twice.
enum ModelBytes {
  struct Piece {
    var text: String
    var score: Float = 0
    /// 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte.
    var type: UInt8 = 1
  }

  /// - Parameters:
  ///   - type: 1 Unigram, 2 BPE, 3 word, 4 character.
  ///   - addsPrefix: The spaces of texts are kept; whether one is put before them.
  static func model(_ pieces: [Piece], type: UInt8, addsPrefix: Bool = false) -> [UInt8] {
    ([Piece(text: "<unk>", type: 2)] + pieces).flatMap(piece)
      + [0x12, 2, 3 << 3, type] + [0x1A, 4, 3 << 3, addsPrefix ? 1 : 0, 4 << 3, 0]
  }

  static func piece(_ piece: Piece) -> [UInt8] {
    let bits = piece.score.bitPattern
    let text = Array(piece.text.utf8)
    let body: [UInt8] =
      [0x0A, UInt8(text.count)] + text + [0x15] + (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      + [0x18, piece.type]
    return [0x0A, UInt8(body.count)] + body
  }

  /// A sample of the model's own test.
  static func sample(_ text: String, _ pieces: String) -> [UInt8] {
    let body =
      [0x0A, UInt8(text.utf8.count)] + Array(text.utf8) + [0x12, UInt8(pieces.utf8.count)] + Array(pieces.utf8)
    return [0x22, UInt8(body.count + 2), 0x0A, UInt8(body.count)] + body
  }
}
