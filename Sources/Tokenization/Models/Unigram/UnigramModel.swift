import Diagnostics

/// One worker's Unigram model: the best path through the tokens that a pre-token holds.
///
/// Of two paths to a place with the same score the one whose last token begins first is taken.
///
/// - Source: `encode_optimized` and `tokenize` of Hugging Face tokenizers' `models/unigram/model.rs`.
struct UnigramModel: PieceModel {
  /// Above this many bytes the scratch memory is given back after use.
  private static let maximumKeptLength = 1 << 20
  private static let unreached = Int32.min
  /// An unknown character ends here.
  private static let unknown: Int32 = -1

  private let vocabulary: UnigramVocabulary
  /// Counts without keeping the path; `nil` where that cannot be done.
  private var counter: UnigramCounter?
  /// By place the token that ends there on the best path.
  private var lastTokens: [Int32] = []
  /// By place, modulo the size, the score of the best path there: no token reaches farther.
  private var scores: [Double]

  init(vocabulary: UnigramVocabulary) {
    self.vocabulary = vocabulary
    counter = UnigramCounter(vocabulary)
    var size = 8
    while size <= vocabulary.table.maximumLength { size *= 2 }
    scores = [Double](repeating: 0, count: size)
  }

  mutating func count(_ text: Span<UInt8>, with scratch: inout [ModelToken]) throws -> Int {
    if let count = try counter?.count(text) { return count }
    scratch.removeAll(keepingCapacity: true)
    try encode(text, into: &scratch)
    return scratch.count
  }

  mutating func encode(_ text: Span<UInt8>, into tokens: inout [ModelToken]) throws {
    lastTokens.removeAll(keepingCapacity: true)
    lastTokens.append(contentsOf: repeatElement(Self.unreached, count: text.count + 1))
    try findPaths(text)
    let first = tokens.count
    walkBack(text, into: &tokens)
    tokens[first...].reverse()
    if text.count > Self.maximumKeptLength { lastTokens = [] }
  }

  private mutating func findPaths(_ text: Span<UInt8>) throws {
    let mask = scores.count &- 1
    scores[0] = 0
    var start = 0
    while start < text.count {
      let score = scores[start & mask]
      let length = UTF8Text.length(ofFirst: text[start])
      var hasCharacter = false
      var node = ByteTrie.root
      var position = start
      while position < text.count, let child = vocabulary.trie.child(of: node, by: text[position]) {
        node = child
        position &+= 1
        let token = vocabulary.trie.token(at: node)
        if token < 0 { continue }
        let candidate = vocabulary.tokenScores[Int(token)] + score
        if lastTokens[position] == Self.unreached || candidate > scores[position & mask] {
          lastTokens[position] = token
          scores[position & mask] = candidate
        }
        if position &- start == length { hasCharacter = true }
      }
      let end = start &+ length
      if !hasCharacter {
        let candidate = vocabulary.unknownScore + score
        if lastTokens[end] == Self.unreached || candidate > scores[end & mask] {
          if vocabulary.unknownID == nil { throw UnknownText.error(nil) }
          lastTokens[end] = Self.unknown
          scores[end & mask] = candidate
        }
      }
      start = end
    }
  }

  /// Appends the tokens of the best path, the last first. Unknown characters side by side are one token, as is the unknown
  /// token where its own text is met.
  private func walkBack(_ text: Span<UInt8>, into tokens: inout [ModelToken]) {
    let unknownID = vocabulary.unknownID ?? Self.unreached
    var end = text.count
    /// Where the unknown characters end that `end` is the start of.
    var unknownEnd = -1
    while end > 0 {
      let token = lastTokens[end]
      var start = end
      if token == Self.unknown {
        repeat { start &-= 1 } while UTF8Text.isContinuation(text[start])
      } else {
        start &-= Int(vocabulary.table.lengths[Int(token)])
      }
      if token == Self.unknown || token == unknownID {
        if unknownEnd < 0 { unknownEnd = end }
      } else {
        if unknownEnd >= 0 { appendUnknown(text, end, unknownEnd, to: &tokens) }
        unknownEnd = -1
        tokens.append(
          ModelToken(id: token, start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end)))
      }
      end = start
    }
    if unknownEnd >= 0 { appendUnknown(text, 0, unknownEnd, to: &tokens) }
  }

  /// Appends the token of unknown characters: one that their text is after all, those of its bytes, or the unknown token.
  private func appendUnknown(_ text: Span<UInt8>, _ start: Int, _ end: Int, to tokens: inout [ModelToken]) {
    func append(_ id: Int32) {
      tokens.append(ModelToken(id: id, start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end)))
    }
    let whole = vocabulary.table.id(of: text.bytes, start: start, length: end &- start)
    if whole >= 0 {
      append(whole)
      return
    }
    if !vocabulary.byteIDs.isEmpty {
      let count = tokens.count
      for position in stride(from: end - 1, through: start, by: -1) {
        let id = vocabulary.byteIDs[Int(text[position])]
        if id < 0 { break }
        append(id)
      }
      if tokens.count - count == end - start { return }
      tokens.removeLast(tokens.count - count)
    }
    append(vocabulary.unknownID ?? -1)
  }
}
