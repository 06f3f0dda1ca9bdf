/// A trie as it grows: its nodes by parent and byte, in an open-addressing hash table. Node 0 is the root, and each node
/// comes after its parent.
struct ByteTrieEdges {
  /// By node the byte that leads to it, its parent, and the token that ends there or -1.
  private(set) var labels: [UInt8] = [0]
  private(set) var parents: [Int32] = [-1]
  private(set) var tokens: [Int32] = [-1]
  /// The nodes by parent and byte; 0 is a free place.
  private var slots = [Int32](repeating: 0, count: 1 << 12)

  var nodeCount: Int { parents.count }

  /// Adds a token; one with the same bytes is replaced.
  mutating func insert(_ bytes: some Collection<UInt8>, token: Int32) {
    var node: Int32 = 0
    for byte in bytes { node = child(of: node, by: byte) }
    tokens[Int(node)] = token
  }

  private mutating func child(of parent: Int32, by byte: UInt8) -> Int32 {
    var index = place(of: parent, byte)
    while slots[index] != 0 {
      let node = Int(slots[index])
      if parents[node] == parent, labels[node] == byte { return slots[index] }
      index = (index &+ 1) & (slots.count &- 1)
    }
    let node = Int32(truncatingIfNeeded: parents.count)
    slots[index] = node
    labels.append(byte)
    parents.append(parent)
    tokens.append(-1)
    if parents.count * 2 > slots.count { grow() }
    return node
  }

  @inline(__always)
  private func place(of parent: Int32, _ byte: UInt8) -> Int {
    let word = UInt64(UInt32(bitPattern: parent)) &<< 8 | UInt64(byte)
    let product = (word &+ 1).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: product.high ^ product.low) & (slots.count &- 1)
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: slots.count * 2)
    for node in 1..<parents.count {
      var index = place(of: parents[node], labels[node])
      while slots[index] != 0 { index = (index &+ 1) & (slots.count &- 1) }
      slots[index] = Int32(truncatingIfNeeded: node)
    }
  }

  /// The nodes ordered by parent, and for each parent where its children begin there; one bound more stands at the end.
  func byParent() -> (bounds: [Int32], order: [Int32]) {
    var bounds = [Int32](repeating: 0, count: nodeCount + 1)
    for parent in parents.dropFirst() { bounds[Int(parent) + 1] += 1 }
    for node in 0..<nodeCount { bounds[node + 1] += bounds[node] }
    var next = bounds
    var order = [Int32](repeating: 0, count: nodeCount - 1)
    for node in 1..<max(1, nodeCount) {
      let parent = Int(parents[node])
      order[Int(next[parent])] = Int32(truncatingIfNeeded: node)
      next[parent] += 1
    }
    return (bounds, order)
  }
}
