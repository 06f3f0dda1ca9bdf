/// Merges long texts, and those of models with unused pieces: symbols in a linked list, and their joins by rank
/// and then place.
///
/// A place is out of date when its symbol now has a join of another rank; it is dropped when met.
///
/// - Source: `Model::SampleEncode` of sentencepiece's `bpe_model.cc`.
struct ScoredMergeChain {
  /// Above this many symbols the scratch memory is given back after use.
  private static let maximumKeptCount = 1 << 20
  /// How deep the reference takes unused pieces apart.
  private static let maximumDepth = 100

  private let table: ScoredMergeTable
  private var symbols: [Int32] = []
  /// By place: where the symbol begins; behind the last stands the end.
  private var offsets: [Int32] = []
  /// By place: the symbol after this one, the one before it; the count and -1 at the ends.
  private var next: [Int32] = []
  private var previous: [Int32] = []
  /// By place: the piece that this symbol and the next make, or -1.
  private var made: [Int32] = []
  private var joins: RankedPlaces?
  /// For each unused piece the two symbols that last could have made it.
  private var parts: [Int32: (left: Int32, right: Int32)] = [:]

  init(_ table: ScoredMergeTable) { self.table = table }

  /// Appends the pieces of `text[start..<end]` to `nodes`.
  ///
  /// - Complexity: O(*n* log *n*) for *n* bytes.
  mutating func encode(_ text: Span<UInt8>, _ start: Int, _ end: Int, into nodes: inout [PieceNode]) {
    var joins = self.joins.take() ?? RankedPlaces(rankCount: table.inventory.kinds.count)
    read(text, start, end, &joins)
    let count = symbols.count
    while let (rank, place) = joins.popFirst() {
      let piece = made[place]
      if piece < 0 || Int(table.rank(of: piece)) != rank { continue }
      let joined = Int(next[place])
      let after = Int(next[joined])
      symbols[place] = piece
      next[place] = Int32(truncatingIfNeeded: after)
      if after < count { previous[after] = Int32(truncatingIfNeeded: place) }
      made[joined] = -1
      made[place] = -1
      if previous[place] >= 0 { look(Int(previous[place]), place, &joins) }
      if after < count { look(place, after, &joins) }
    }
    self.joins = joins
    var place = 0
    while place < count {
      let following = Int(next[place])
      give(symbols[place], length: offsets[following] - offsets[place], depth: 0, to: &nodes)
      place = following
    }
    if count > Self.maximumKeptCount { self = ScoredMergeChain(table) }
  }

  private mutating func read(_ text: Span<UInt8>, _ start: Int, _ end: Int, _ joins: inout RankedPlaces) {
    symbols.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    next.removeAll(keepingCapacity: true)
    previous.removeAll(keepingCapacity: true)
    made.removeAll(keepingCapacity: true)
    if !parts.isEmpty { parts.removeAll(keepingCapacity: true) }
    var position = start
    while position < end {
      let (symbol, length) = table.symbol(at: position, of: text, before: end)
      let place = symbols.count
      symbols.append(symbol)
      offsets.append(Int32(truncatingIfNeeded: position - start))
      previous.append(Int32(truncatingIfNeeded: place - 1))
      next.append(Int32(truncatingIfNeeded: place + 1))
      made.append(-1)
      if place > 0 { look(place - 1, place, &joins) }
      position += length
    }
    offsets.append(Int32(truncatingIfNeeded: end - start))
  }

  /// Looks what two neighbours make; notes them when that is an unused piece.
  private mutating func look(_ left: Int, _ right: Int, _ joins: inout RankedPlaces) {
    let merge = table.merge(symbols[left], symbols[right])
    made[left] = merge.id
    if merge.id < 0 { return }
    if table.hasUnused, table.inventory.kinds[Int(merge.id)] == .unused {
      parts[merge.id] = (symbols[left], symbols[right])
    }
    joins.insert(Int32(truncatingIfNeeded: left), rank: Int(merge.rank))
  }

  /// Appends a symbol's piece; an unused one's parts.
  private func give(_ symbol: Int32, length: Int32, depth: Int, to nodes: inout [PieceNode]) {
    if symbol < -1 {
      nodes.append(PieceNode(id: -(symbol + 2), length: length))
    } else if symbol < 0 || Int(symbol) >= table.inventory.kinds.count {
      nodes.append(PieceNode(id: table.inventory.unknownID, length: length))
    } else if table.inventory.kinds[Int(symbol)] != .unused || depth > Self.maximumDepth {
      nodes.append(PieceNode(id: symbol, length: length))
    } else if let parts = parts[symbol] {
      give(parts.left, length: table.lengths[Int(parts.left)], depth: depth + 1, to: &nodes)
      give(parts.right, length: table.lengths[Int(parts.right)], depth: depth + 1, to: &nodes)
    } else {
      nodes.append(PieceNode(id: table.inventory.unknownID, length: length))
    }
  }
}
