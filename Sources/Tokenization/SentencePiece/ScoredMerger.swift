/// Merges the characters of a text: always the two neighbours whose piece has the highest score, the leftmost of equals,
/// until no two make a piece. User-defined pieces take no part.
///
/// - Source: `Model::SampleEncode` of sentencepiece's `bpe_model.cc`.
struct ScoredMerger {
  /// Up to this many bytes all neighbours are looked through for each merge; above, a heap finds the first.
  static let maximumLinearLength = 64

  private let table: ScoredMergeTable
  private let unknownID: Int32
  /// By place: the symbol. A user-defined piece is its id below -1; -1 is a character of no piece.
  private var symbols = [Int32](repeating: -1, count: maximumLinearLength + 1)
  /// Where each symbol begins, by its place; behind the last stands the end.
  private var offsets = [Int32](repeating: 0, count: maximumLinearLength + 2)
  /// For each symbol what it and the next make: the rank in the upper half, its place in the lower.
  private var joins = [UInt64](repeating: .max, count: maximumLinearLength + 2)
  private var made = [Int32](repeating: -1, count: maximumLinearLength + 2)
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
    if table.hasUnused || end &- start > Self.maximumLinearLength {
      chain.encode(text, start, end, into: &nodes)
      return
    }
    let count = Self.merge(text, start, end, table, &symbols, &offsets, &joins, &made)
    for place in 0..<count {
      let symbol = symbols[place]
      let length = offsets[place &+ 1] &- offsets[place]
      let id = symbol < -1 ? -(symbol &+ 2) : table.isKnown(symbol) ? symbol : unknownID
      nodes.append(PieceNode(id: id, length: length))
    }
  }

  /// Makes `symbols` and `offsets` those of the merged text; returns how many there are.
  /// How many pieces `text[start..<end]` has, where each byte of unknown text is one; `nil` when only `encode` can tell.
  mutating func count(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    if table.hasUnused || end &- start > Self.maximumLinearLength { return nil }
    let count = Self.merge(text, start, end, table, &symbols, &offsets, &joins, &made)
    for place in 0..<count {
      let symbol = symbols[place]
      if symbol == -1 || (symbol >= 0 && !table.isKnown(symbol)) { return nil }
    }
    return count
  }

  private static func merge(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ table: borrowing ScoredMergeTable, _ symbols: inout [Int32],
    _ offsets: inout [Int32], _ joins: inout [UInt64], _ made: inout [Int32]
  ) -> Int {
    var symbols = symbols.mutableSpan
    var offsets = offsets.mutableSpan
    var joins = joins.mutableSpan
    var made = made.mutableSpan
    var count = 0
    var position = start
    while position < end {
      let (symbol, length) = table.symbol(at: position, of: text, before: end)
      symbols[count] = symbol
      offsets[count] = Int32(truncatingIfNeeded: position &- start)
      if count > 0 {
        let before = symbols[count &- 1]
        // Both are characters of ASCII where neither is user-defined and both bytes are.
        let isASCII = before | symbol >= 0 && text[position] | text[position &- 1] < 0x80
        let merge =
          isASCII ? table.merge(ofASCII: text[position &- 1], text[position]) : table.merge(before, symbol)
        joins[count &- 1] = Self.join(merge, at: count &- 1)
        made[count &- 1] = merge.id
      }
      count &+= 1
      position &+= length
    }
    offsets[count] = Int32(truncatingIfNeeded: end &- start)
    joins[count &- 1] = .max
    while true {
      var least = UInt64.max
      for place in 0..<count { least = min(least, joins[place]) }
      if least == .max { return count }
      let place = Int(truncatingIfNeeded: least & 0xFFFF_FFFF)
      symbols[place] = made[place]
      // The symbol behind is taken in; those after it move up.
      count &-= 1
      for other in place &+ 1..<count {
        symbols[other] = symbols[other &+ 1]
        offsets[other] = offsets[other &+ 1]
        made[other] = made[other &+ 1]
        let join = joins[other &+ 1]
        joins[other] = join == .max ? join : join &- 1
      }
      offsets[count] = offsets[count &+ 1]
      if place > 0 {
        let merge = table.merge(symbols[place &- 1], symbols[place])
        joins[place &- 1] = Self.join(merge, at: place &- 1)
        made[place &- 1] = merge.id
      }
      if place &+ 1 < count {
        let merge = table.merge(symbols[place], symbols[place &+ 1])
        joins[place] = Self.join(merge, at: place)
        made[place] = merge.id
      } else {
        joins[place] = .max
      }
    }
  }

  @inline(__always)
  private static func join(_ merge: ScoredMergeTable.Merge, at place: Int) -> UInt64 {
    merge.id < 0 ? .max : UInt64(merge.rank) &<< 32 | UInt64(truncatingIfNeeded: place)
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
