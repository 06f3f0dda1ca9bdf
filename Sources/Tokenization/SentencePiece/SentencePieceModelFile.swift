import Diagnostics

/// The parts of a SentencePiece model (`ModelProto`), read and checked before the library sees the file.
///
/// - Source: `sentencepiece_model.proto`; the checks of `ModelInterface::InitializePieces`.
struct SentencePieceModelFile {
  private(set) var table: TokenTable
  private(set) var kinds: [TokenKind] = []
  private(set) var scores: [Float] = []
  private(set) var trainer = SentencePieceTrainerSpec()
  private(set) var normalizer = SentencePieceNormalizerSpec()
  private(set) var unknownID: Int32?
  /// The samples that the model brings to test itself with: a text, and its pieces with a space between them.
  private(set) var samples: [(text: Range<Int>, pieces: Range<Int>)] = []
  /// The pieces that are a NUL and nothing else. Some converters list one beside the piece for that byte; the reference
  /// leaves it unused.
  private(set) var loneNULs: [Int32] = []
  /// The bytes of the file that the library needs: pieces, trainer and normalizer settings, in order.
  private(set) var essentialRanges: [Range<Int>] = []
  /// For each user-defined piece the byte of the file that says so.
  private var kindOffsets: [Int32: Int] = [:]

  private let path: String
  private let limits: Limits

  /// Reads and checks a whole file.
  ///
  /// - Throws: `vocabulary.corrupt-model`, `vocabulary.duplicate-token`, `limits.exceeded`.
  /// - Complexity: O(*n*) in the file's bytes.
  init(_ bytes: Span<UInt8>, path: String, limits: Limits) throws {
    self.path = path
    self.limits = limits
    table = TokenTable(
      capacity: min(bytes.count / 16 + 16, limits.maximumVocabularyTokens), byteCapacity: bytes.count / 2)
    var hasTrainer = false
    var hasNormalizer = false
    do {
      var fields = ProtobufFields(0..<bytes.count)
      while let field = try fields.next(in: bytes) {
        guard (1...4).contains(field.number) else { continue }
        guard case .bytes(let range) = field.value else {
          throw ProtobufFields.Damage(offset: field.range.lowerBound, reason: "field \(field.number) is no message")
        }
        switch field.number {
        case 1: try readPiece(bytes, range)
        case 2:
          try trainer.read(bytes, range)
          hasTrainer = true
        case 3:
          try normalizer.read(bytes, range)
          hasNormalizer = true
        default:
          try readSamples(bytes, range)
          continue
        }
        if let last = essentialRanges.last, last.upperBound == field.range.lowerBound {
          essentialRanges[essentialRanges.count - 1] = last.lowerBound..<field.range.upperBound
        } else {
          essentialRanges.append(field.range)
        }
      }
    } catch let damage as ProtobufFields.Damage {
      throw corrupt(damage.reason, at: damage.offset)
    }
    guard hasTrainer, hasNormalizer else {
      throw corrupt(
        "it has no \(hasTrainer ? "normalizer" : "trainer") settings; it is cut off, or no SentencePiece model")
    }
    try checkPieces()
    if let range = normalizer.charactersMap, let flaw = CharacterMapCheck.flaw(of: bytes, in: range) {
      throw corrupt("its table of character replacements is damaged: \(flaw)", at: range.lowerBound)
    }
  }

  private mutating func readSamples(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(ProtobufFields.Damage) {
    var fields = ProtobufFields(range)
    while let field = try fields.next(in: bytes) {
      guard field.number == 1, case .bytes(let sample) = field.value else { continue }
      var parts = ProtobufFields(sample)
      var (text, pieces) = (0..<0, 0..<0)
      while let part = try parts.next(in: bytes) {
        switch (part.number, part.value) {
        case (1, .bytes(let found)): text = found
        case (2, .bytes(let found)): pieces = found
        default: continue
        }
      }
      samples.append((text, pieces))
    }
  }

  private func corrupt(_ reason: String, at offset: Int? = nil) -> TrainPackError {
    TrainPackError(
      .vocabularyCorruptModel, "damaged SentencePiece model: \(reason)",
      at: InputLocation(source: path, byteOffset: offset),
      fix: "fetch the file again and compare its sha256 with the publisher's")
  }

  private mutating func readPiece(_ bytes: Span<UInt8>, _ range: Range<Int>) throws {
    guard kinds.count < limits.maximumVocabularyTokens else {
      throw TrainPackError.limitExceeded(
        "tokens in the vocabulary", value: limits.maximumVocabularyTokens, met: nil, flag: nil,
        at: InputLocation(source: path, byteOffset: range.lowerBound))
    }
    var text = 0..<0
    var score: Float = 0
    var kind = TokenKind.normal
    var kindOffset: Int?
    var fields = ProtobufFields(range)
    while let field = try fields.next(in: bytes) {
      switch (field.number, field.value) {
      case (1, .bytes(let found)): text = found
      case (2, .fixed32(let bits)): score = Float(bitPattern: bits)
      case (3, .varint(let type)):
        guard let known = Self.kind(ofType: type) else {
          throw ProtobufFields.Damage(
            offset: field.range.lowerBound, reason: "piece \(kinds.count) has the unknown type \(type)")
        }
        kind = known
        // A tag and a value of one byte each.
        kindOffset = field.range.count == 2 ? field.range.lowerBound + 1 : nil
      case (1...3, _):
        throw ProtobufFields.Damage(
          offset: field.range.lowerBound, reason: "piece \(kinds.count) has a misshapen field")
      default: continue
      }
    }
    if kind == .userDefined, let kindOffset { kindOffsets[Int32(clamping: kinds.count)] = kindOffset }
    try addPiece(bytes, text, score, kind, at: range.lowerBound)
  }

  /// Makes user-defined pieces control pieces, which ordinary text never comes to: the caller says that they steer the
  /// model.
  ///
  /// - Parameter model: The file's bytes, in which the pieces' kinds are changed.
  mutating func makeControl(_ tokens: [AddedToken], in model: inout [UInt8]) {
    for token in tokens where token.isSpecial {
      guard let offset = kindOffsets[token.id], table.bytes(of: token.id)?.elementsEqual(token.text) == true else {
        continue
      }
      model[offset] = Self.controlType
      kinds[Int(token.id)] = .control
    }
  }

  private static let controlType: UInt8 = 3

  private mutating func addPiece(
    _ bytes: Span<UInt8>, _ text: Range<Int>, _ score: Float, _ kind: TokenKind, at offset: Int
  ) throws {
    let id = Int32(clamping: kinds.count)
    if text.isEmpty { throw corrupt("piece \(id) has no text", at: offset) }
    guard text.count <= limits.maximumTokenBytes else {
      throw TrainPackError.limitExceeded(
        "bytes in one token", value: limits.maximumTokenBytes, met: text.count, flag: nil,
        at: InputLocation(source: path, byteOffset: offset))
    }
    let piece = bytes.extracting(text)
    if case .invalid = UTF8Text.check(piece) { throw corrupt("piece \(id) is not UTF-8", at: offset) }
    if piece.count == 1, piece[0] == 0 {
      loneNULs.append(id)
    } else {
      for index in 0..<piece.count where piece[index] == 0 { throw corrupt("piece \(id) holds a NUL", at: offset) }
    }
    if !score.isFinite { throw corrupt("the score of piece \(id) is no finite number", at: offset) }
    if kind == .unknown {
      if let unknownID { throw corrupt("both piece \(unknownID) and piece \(id) stand for unknown text", at: offset) }
      unknownID = id
    }
    if loneNULs.last == id {
      _ = table.insert(piece, id: id, isFindable: false)
    } else if let other = table.insert(piece, id: id) {
      // Text can match one of them only, where the other steers the model: the library tells those apart.
      let isReserved = Self.isReserved(kind)
      guard isReserved != Self.isReserved(kinds[Int(other)]) else {
        throw TrainPackError(
          .vocabularyDuplicateToken, "the pieces \(other) and \(id) are both \(quoted((text).map { bytes[$0] }))",
          at: InputLocation(source: path, byteOffset: offset),
          fix: "fetch the vocabulary file again; pieces must differ")
      }
      _ = table.insert(piece, id: id, isFindable: false)
    }
    kinds.append(kind)
    scores.append(score)
  }

  private static func isReserved(_ kind: TokenKind) -> Bool { kind == .control || kind == .unknown || kind == .byte }

  private static func kind(ofType type: UInt64) -> TokenKind? {
    switch type {
    case 1: .normal
    case 2: .unknown
    case 3: .control
    case 4: .userDefined
    case 5: .unused
    case 6: .byte
    default: nil
    }
  }

  private mutating func checkPieces() throws {
    for id in loneNULs {
      guard kinds[Int(id)] == .unused || trainer.hasByteFallback else { throw corrupt("piece \(id) holds a NUL") }
      kinds[Int(id)] = .unused
      if unknownID == id { unknownID = nil }
    }
    if unknownID == nil, !trainer.hasByteFallback { throw corrupt("no piece stands for unknown text") }
    var seen = [Bool](repeating: false, count: 256)
    for (id, kind) in kinds.enumerated() where kind == .byte {
      guard trainer.hasByteFallback else {
        throw corrupt("piece \(id) stands for a byte, but the model says that it has no byte fallback")
      }
      guard let byte = SentencePieceSpelling.byte(ofPiece: Array(table.bytes(of: Int32(id)) ?? [])) else {
        throw corrupt("piece \(id) is to stand for a byte, but names none")
      }
      seen[Int(byte)] = true
    }
    if trainer.hasByteFallback, let missing = seen.firstIndex(of: false) {
      throw corrupt("the model has byte fallback, but no piece for the byte 0x\(String(missing, radix: 16))")
    }
  }

  /// The id of the control piece with this text, as the library finds it.
  func controlID(_ text: [UInt8]) -> Int32? {
    for (id, kind) in kinds.enumerated() where kind == .control {
      if table.bytes(of: Int32(clamping: id))?.elementsEqual(text) == true { return Int32(clamping: id) }
    }
    return nil
  }

  /// The pieces that are matched as special tokens: control pieces and the one for unknown text.
  var specialTokens: [AddedToken] {
    kinds.indices.compactMap { id in
      guard kinds[id] == .control || kinds[id] == .unknown else { return nil }
      return table.bytes(of: Int32(clamping: id)).map {
        AddedToken(text: Array($0), id: Int32(clamping: id), isSpecial: true)
      }
    }
  }
}
