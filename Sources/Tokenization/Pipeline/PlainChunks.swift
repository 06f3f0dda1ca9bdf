/// The chunks that all steps of a file leave as they are but for the space or line feed they begin with: that and ASCII
/// characters.
///
/// Which characters these are is found by running the steps on each. Only files whose pre-tokenizers cut at white space
/// alone have such chunks. A text of several characters that a Replace looks for is in no chunk that has no two characters
/// of such texts side by side.
struct PlainChunks {
  /// For each byte that may begin a chunk what the model sees in its place; empty for the others.
  private var prefixes = [[UInt8]](repeating: [], count: 256)
  /// For each byte 0: is none of the characters; 1: is one; 2: is one that a Replace looks for with others.
  private var kinds = [UInt8](repeating: 0, count: 256)

  /// Returns `nil` for a file that has none.
  init?(_ pipeline: TextPipeline, cutBytes: [UInt8]) {
    guard pipeline.normalizedTokens.isEmpty else { return nil }
    var excluded: Set<UInt8> = []
    var replaced: Set<UInt8> = []
    for step in pipeline.normalizers {
      guard case .replace(.literal(let wanted), _) = step else { continue }
      if wanted.count == 1 { excluded.formUnion(wanted) } else { replaced.formUnion(wanted) }
    }
    for step in pipeline.preTokenizers {
      switch step {
      case .whitespaceSplit: break
      case .metaspace(let rule): if let byte = UInt8(exactly: rule.replacement) { excluded.insert(byte) }
      default: return nil
      }
    }
    var normalizer = TextNormalizer(pipeline.normalizers, isContinuing: true)
    for byte in UInt8(0x21)...0x7E where !excluded.contains(byte) {
      var text = NormalizedText(UInt32(byte))
      guard (try? normalizer.normalize(&text, originalCount: 1)) != nil, text.utf8 == [byte] else { continue }
      kinds[Int(byte)] = replaced.contains(byte) ? 2 : 1
    }
    var preparation = TextPreparation(pipeline, for: .continuing)
    for first in cutBytes where !replaced.contains(first) {
      guard let prefix = Self.prefix(of: first, kinds, &preparation) else { continue }
      prefixes[Int(first)] = prefix
    }
    if prefixes.allSatisfy(\.isEmpty) { return nil }
  }

  /// What the model sees in the place of `first` before each of the characters; `nil` where that is not always the same.
  private static func prefix(of first: UInt8, _ kinds: [UInt8], _ preparation: inout TextPreparation) -> [UInt8]? {
    var prefix: [UInt8]?
    for byte in UInt8(0x21)...0x7E where kinds[Int(byte)] != 0 {
      guard (try? preparation.prepare([first, byte].span, isAtStart: false, specialTokensIn: [])) != nil,
        let piece = preparation.target.pieces.first, preparation.target.pieces.count == 1, piece.token < 0
      else { return nil }
      let seen = preparation.target.text.utf8[piece.range]
      guard seen.last == byte, prefix == nil || prefix.map({ seen.dropLast().elementsEqual($0) }) == true else {
        return nil
      }
      prefix = Array(seen.dropLast())
    }
    return prefix
  }

  /// Replaces `piece` by what the model sees of a chunk; returns whether the chunk is plain.
  @inline(__always)
  func write(_ chunk: Span<UInt8>, to piece: inout [UInt8]) -> Bool {
    if chunk.count < 2 || prefixes[Int(chunk[0])].isEmpty { return false }
    piece.removeAll(keepingCapacity: true)
    piece.append(contentsOf: prefixes[Int(chunk[0])])
    var last: UInt8 = 1
    for position in 1..<chunk.count {
      let byte = chunk[position]
      let kind = kinds[Int(byte)]
      // Both are 2, or this is 0.
      if kind & last == 2 || kind == 0 { return false }
      last = kind
      piece.append(byte)
    }
    return true
  }
}
