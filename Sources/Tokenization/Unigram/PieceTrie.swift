/// The pieces of a vocabulary by their bytes, one step a byte: which pieces begin at a place of a text.
///
/// The edges of all nodes stand in one open-addressing table, so a piece can be added at any time, and a step reads one
/// entry, which also says whether a piece ends there. The hash is seeded for each trie, so that a file cannot be made to
/// collide.
struct PieceTrie: Sendable {
  /// Where a step leads.
  struct Step: Sendable {
    /// The node, or -1: no piece goes on this way.
    var node: Int32
    /// What the piece that ends here was given, or -1: none ends here.
    var value: Int32
  }

  private struct Edge: Sendable {
    /// The node, which is never 0, and the byte that leads from it; 0 is a free place.
    var key: UInt64
    var step: Step
  }

  private static let none = Step(node: -1, value: -1)

  /// For each first byte where it leads: most walks end after a step or two.
  private var roots = [Step](repeating: none, count: 256)
  private var edges: [Edge]
  private var shift: UInt64
  private var edgeCount = 0
  private let multiplier: UInt64
  /// How many nodes, without the root.
  private(set) var nodeCount: Int32 = 0
  /// The longest piece, in bytes.
  private(set) var maximumLength = 0

  /// - Parameter byteCount: How many bytes of pieces to make room for.
  init(byteCount: Int = 0) {
    var bits: UInt64 = 10
    while bits < 40, 1 << bits < byteCount { bits += 1 }
    shift = 64 - bits
    edges = [Edge](repeating: Edge(key: 0, step: Self.none), count: 1 << bits)
    multiplier = UInt64.random(in: .min ... .max) | 1
  }

  /// The first step of a walk.
  @inline(__always)
  func first(_ byte: UInt8) -> Step { roots[Int(byte)] }

  /// The step from `node`, which an earlier step led to.
  @inline(__always)
  func next(from node: Int32, _ byte: UInt8) -> Step {
    let key = Self.key(node, byte)
    var index = index(of: key)
    while true {
      let edge = edges[index]
      if edge.key == key { return edge.step }
      if edge.key == 0 { return Self.none }
      index = (index &+ 1) & (edges.count &- 1)
    }
  }

  /// The longest piece at `position`: how many bytes it has, 0 for none, and what it was given.
  ///
  /// - Parameter maximumMatches: How many pieces are looked at, the shortest first.
  @inline(__always)
  func longestMatch(
    _ text: Span<UInt8>, at position: Int, maximumMatches: Int
  ) -> (length: Int, value: Int32) {
    var step = first(text[position])
    var found = (length: 0, value: Int32(-1))
    var matchCount = 0
    var end = position &+ 1
    while step.node >= 0 {
      if step.value >= 0 {
        found = (end &- position, step.value)
        matchCount &+= 1
        if matchCount == maximumMatches { break }
      }
      if end == text.count { break }
      step = next(from: step.node, text[end])
      end &+= 1
    }
    return found
  }

  /// Adds a piece; returns the value of one with the same bytes, in which case nothing is changed.
  ///
  /// - Parameters:
  ///   - piece: Its bytes; not empty.
  ///   - value: Not negative.
  mutating func insert(_ piece: Span<UInt8>, value: Int32) -> Int32? {
    maximumLength = max(maximumLength, piece.count)
    var node = roots[Int(piece[0])].node
    if node < 0 {
      nodeCount += 1
      node = nodeCount
      roots[Int(piece[0])].node = node
    }
    if piece.count == 1 {
      let old = roots[Int(piece[0])].value
      if old >= 0 { return old }
      roots[Int(piece[0])].value = value
      return nil
    }
    for position in 1..<piece.count {
      let place = place(node, piece[position])
      if position == piece.count - 1 {
        let old = edges[place].step.value
        if old >= 0 { return old }
        edges[place].step.value = value
      }
      node = edges[place].step.node
    }
    return nil
  }

  /// The place of the edge, which is made when there is none.
  private mutating func place(_ node: Int32, _ byte: UInt8) -> Int {
    let key = Self.key(node, byte)
    var index = index(of: key)
    while edges[index].key != 0 {
      if edges[index].key == key { return index }
      index = (index + 1) & (edges.count - 1)
    }
    if edgeCount * 8 >= edges.count * 5 {
      grow()
      return place(node, byte)
    }
    nodeCount += 1
    edgeCount += 1
    edges[index] = Edge(key: key, step: Step(node: nodeCount, value: -1))
    return index
  }

  private mutating func grow() {
    let old = edges
    shift -= 1
    edges = [Edge](repeating: Edge(key: 0, step: Self.none), count: old.count * 2)
    for edge in old where edge.key != 0 {
      var index = index(of: edge.key)
      while edges[index].key != 0 { index = (index + 1) & (edges.count - 1) }
      edges[index] = edge
    }
  }

  @inline(__always)
  private static func key(_ node: Int32, _ byte: UInt8) -> UInt64 {
    UInt64(UInt32(bitPattern: node)) &<< 8 | UInt64(byte)
  }

  @inline(__always)
  private func index(of key: UInt64) -> Int {
    let product = (key &+ 0x9E37_79B9) &* multiplier
    return Int(truncatingIfNeeded: ((product ^ (product &>> 32)) &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }
}
