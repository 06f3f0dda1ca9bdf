import Diagnostics

/// The tokens of a model: their bytes, kinds and ids.
public struct Vocabulary: Sendable {
  /// The format of the file it came from, in words.
  public let formatName: String
  /// The id that begins a text, that ends one, that stands for unknown text, that pads, where the file names them.
  public let bosID: Int32?
  public let eosID: Int32?
  public let unknownID: Int32?
  public let padID: Int32?
  /// The special tokens that the file puts around a single text; `nil` where its format does not say.
  public internal(set) var sequenceTokens: SequenceTokens?
  /// The tokens that are matched in text: the file's own special ones, then those the caller named.
  public let addedTokens: [AddedToken]
  /// The ids below `size` that no token has.
  public let gaps: [Range<Int32>]
  /// One more than the largest id.
  public let size: Int

  let table: TokenTable
  private let kinds: [TokenKind]
  private let scores: [Float]
  /// Added tokens that the file does not list itself.
  private let addedByID: [Int32: AddedToken]
  private let addedIDs: [[UInt8]: Int32]
  fileprivate let spelling: Spelling

  /// How the file writes tokens.
  enum Spelling: Sendable {
    /// A token's bytes are the text's bytes.
    case bytes
    /// SentencePiece: `▁` is a space, `<0x0A>` a byte; a text may begin with a space that is not its own.
    case sentencePiece(hasDummyPrefix: Bool)
    /// Text is what the decoder of a `tokenizer.json` makes of tokens.
    case decoder(TokenDecoder)
  }

  /// - Parameters:
  ///   - kinds: For each id of the file its kind; empty when all are normal.
  ///   - scores: For each id of the file its score; empty when the file has none.
  ///   - ownAdded: The special tokens of the file itself.
  ///   - added: The tokens that the caller adds; one with the text that the file has for its id counts as the file's own.
  /// - Throws: `vocabulary.duplicate-id` when an added token has the id of another text.
  init(
    formatName: String, table: TokenTable, kinds: [TokenKind], scores: [Float], spelling: Spelling,
    bosID: Int32?, eosID: Int32?, unknownID: Int32?, padID: Int32?, ownAdded: [AddedToken], added: [AddedToken],
    limits: Limits
  ) throws {
    var addedByID: [Int32: AddedToken] = [:]
    var all = AddedTokenList(ownAdded)
    var size = table.idCount
    for var token in added {
      guard token.id >= 0, Int(token.id) < limits.maximumVocabularyTokens else {
        throw TrainPackError.limitExceeded(
          "ids in the vocabulary (added token \(quoted(token.text)))", value: limits.maximumVocabularyTokens,
          met: Int(token.id), flag: nil)
      }
      if all.contains(token) { continue }
      if let other = table.bytes(of: token.id).map(Array.init) ?? addedByID[token.id]?.text {
        guard other == token.text else {
          throw TrainPackError(
            .vocabularyDuplicateID,
            "the added token \(quoted(token.text)) has the id \(token.id), which belongs to \(quoted(other))",
            fix: "give each added token its own id, as the model's own files have it")
        }
        // The caller knows better than the file whether a token of the file is special; how it is matched, the file does.
        if let own = all.removeFirst(withID: token.id) {
          token.stripping.formUnion(own.stripping)
          token.pass = own.pass
          token.isSingleWord = own.isSingleWord
        }
        if addedByID[token.id] != nil { addedByID[token.id] = token }
      } else {
        addedByID[token.id] = token
      }
      all.append(token)
      size = max(size, Int(token.id) + 1)
    }
    self.formatName = formatName
    self.table = table
    self.kinds = kinds
    self.scores = scores
    self.spelling = spelling
    self.bosID = bosID
    self.eosID = eosID
    self.unknownID = unknownID
    self.padID = padID
    addedTokens = all.all
    addedIDs = Dictionary(addedTokens.map { ($0.text, $0.id) }) { first, _ in first }
    self.addedByID = addedByID
    self.size = size
    gaps = Self.gaps(below: size) { table.contains($0) || addedByID[$0] != nil }
  }

  private static func gaps(below size: Int, isUsed: (Int32) -> Bool) -> [Range<Int32>] {
    var gaps: [Range<Int32>] = []
    for id in 0..<Int32(clamping: size) where !isUsed(id) {
      if let last = gaps.last, last.upperBound == id {
        gaps[gaps.count - 1] = last.lowerBound..<id + 1
      } else {
        gaps.append(id..<id + 1)
      }
    }
    return gaps
  }

  /// Returns the id of the token that the file (or the caller) writes as `piece`, added tokens included.
  public func id(of piece: [UInt8]) -> Int32? {
    if let id = addedIDs[piece] { return id }
    if piece.isEmpty { return nil }
    let id = table.id(of: piece.span.bytes, start: 0, length: piece.count)
    return id < 0 ? nil : id
  }

  /// Returns the token as the file writes it (`▁the`, `<0x0A>`), or `nil` when no token has this id.
  public func piece(of id: Int32) -> [UInt8]? {
    table.bytes(of: id).map(Array.init) ?? addedByID[id]?.text
  }

  /// Whether a token has this id.
  public func contains(_ id: Int32) -> Bool { table.contains(id) || addedByID[id] != nil }

  /// Returns the text that the token stands for (` the`, a line feed); for a special token, its name.
  public func bytes(of id: Int32) -> [UInt8]? {
    guard let piece = piece(of: id) else { return nil }
    let kind = kind(of: id)
    switch spelling {
    case .bytes: return piece
    case .decoder(let decoder): return kind == .control || kind == .unknown ? piece : decoder.text(of: piece)
    case .sentencePiece: break
    }
    switch kind {
    case .byte: return SentencePieceSpelling.byte(ofPiece: piece).map { [$0] } ?? piece
    case .normal, .userDefined, .unused: return SentencePieceSpelling.unescaped(piece)
    case .control, .unknown, nil: return piece
    }
  }

  /// Returns what the token is for, or `nil` when no token has this id.
  public func kind(of id: Int32) -> TokenKind? {
    if let added = addedByID[id] { return added.isSpecial ? .control : .userDefined }
    guard table.contains(id) else { return nil }
    return Int(id) < kinds.count ? kinds[Int(id)] : .normal
  }

  /// Returns the token's score, or `nil` when the file has none for it.
  public func score(of id: Int32) -> Float? {
    id >= 0 && Int(id) < scores.count && table.contains(id) ? scores[Int(id)] : nil
  }

  /// Whether special tokens are written when ids are decoded.
  public enum SpecialTokenText: Hashable, Sendable {
    /// By their names.
    case written
    /// Not at all.
    case omitted
  }

  /// Returns the text of `ids`; a cut through a character leaves invalid UTF-8, nothing is repaired.
  ///
  /// The space of a dummy prefix at the very start is not the text's own and is left out.
  ///
  /// - Throws: `vocabulary.unknown-id` for an id that no token has.
  public func decode(
    _ ids: some Sequence<Int32>, specialTokens: SpecialTokenText = .written
  ) throws -> [UInt8] {
    if case .decoder(let decoder) = spelling { return try decode(ids, by: decoder, specialTokens: specialTokens) }
    var text: [UInt8] = []
    var mayHavePrefix = false
    if case .sentencePiece(let hasDummyPrefix) = spelling { mayHavePrefix = hasDummyPrefix }
    for id in ids {
      guard let bytes = bytes(of: id), let kind = kind(of: id) else { throw unknownID(id) }
      if kind == .control, specialTokens == .omitted { continue }
      if mayHavePrefix, kind == .normal || kind == .userDefined, bytes.first == UInt8(ascii: " ") {
        text.append(contentsOf: bytes.dropFirst())
      } else {
        text.append(contentsOf: bytes)
      }
      mayHavePrefix = false
    }
    return text
  }
}

extension Vocabulary {
  private func unknownID(_ id: Int32) -> TrainPackError {
    TrainPackError(
      .vocabularyUnknownID, "no token of the vocabulary has the id \(id) (it has \(size) ids)",
      fix: "decode with the vocabulary and added tokens that the ids were made with")
  }

  private func decode(
    _ ids: some Sequence<Int32>, by decoder: TokenDecoder, specialTokens: SpecialTokenText
  ) throws -> [UInt8] {
    let special = Set(addedTokens.lazy.filter(\.isSpecial).map(\.id))
    var tokens: [[UInt8]] = []
    for id in ids {
      guard let written = decoder.normalizedTokens[id] ?? piece(of: id) else { throw unknownID(id) }
      if specialTokens == .omitted, special.contains(id) { continue }
      tokens.append(written)
    }
    return try decoder.decode(tokens)
  }

  /// Whether the file has a decoder, which makes text of tokens as they stand together.
  var hasDecoder: Bool {
    if case .decoder = spelling { return true }
    return false
  }

  /// Whether a text gets a space in front that is not its own.
  var hasDummyPrefix: Bool {
    if case .sentencePiece(let hasDummyPrefix) = spelling { return hasDummyPrefix }
    return false
  }
}
