/// Merges the characters of a text: always the two neighbours whose piece has the highest score, the leftmost of equals,
/// until no two make a piece. User-defined pieces take no part. Unused pieces are taken apart again in the end.
///
/// Parts stand at the places of their first bytes; they are symbols of the table, and a user-defined piece is its id below -1.
///
/// - Source: `Model::SampleEncode` of sentencepiece's `bpe_model.cc`.
struct ScoredMerger {
  /// How deep the reference takes unused pieces apart.
  private static let maximumDepth = 100

  private let table: ScoredMergeTable
  private let unknownID: Int32
  private let maximumRowLength: Int
  private let row = MergeRow()
  private let parts = MergeParts()
  private var chain = MergeChain()
  /// For each unused piece the two symbols that last could have made it.
  private var halves: [Int32: (left: Int32, right: Int32)] = [:]

  /// - Parameter maximumRowLength: Up to so many bytes are merged in a row, more in a chain; at most 64.
  init(_ table: ScoredMergeTable, maximumRowLength: Int = MergeRow.capacity) {
    self.table = table
    self.maximumRowLength = min(maximumRowLength, MergeRow.capacity)
    unknownID = table.symbols.inventory.unknownID
  }

  /// Appends the pieces of `text[start..<end]`, which is not empty, to `nodes`; the unknown one for each character that
  /// no piece writes.
  ///
  /// - Complexity: O(*n* log *n*) for *n* bytes.
  mutating func encode(_ text: Span<UInt8>, _ start: Int, _ end: Int, into nodes: inout [PieceNode]) {
    if end &- start > maximumRowLength {
      mergeChain(text, start, end)
      let ids = parts.ids
      chain.forEachPart { place, end in
        give(ids[place], length: Int32(truncatingIfNeeded: end &- place), depth: 0, to: &nodes)
      }
      return
    }
    let ids = parts.ids
    var starts = mergeRow(text, start, end)
    while starts != 0 {
      let place = starts.trailingZeroBitCount
      starts &= starts &- 1
      let next = min(starts.trailingZeroBitCount, end &- start)
      give(ids[place], length: Int32(truncatingIfNeeded: next &- place), depth: 0, to: &nodes)
    }
  }

  /// How many pieces `text[start..<end]` has, where each byte of unknown text is one; `nil` when only `encode` can tell.
  mutating func count(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    if table.hasUnused || end &- start > maximumRowLength { return nil }
    let starts = mergeRow(text, start, end)
    let ids = parts.ids
    var rest = starts
    while rest != 0 {
      let symbol = ids[rest.trailingZeroBitCount]
      if symbol == -1 || (symbol >= 0 && !table.symbols.isKnown(symbol)) { return nil }
      rest &= rest &- 1
    }
    return starts.nonzeroBitCount
  }

  /// Makes the parts those of the merged text; returns their places.
  private mutating func mergeRow(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt64 {
    let row = self.row
    let count = end &- start
    if table.hasUnused { halves.removeAll(keepingCapacity: true) }
    row.begin(count)
    var starts: UInt64 = 1
    read(text, start, end) { before, rank, place in
      starts |= 1 &<< UInt64(truncatingIfNeeded: place)
      row.setRank(rank, at: before)
    }
    let (ids, made) = (parts.ids, parts.made)
    return row.merge(count, startingAt: starts) { ranks($0, ids, made, count) }
  }

  private mutating func mergeChain(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
    let count = end &- start
    if table.hasUnused { halves.removeAll(keepingCapacity: true) }
    parts.reserve(count)
    // The chain is moved out and back, so that it is never shared and never copied.
    var chain = MergeChain()
    swap(&chain, &self.chain)
    chain.begin(count)
    chain.addPart(at: 0)
    read(text, start, end) { before, rank, place in
      chain.addPart(at: place)
      chain.setRank(rank, at: before)
    }
    let (ids, made) = (parts.ids, parts.made)
    chain.merge { ranks($0, ids, made, count) }
    swap(&chain, &self.chain)
  }

  /// Makes the parts those of the text before merging.
  ///
  /// - Parameter join: Called for each symbol but the first with the place of the one before, the rank of their join, and
  ///   its place.
  @inline(__always)
  private mutating func read(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ join: (_ before: Int, _ rank: UInt32, _ place: Int) -> Void
  ) {
    let (ids, made) = (parts.ids, parts.made)
    var (symbol, length) = table.symbols.symbol(at: start, of: text, before: end)
    ids[0] = symbol
    var place = 0
    while place &+ length < end &- start {
      let before = place
      let left = symbol
      place &+= length
      let position = start &+ place
      (symbol, length) = table.symbols.symbol(at: position, of: text, before: end)
      ids[place] = symbol
      // Both are characters of ASCII where neither is user-defined and both bytes are.
      let isASCII = left | symbol >= 0 && text[position] | text[position &- 1] < 0x80
      let merge = isASCII ? table.merge(ofASCII: text[position &- 1], text[position]) : table.merge(left, symbol)
      made[before] = merge.id
      join(before, rank(of: merge, left, symbol), place)
    }
  }

  /// Makes a part the piece that it and the one it took in make; returns the ranks of its joins.
  @inline(__always)
  private mutating func ranks(
    _ merged: MergeRow.Merged, _ ids: UnsafeMutablePointer<Int32>, _ made: UnsafeMutablePointer<Int32>, _ count: Int
  ) -> (left: UInt32, right: UInt32) {
    let (before, place, next) = (merged.before, merged.place, merged.next)
    let piece = made[place]
    ids[place] = piece
    made[place] = -1
    var (left, right) = (MergeRow.none, MergeRow.none)
    if before < place {
      let merge = table.merge(ids[before], piece)
      made[before] = merge.id
      left = rank(of: merge, ids[before], piece)
    }
    if next < count {
      let merge = table.merge(piece, ids[next])
      made[place] = merge.id
      right = rank(of: merge, piece, ids[next])
    }
    return (left, right)
  }

  /// The rank of what two symbols make; notes them when that is an unused piece.
  @inline(__always)
  private mutating func rank(of merge: ScoredMergeTable.Merge, _ left: Int32, _ right: Int32) -> UInt32 {
    if merge.id < 0 { return MergeRow.none }
    if table.hasUnused, table.symbols.inventory.kinds[Int(merge.id)] == .unused { halves[merge.id] = (left, right) }
    return merge.rank
  }

  /// Appends a symbol's piece; an unused one's halves.
  private func give(_ symbol: Int32, length: Int32, depth: Int, to nodes: inout [PieceNode]) {
    if symbol < -1 {
      nodes.append(PieceNode(id: -(symbol &+ 2), length: length))
    } else if table.symbols.isKnown(symbol) {
      nodes.append(PieceNode(id: symbol, length: length))
    } else if symbol < 0 || Int(symbol) >= table.symbols.inventory.kinds.count {
      nodes.append(PieceNode(id: unknownID, length: length))
    } else if depth > Self.maximumDepth {
      nodes.append(PieceNode(id: symbol, length: length))
    } else if let halves = halves[symbol] {
      give(halves.left, length: table.symbols.lengths[Int(halves.left)], depth: depth + 1, to: &nodes)
      give(halves.right, length: table.symbols.lengths[Int(halves.right)], depth: depth + 1, to: &nodes)
    } else {
      nodes.append(PieceNode(id: unknownID, length: length))
    }
  }
}
