/// Merges long texts, and those of models with unused pieces: symbols in a linked list, and a heap of their joins by rank
/// and then place.
///
/// An entry of the heap is out of date when the symbol at its place now has another join; it is dropped when met.
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
  /// By place: what this symbol and the next make.
  private var merges: [ScoredMergeTable.Merge] = []
  private var joins: [UInt64] = []
  /// For each unused piece the two symbols that last could have made it.
  private var parts: [Int32: (left: Int32, right: Int32)] = [:]

  init(_ table: ScoredMergeTable) { self.table = table }

  /// Appends the pieces of `text[start..<end]` to `nodes`.
  ///
  /// - Complexity: O(*n* log *n*) for *n* bytes.
  mutating func encode(_ text: Span<UInt8>, _ start: Int, _ end: Int, into nodes: inout [PieceNode]) {
    read(text, start, end)
    let count = symbols.count
    while let join = popFirst() {
      let place = Int(truncatingIfNeeded: join & 0xFFFF_FFFF)
      let merge = merges[place]
      if merge.id < 0 || merge.rank != UInt32(truncatingIfNeeded: join >> 32) { continue }
      let joined = Int(next[place])
      let after = Int(next[joined])
      symbols[place] = merge.id
      next[place] = Int32(truncatingIfNeeded: after)
      if after < count { previous[after] = Int32(truncatingIfNeeded: place) }
      merges[joined] = .none
      merges[place] = .none
      if previous[place] >= 0 { look(Int(previous[place]), place) }
      if after < count { look(place, after) }
    }
    var place = 0
    while place < count {
      let following = Int(next[place])
      give(symbols[place], length: offsets[following] - offsets[place], depth: 0, to: &nodes)
      place = following
    }
    if count > Self.maximumKeptCount { self = ScoredMergeChain(table) }
  }

  private mutating func read(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
    symbols.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    next.removeAll(keepingCapacity: true)
    previous.removeAll(keepingCapacity: true)
    merges.removeAll(keepingCapacity: true)
    joins.removeAll(keepingCapacity: true)
    if !parts.isEmpty { parts.removeAll(keepingCapacity: true) }
    var position = start
    while position < end {
      let (symbol, length) = table.symbol(at: position, of: text, before: end)
      let place = symbols.count
      symbols.append(symbol)
      offsets.append(Int32(truncatingIfNeeded: position - start))
      previous.append(Int32(truncatingIfNeeded: place - 1))
      next.append(Int32(truncatingIfNeeded: place + 1))
      merges.append(.none)
      if place > 0 {
        let merge = merge(place - 1, place)
        merges[place - 1] = merge
        if merge.id >= 0 { joins.append(Self.join(merge, place - 1)) }
      }
      position += length
    }
    offsets.append(Int32(truncatingIfNeeded: end - start))
    for index in stride(from: joins.count / 2 - 1, through: 0, by: -1) { siftDown(from: index) }
  }

  /// What two neighbours make; notes them when that is an unused piece.
  private mutating func merge(_ left: Int, _ right: Int) -> ScoredMergeTable.Merge {
    let merge = table.merge(symbols[left], symbols[right])
    if table.hasUnused, merge.id >= 0, table.inventory.kinds[Int(merge.id)] == .unused {
      parts[merge.id] = (symbols[left], symbols[right])
    }
    return merge
  }

  private mutating func look(_ left: Int, _ right: Int) {
    let merge = merge(left, right)
    merges[left] = merge
    if merge.id >= 0 { insert(Self.join(merge, left)) }
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

  private static func join(_ merge: ScoredMergeTable.Merge, _ place: Int) -> UInt64 {
    UInt64(merge.rank) << 32 | UInt64(UInt32(truncatingIfNeeded: place))
  }

  private mutating func insert(_ join: UInt64) {
    joins.append(join)
    var index = joins.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      if joins[parent] <= join { break }
      joins[index] = joins[parent]
      index = parent
    }
    joins[index] = join
  }

  private mutating func popFirst() -> UInt64? {
    guard let first = joins.first, let last = joins.popLast() else { return nil }
    if !joins.isEmpty {
      joins[0] = last
      siftDown(from: 0)
    }
    return first
  }

  private mutating func siftDown(from start: Int) {
    var index = start
    let value = joins[index]
    while true {
      var child = index * 2 + 1
      if child >= joins.count { break }
      if child + 1 < joins.count, joins[child + 1] < joins[child] { child += 1 }
      if joins[child] >= value { break }
      joins[index] = joins[child]
      index = child
    }
    joins[index] = value
  }
}
