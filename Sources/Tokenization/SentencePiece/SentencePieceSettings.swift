/// What a SentencePiece model says about its training (`TrainerSpec`), as far as it matters when encoding.
struct SentencePieceTrainerSpec: Equatable {
  /// 1 Unigram, 2 BPE, 3 word, 4 character.
  private(set) var modelType: UInt64 = 1
  private(set) var hasByteFallback = false
  private(set) var treatsWhitespaceAsSuffix = false
  private(set) var unknownPiece = Array("<unk>".utf8)
  private(set) var bosPiece = Array("<s>".utf8)
  private(set) var eosPiece = Array("</s>".utf8)
  private(set) var padPiece = Array("<pad>".utf8)

  /// Takes in one message; of a field given twice the last counts.
  mutating func read(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(ProtobufFields.Damage) {
    var fields = ProtobufFields(range)
    while let field = try fields.next(in: bytes) {
      switch (field.number, field.value) {
      case (3, .varint(let type)):
        guard (1...4).contains(type) else {
          throw ProtobufFields.Damage(offset: field.range.lowerBound, reason: "the unknown model type \(type)")
        }
        modelType = type
      case (24, .varint(let value)): treatsWhitespaceAsSuffix = value != 0
      case (35, .varint(let value)): hasByteFallback = value != 0
      case (45, .bytes(let text)): unknownPiece = text.map { bytes[$0] }
      case (46, .bytes(let text)): bosPiece = text.map { bytes[$0] }
      case (47, .bytes(let text)): eosPiece = text.map { bytes[$0] }
      case (48, .bytes(let text)): padPiece = text.map { bytes[$0] }
      case (3, _), (24, _), (35, _), (45...48, _):
        throw ProtobufFields.Damage(offset: field.range.lowerBound, reason: "a trainer setting is misshapen")
      default: continue
      }
    }
  }
}

/// What a SentencePiece model does to text before encoding (`NormalizerSpec`).
struct SentencePieceNormalizerSpec: Equatable {
  /// The table of character replacements, where there is one.
  private(set) var charactersMap: Range<Int>?
  private(set) var addsDummyPrefix = true
  private(set) var removesExtraWhitespace = true
  private(set) var escapesWhitespace = true

  /// Takes in one message; of a field given twice the last counts.
  mutating func read(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(ProtobufFields.Damage) {
    var fields = ProtobufFields(range)
    while let field = try fields.next(in: bytes) {
      switch (field.number, field.value) {
      case (2, .bytes(let map)): charactersMap = map.isEmpty ? nil : map
      case (3, .varint(let value)): addsDummyPrefix = value != 0
      case (4, .varint(let value)): removesExtraWhitespace = value != 0
      case (5, .varint(let value)): escapesWhitespace = value != 0
      case (2...5, _):
        throw ProtobufFields.Damage(offset: field.range.lowerBound, reason: "a normalizer setting is misshapen")
      default: continue
      }
    }
  }

  /// A field of the model that, put after its others, sets `add_dummy_prefix` to false: messages given twice are merged.
  static let withoutDummyPrefix: [UInt8] = [3 << 3 | 2, 2, 3 << 3 | 0, 0]
}
