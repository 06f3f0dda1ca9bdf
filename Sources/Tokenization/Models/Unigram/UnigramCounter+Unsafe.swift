import Diagnostics

/// Counts the tokens of the best path through a text without keeping the path: each place has the score of the best way to
/// it and how many tokens that way has.
///
/// The ways are tried in the order of `UnigramModel`, with the same sums, so of two with the same score the same is taken.
struct UnigramCounter {
  /// Scores up to this size never add up to a number that is not finite.
  private static let maximumScore = 1e250

  private struct Place {
    /// Minus infinity where no way comes here.
    var score = -Double.infinity
    /// How many tokens the way has, times two; odd when it ends with unknown characters, which the next ones join.
    var state = 0
  }

  /// How unknown characters are counted.
  private struct Unknown {
    var score: Double
    /// Whether there is a token for them.
    var isToken: Bool
    /// The unit where that token ends, or -1.
    var unit: Int
  }

  private let trie: ScoredTrie
  private let unknown: Unknown
  /// By position, modulo the size: no token reaches farther. Between two calls no place is reached.
  private var places: [Place]

  /// Returns `nil` where unknown characters may be more than one token, and for a vocabulary without tokens.
  init?(_ vocabulary: UnigramVocabulary) {
    guard vocabulary.byteIDs.isEmpty, let trie = vocabulary.scoredTrie, !trie.isEmpty,
      vocabulary.tokenScores.allSatisfy({ abs($0) <= Self.maximumScore })
    else { return nil }
    self.trie = trie
    unknown = Unknown(
      score: vocabulary.unknownScore, isToken: vocabulary.unknownID != nil,
      unit: Self.unit(of: vocabulary))
    var size = 8
    while size <= vocabulary.table.maximumLength { size *= 2 }
    places = [Place](repeating: Place(), count: size)
  }

  /// The unit where the unknown token ends, or -1.
  private static func unit(of vocabulary: UnigramVocabulary) -> Int {
    guard let unknown = vocabulary.unknownID else { return -1 }
    return vocabulary.trie.places { _, _, token in token }.firstIndex(of: unknown) ?? -1
  }

  /// Returns how many tokens `text` has, which is well-formed UTF-8 and not empty.
  ///
  /// - Throws: `tokenization.unknown-token-missing`.
  /// - Complexity: O(*n* *m*) for *n* bytes and tokens of up to *m* bytes.
  mutating func count(_ text: Span<UInt8>) throws -> Int {
    let unknown = unknown
    let found = trie.units.withUnsafeBufferPointer { units in
      text.withUnsafeBufferPointer { text in
        places.withUnsafeMutableBufferPointer { places -> Int in
          guard let units = units.baseAddress, let bytes = text.baseAddress, let first = places.baseAddress
          else { return -1 }
          return Walk(units: units, places: first, mask: places.count &- 1, unknown: unknown).run(bytes, text.count)
        }
      }
    }
    if found >= 0 { return found }
    for index in places.indices { places[index] = Place() }
    throw UnknownText.error(nil)
  }

  /// The memory of a search.
  private struct Walk {
    let units: UnsafePointer<ScoredTrie.Unit>
    let places: UnsafeMutablePointer<Place>
    /// One less than the number of places, which is a power of two.
    let mask: Int
    let unknown: Unknown

    /// Returns the number of tokens; -1 for text with an unknown character where there is no token for it.
    @inline(__always)
    func run(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
      places[0] = Place(score: 0, state: 0)
      var start = 0
      while start < count {
        let from = places[start & mask]
        places[start & mask].score = -.infinity
        let end = min(start &+ UTF8Text.length(ofFirst: text[start]), count)
        // A token ends where a character does, so the first one's bytes are walked over at once.
        var node = 0
        var position = start
        while position < end, step(&node, by: text[position]) { position &+= 1 }
        let isThere = position == end
        if !isThere || units[node].score.isNaN {
          let score = unknown.score + from.score
          if score > places[end & mask].score {
            if !unknown.isToken { return -1 }
            places[end & mask] = Place(score: score, state: UnigramCounter.stateWithUnknown(from.state))
          }
        }
        if isThere { goOn(text, count, from, node, position) }
        start = end
      }
      let state = places[count & mask].state
      places[count & mask].score = -.infinity
      return state &>> 1
    }

    /// Tries all tokens that begin with what led to `node`, which ends at `first`.
    @inline(__always)
    private func goOn(_ text: UnsafePointer<UInt8>, _ count: Int, _ from: Place, _ first: Int, _ position: Int) {
      var node = first
      var position = position
      let state = (from.state | 1) &+ 1
      while true {
        let score = units[node].score + from.score
        // Nothing is above what is not a number.
        if score > places[position & mask].score {
          let next = node == unknown.unit ? UnigramCounter.stateWithUnknown(from.state) : state
          places[position & mask] = Place(score: score, state: next)
        }
        if position == count || !step(&node, by: text[position]) { return }
        position &+= 1
      }
    }

    /// Goes to the child by `byte`; returns whether there is one.
    @inline(__always)
    private func step(_ node: inout Int, by byte: UInt8) -> Bool {
      let unit = units[node]
      if !unit.mayHaveChild(by: byte) { return false }
      let child = unit.child(by: byte)
      if !units[child].isChild(of: node) { return false }
      node = child
      return true
    }
  }

  /// The state behind an unknown character: a token more, unless it joins others.
  @inline(__always)
  private static func stateWithUnknown(_ state: Int) -> Int { state & 1 == 1 ? state : state &+ 3 }
}
