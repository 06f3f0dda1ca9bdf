/// Added tokens by their bytes: finds the longest that starts at a place.
struct AddedTokenTrie: Sendable {
  let tokens: [AddedToken]
  /// The trie's nodes; node 0 is the root. The children of a node are `edges[edgeStart..<edgeEnd]`, ascending by byte.
  private let nodes: [Node]
  private let edges: [Edge]
  let starts: AddedTokenStarts

  private struct Node: Sendable {
    var edgeStart: Int
    var edgeEnd: Int
    /// An index into `tokens`, or -1.
    var token: Int
  }

  private struct Edge: Sendable {
    var byte: UInt8
    var node: Int
  }

  /// - Parameter tokens: Empty texts never match; of two tokens with the same text the first counts.
  /// - Complexity: O(*n* log *n*) in the tokens' bytes.
  init(_ tokens: [AddedToken]) {
    self.tokens = tokens
    let order = tokens.indices.sorted { left, right in
      if tokens[left].text == tokens[right].text { return left < right }
      return tokens[left].text.lexicographicallyPrecedes(tokens[right].text)
    }
    var nodes = [Node(edgeStart: 0, edgeEnd: 0, token: -1)]
    var edges: [Edge] = []
    // Breadth first, so that the children of one node are neighbours in `edges`.
    var queue = [(node: 0, depth: 0, range: 0..<order.count)]
    var next = 0
    while next < queue.count {
      let (node, depth, range) = queue[next]
      next += 1
      var position = range.lowerBound
      while position < range.upperBound, tokens[order[position]].text.count == depth {
        if nodes[node].token < 0, depth > 0 { nodes[node].token = order[position] }
        position += 1
      }
      nodes[node].edgeStart = edges.count
      while position < range.upperBound {
        let byte = tokens[order[position]].text[depth]
        let start = position
        while position < range.upperBound, tokens[order[position]].text[depth] == byte { position += 1 }
        edges.append(Edge(byte: byte, node: nodes.count))
        queue.append((nodes.count, depth + 1, start..<position))
        nodes.append(Node(edgeStart: 0, edgeEnd: 0, token: -1))
      }
      nodes[node].edgeEnd = edges.count
    }
    self.nodes = nodes
    self.edges = edges
    starts = AddedTokenStarts(edges[0..<nodes[0].edgeEnd].map(\.byte))
  }

  /// Returns the longest token that starts at `start`, ends at `limit` at the latest and that `isAllowed` accepts.
  func longestMatch(
    in text: Span<UInt8>, at start: Int, before limit: Int, where isAllowed: (AddedToken, Range<Int>) -> Bool
  ) -> AddedTokenMatch? {
    var best: AddedTokenMatch?
    var node = 0
    var position = start
    while position < limit, let child = child(of: node, byte: text[position]) {
      node = child
      position += 1
      let token = nodes[node].token
      if token >= 0, isAllowed(tokens[token], start..<position) {
        best = AddedTokenMatch(range: start..<position, token: tokens[token])
      }
    }
    return best
  }

  private func child(of node: Int, byte: UInt8) -> Int? {
    var low = nodes[node].edgeStart
    var high = nodes[node].edgeEnd
    while low < high {
      let middle = (low + high) / 2
      let edge = edges[middle]
      if edge.byte == byte { return edge.node }
      if edge.byte < byte { low = middle + 1 } else { high = middle }
    }
    return nil
  }
}
