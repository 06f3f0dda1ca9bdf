/// Merges the characters of a text: always the two neighbours whose piece has the highest score, the leftmost of equals,
/// until no two make a piece. User-defined pieces take no part.
///
/// - Source: `Model::SampleEncode` of sentencepiece's `bpe_model.cc`.
struct ScoredMerger {
  private let table: ScoredMergeTable
  private let unknownID: Int32
  /// Its parts are symbols. A user-defined piece is its id below -1; -1 is a character of no piece.
  private let row = MergeRow()
  private var chain: ScoredMergeChain

  init(_ table: ScoredMergeTable) {
    self.table = table
    unknownID = table.inventory.unknownID
    chain = ScoredMergeChain(table)
  }

  /// Appends the pieces of `text[start..<end]`, which is not empty, to `nodes`; the unknown one for each character that
  /// no piece writes.
  ///
  /// - Complexity: O(*n* log *n*) for *n* bytes.
  mutating func encode(_ text: Span<UInt8>, _ start: Int, _ end: Int, into nodes: inout [PieceNode]) {
    if table.hasUnused || end &- start > MergeRow.capacity {
      chain.encode(text, start, end, into: &nodes)
      return
    }
    var starts = merge(text, start, end)
    while starts != 0 {
      let place = starts.trailingZeroBitCount
      starts &= starts &- 1
      let next = min(starts.trailingZeroBitCount, end &- start)
      let symbol = row.parts[place]
      let id = symbol < -1 ? -(symbol &+ 2) : table.isKnown(symbol) ? symbol : unknownID
      nodes.append(PieceNode(id: id, length: Int32(truncatingIfNeeded: next &- place)))
    }
  }

  /// How many pieces `text[start..<end]` has, where each byte of unknown text is one; `nil` when only `encode` can tell.
  func count(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    if table.hasUnused || end &- start > MergeRow.capacity { return nil }
    let starts = merge(text, start, end)
    var rest = starts
    while rest != 0 {
      let symbol = row.parts[rest.trailingZeroBitCount]
      if symbol == -1 || (symbol >= 0 && !table.isKnown(symbol)) { return nil }
      rest &= rest &- 1
    }
    return starts.nonzeroBitCount
  }

  /// Makes the row's parts those of the merged text; returns their places, which are those of their first bytes.
  private func merge(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt64 {
    let row = self.row
    let count = end &- start
    var (symbol, length) = table.symbol(at: start, of: text, before: end)
    row.parts[0] = symbol
    var place = 0
    var starts: UInt64 = 1
    while place &+ length < count {
      let before = symbol
      let first = place
      for skipped in place..<place &+ length { row.setRank(MergeRow.none, at: skipped) }
      place &+= length
      (symbol, length) = table.symbol(at: start &+ place, of: text, before: end)
      row.parts[place] = symbol
      starts |= 1 &<< UInt64(truncatingIfNeeded: place)
      // Both are characters of ASCII where neither is user-defined and both bytes are.
      let position = start &+ place
      let isASCII = before | symbol >= 0 && text[position] | text[position &- 1] < 0x80
      let merge = isASCII ? table.merge(ofASCII: text[position &- 1], text[position]) : table.merge(before, symbol)
      row.made[first] = merge.id
      row.setRank(merge.id < 0 ? MergeRow.none : merge.rank, at: first)
    }
    for skipped in place..<count { row.setRank(MergeRow.none, at: skipped) }
    return row.merge(count, startingAt: starts) { merged in
      row.parts[merged.place] = row.made[merged.place]
      let left = merged.before < merged.place ? self.merge(row, merged.before, merged.place) : MergeRow.none
      let right = merged.next < count ? self.merge(row, merged.place, merged.next) : MergeRow.none
      return (left, right)
    }
  }

  /// Keeps what the symbols at two places make; returns its rank.
  @inline(__always)
  private func merge(_ row: MergeRow, _ left: Int, _ right: Int) -> UInt32 {
    let merge = table.merge(row.parts[left], row.parts[right])
    row.made[left] = merge.id
    return merge.id < 0 ? MergeRow.none : merge.rank
  }
}

extension ScoredMergeTable {
  /// Whether a symbol is a piece that text is given as it is.
  @inline(__always)
  func isKnown(_ symbol: Int32) -> Bool {
    symbol >= 0 && Int(symbol) < inventory.kinds.count && inventory.kinds[Int(symbol)] != .unused
  }

  /// The symbol at `position`, a user-defined piece or a character, and how many bytes it has. A user-defined piece is
  /// its id below -1.
  @inline(__always)
  func symbol(at position: Int, of text: Span<UInt8>, before end: Int) -> (Int32, length: Int) {
    let first = text[position]
    if inventory.startsUserDefined[Int(first)], let userDefined = inventory.userDefined {
      let match = userDefined.longestMatch(
        text.extracting(position..<end), at: 0, maximumMatches: SentencePieceNormalizer.maximumMatches)
      if match.length > 0 { return (-2 &- match.value, match.length) }
    }
    if first < 0x80 { return (asciiSymbols[Int(first)], 1) }
    let length = UTF8Text.scalar(at: position, of: text).length
    return (symbol(ofCharacter: text, position, length), length)
  }
}
