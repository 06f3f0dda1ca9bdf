/// Tokens by their bytes, for finding all that a text begins with: a double-array trie.
///
/// - Source: J. Aoe, "An Efficient Digital Search Algorithm by Using a Double-Array Structure", 1989.
struct ByteTrie: Sendable {
  /// A place in the trie that is reached by some bytes.
  struct Node: Sendable {
    fileprivate var index: Int32
  }

  private struct Unit: Sendable {
    /// The child by a byte stands at this index plus the byte; 0 where there is none.
    var base: Int32
    /// The index of the parent; -1 where nothing stands.
    var parent: Int32
    /// The token that ends here, or -1.
    var token: Int32
  }

  private var units: [Unit]

  static let root = Node(index: 0)

  /// The child of `node` by `byte`, or `nil`.
  @inline(__always)
  func child(of node: Node, by byte: UInt8) -> Node? {
    let base = units[Int(node.index)].base
    let index = base &+ Int32(byte)
    return base != 0 && units[Int(index)].parent == node.index ? Node(index: index) : nil
  }

  /// The token that ends at `node`, or -1.
  @inline(__always)
  func token(at node: Node) -> Int32 { units[Int(node.index)].token }

  /// The node that `bytes` lead to, or `nil`.
  func node(of bytes: [UInt8]) -> Node? {
    var node = Self.root
    for byte in bytes {
      guard let child = child(of: node, by: byte) else { return nil }
      node = child
    }
    return node
  }

  /// The longest token that `text[start...]` begins with behind `node`, and its end; `nil` for none.
  @inline(__always)
  func longest(in text: Span<UInt8>, from start: Int, behind node: Node) -> (token: Int32, end: Int)? {
    var node = node
    var found: (token: Int32, end: Int)?
    var position = start
    while position < text.count, let child = child(of: node, by: text[position]) {
      node = child
      position &+= 1
      let token = token(at: node)
      if token >= 0 { found = (token, position) }
    }
    return found
  }

  /// Returns what `make` makes of each place of the array: the base of its children or 0, its parent or -1, and its token or
  /// -1. A base and any byte lead to a place.
  func places<Place>(_ make: (_ base: Int32, _ parent: Int32, _ token: Int32) -> Place) -> [Place] {
    units.map { make($0.base, $0.parent, $0.token) }
  }

  /// - Complexity: O(*n*) in the bytes of all tokens.
  init(_ edges: ByteTrieEdges) {
    units = [Unit](repeating: Unit(base: 0, parent: -1, token: -1), count: 257)
    units[0].parent = 0
    var places = DoubleArrayPlaces(count: units.count)
    places.take(0)
    let (bounds, order) = edges.byParent()
    // By node of the edges its index here; parents come before their children.
    var indices = [Int32](repeating: 0, count: edges.nodeCount)
    var labels: [Int] = []
    for node in 0..<edges.nodeCount {
      let index = Int(indices[node])
      units[index].token = edges.tokens[node]
      let children = order[Int(bounds[node])..<Int(bounds[node + 1])]
      if children.isEmpty { continue }
      labels.removeAll(keepingCapacity: true)
      for child in children { labels.append(Int(edges.labels[Int(child)])) }
      let base = places.base(for: labels)
      while units.count < places.count { units.append(Unit(base: 0, parent: -1, token: -1)) }
      units[index].base = Int32(truncatingIfNeeded: base)
      for (child, label) in zip(children, labels) {
        units[base + label].parent = Int32(truncatingIfNeeded: index)
        indices[Int(child)] = Int32(truncatingIfNeeded: base + label)
      }
    }
  }
}
