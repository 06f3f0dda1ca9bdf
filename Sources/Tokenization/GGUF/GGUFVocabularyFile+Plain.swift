import Diagnostics

/// Vocabularies with a list of merges over characters, not bytes, in which a space is `▁`.
extension GGUFVocabularyFile {
  func makePlainMergeTokenizer(
    _ options: TokenizerOptions, _ ids: SpecialIDs, _ sequence: SequenceTokens, takesLineFeeds: Bool
  ) throws -> any Tokenizer {
    let inventory = PieceInventory(tokens, byteIDs: try byteIDs())
    let model = try PlainMergeModel(self, inventory, takesLineFeeds: takesLineFeeds)
    let vocabulary = try vocabulary(
      writtenTable(), .sentencePiece(hasDummyPrefix: false), ids, sequence, options)
    return GGUFPlainTokenizer(vocabulary: vocabulary, model: model)
  }
}

struct GGUFPlainTokenizer: Tokenizer {
  let vocabulary: Vocabulary
  let model: PlainMergeModel

  func makeEncoder() -> any TextEncoder {
    PieceEncoder(
      PlainMergeEngine(model), normalizer: SentencePieceNormalizer(), escapesWhitespace: true, prefixRule: .never,
      spaceID: vocabulary.id(of: SentencePieceSpelling.space))
  }
}

/// The tokens, characters and merges of such a vocabulary; a space stands for `▁`.
struct PlainMergeModel: Sendable {
  /// The tokens, and behind them the characters that are part of merges but no tokens.
  let table: TokenTable
  let tokenCount: Int32
  let merges: MergeTable
  let scanner: SegmentScanner
  let byteIDs: [Int32]
  /// Whether a run of line feeds that is a token is taken whole.
  let takesLineFeeds: Bool

  init(_ file: GGUFVocabularyFile, _ inventory: PieceInventory, takesLineFeeds: Bool) throws {
    var table = inventory.table
    let list = try file.mergeList()
    var pairs: [(left: Int32, right: Int32, rank: Int32)] = []
    var nextID = Int32(clamping: file.tokens.count)
    func symbol(_ text: [UInt8]) -> Int32? {
      let id = table.id(of: text.span.bytes, start: 0, length: text.count)
      if id >= 0 { return id }
      guard text.count <= 4, UTF8Text.check(text.span) != .invalid(at: 0),
        UTF8Text.scalar(at: 0, of: text.span).length == text.count
      else { return nil }
      _ = table.insert(text.span, id: nextID)
      nextID += 1
      return nextID - 1
    }
    for (rank, range) in list.enumerated() {
      guard let (left, right) = GGUFVocabularyFile.parts(file.metadata[range]), !left.isEmpty, !right.isEmpty,
        !right.contains(UInt8(ascii: " ")), !left.contains(UInt8(ascii: " ")),
        String(validating: left, as: UTF8.self) != nil, String(validating: right, as: UTF8.self) != nil
      else { continue }
      guard let first = symbol(SentencePieceSpelling.unescaped(Array(left))),
        let second = symbol(SentencePieceSpelling.unescaped(Array(right)))
      else { throw file.unknownMerge(rank, range) }
      pairs.append((first, second, Int32(clamping: rank)))
    }
    var merges = MergeTable(
      table: table, singles: [Int32](repeating: -1, count: 256), takesWholeTokens: false, mergeCount: pairs.count)
    for pair in pairs {
      guard let left = table.bytes(of: pair.left), let right = table.bytes(of: pair.right) else { continue }
      let joined = Array(left) + Array(right)
      let id = table.id(of: joined.span.bytes, start: 0, length: joined.count)
      guard id >= 0 else { throw file.unknownMerge(Int(pair.rank), list[Int(pair.rank)]) }
      _ = merges.insert(pair.left, pair.right, MergeTable.Merge(rank: pair.rank, id: id))
    }
    self.table = table
    tokenCount = Int32(clamping: file.tokens.count)
    self.merges = merges
    scanner = SegmentScanner(adjacent: inventory.adjacentCharacters(includesUnused: true))
    byteIDs = inventory.byteIDs
    self.takesLineFeeds = takesLineFeeds
  }
}

/// Merges characters by a list, a segment at a time; a character that is no token becomes bytes.
///
/// - Source: `llm_tokenizer_bpe_session` of llama.cpp's `llama-vocab.cpp`.
struct PlainMergeEngine {
  private let model: PlainMergeModel
  private var chain = MergeChain()
  private let parts = MergeParts()

  init(_ model: PlainMergeModel) { self.model = model }

  mutating func run<Sink: PieceSink & ~Copyable>(_ text: Span<UInt8>, hasPrefix: Bool, into sink: inout Sink) {
    var start = 0
    while start < text.count {
      let end = endOfSegment(text, start)
      encode(text, start, end, into: &sink)
      start = end
    }
  }

  /// Runs of line feeds stand by themselves; elsewhere text is cut where no token reaches across.
  private func endOfSegment(_ text: Span<UInt8>, _ start: Int) -> Int {
    var position = start
    while position < text.count, text[position] == 0x0A { position += 1 }
    if position > start { return position }
    let end = model.scanner.end(from: start, in: text)
    while position < end, text[position] != 0x0A { position += 1 }
    return position
  }

  private mutating func encode<Sink: PieceSink & ~Copyable>(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, into sink: inout Sink
  ) {
    if model.takesLineFeeds, text[start] == 0x0A {
      let whole = model.table.id(of: text.bytes, start: start, length: end - start)
      if whole >= 0, whole < model.tokenCount {
        sink.add(whole, length: end - start)
        return
      }
    }
    parts.reserve(end - start)
    var position = start
    var count = 0
    while position < end {
      let length = UTF8Text.scalar(at: position, of: text).length
      parts.ids[count] = model.table.id(of: text.bytes, start: position, length: length)
      count += 1
      position += length
    }
    position = start
    // The chain is moved out and back, so that it is never shared and never copied.
    var chain = MergeChain()
    swap(&chain, &self.chain)
    defer { swap(&chain, &self.chain) }
    chain.merge(parts, count, by: model.merges) { id, _, _ in
      if id >= 0, id < model.tokenCount {
        let length = Int(model.table.lengths[Int(id)])
        sink.add(id, length: length)
        position += length
      } else {
        let length = UTF8Text.scalar(at: position, of: text).length
        addBytes(text, position, length, to: &sink)
        position += length
      }
    }
  }

  /// Of the tokens for the bytes of one character the last has all of it.
  private func addBytes<Sink: PieceSink & ~Copyable>(
    _ text: Span<UInt8>, _ start: Int, _ length: Int, to sink: inout Sink
  ) {
    if text[start] == UInt8(ascii: " ") {
      // What stands for a space has three bytes.
      for byte in SentencePieceSpelling.space.dropLast() { sink.add(model.byteIDs[Int(byte)], length: 0) }
      sink.add(model.byteIDs[Int(SentencePieceSpelling.space[2])], length: 1)
      return
    }
    for offset in 0..<length {
      sink.add(model.byteIDs[Int(text[start + offset])], length: offset == length - 1 ? length : 0)
    }
  }
}
