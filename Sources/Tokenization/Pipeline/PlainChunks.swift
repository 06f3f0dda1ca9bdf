/// The chunks that all steps of a file leave as they are but for the space they begin with: a space and ASCII characters.
///
/// Which characters these are is found by running the steps on each. Only files whose pre-tokenizers cut at white space
/// alone have such chunks, and characters that a Replace looks for are none of them.
struct PlainChunks {
  /// What the model sees in the place of the space.
  let prefix: [UInt8]
  /// For each byte whether it is such a character.
  private let isPlain: [Bool]

  /// Returns `nil` for a file that has none.
  init?(_ pipeline: TextPipeline, cutBytes: [UInt8]) {
    guard pipeline.normalizedTokens.isEmpty, cutBytes.contains(0x20) else { return nil }
    var excluded: Set<UInt8> = []
    for step in pipeline.normalizers {
      if case .replace(.literal(let wanted), _) = step { excluded.formUnion(wanted) }
    }
    for step in pipeline.preTokenizers {
      switch step {
      case .whitespaceSplit: break
      case .metaspace(let rule): if let byte = UInt8(exactly: rule.replacement) { excluded.insert(byte) }
      default: return nil
      }
    }
    var preparation = TextPreparation(pipeline, for: .continuing)
    var normalizer = TextNormalizer(pipeline.normalizers, isContinuing: true)
    var prefix: [UInt8]?
    var isPlain = [Bool](repeating: false, count: 256)
    for byte in UInt8(0x21)...0x7E where !excluded.contains(byte) {
      var text = NormalizedText(UInt32(byte))
      guard (try? normalizer.normalize(&text, originalCount: 1)) != nil, text.utf8 == [byte],
        (try? preparation.prepare([0x20, byte].span, isAtStart: false, specialTokensIn: [])) != nil,
        preparation.target.pieces.count == 1, preparation.target.text.utf8.last == byte
      else { continue }
      let found = Array(preparation.target.text.utf8.dropLast())
      if prefix == nil { prefix = found }
      isPlain[Int(byte)] = prefix == found
    }
    guard let prefix else { return nil }
    self.prefix = prefix
    self.isPlain = isPlain
  }

  /// Replaces `piece` by what the model sees of a chunk; returns whether the chunk is plain.
  @inline(__always)
  func write(_ chunk: Span<UInt8>, to piece: inout [UInt8]) -> Bool {
    guard chunk.count > 1, chunk[0] == 0x20 else { return false }
    piece.removeAll(keepingCapacity: true)
    piece.append(contentsOf: prefix)
    for position in 1..<chunk.count {
      let byte = chunk[position]
      if !isPlain[Int(byte)] { return false }
      piece.append(byte)
    }
    return true
  }
}
