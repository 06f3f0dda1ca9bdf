/// An added token found in a text.
public struct AddedTokenMatch: Hashable, Sendable {
  /// The bytes it was found at.
  public var range: Range<Int>
  public var token: AddedToken

  public init(range: Range<Int>, token: AddedToken) {
    self.range = range
    self.token = token
  }
}

/// Finds added tokens in text: of those that start first the longest, none overlapping.
///
/// A match that is not allowed is passed over as if its token did not exist, so text that merely spells a special token
/// can never hide one that stands in the template.
///
/// - Source: `LeftmostLongest` matching of Hugging Face tokenizers' `added_vocabulary.rs` for tokens that are not
///   normalized, without `lstrip`, `rstrip` and `single_word`.
public struct AddedTokenMatcher: Sendable {
  public let tokens: [AddedToken]
  /// The trie's nodes; node 0 is the root. The children of a node are `edges[edgeStart..<edgeEnd]`, ascending by byte.
  private let nodes: [Node]
  private let edges: [Edge]
  /// For each byte whether any token starts with it.
  private let startsToken: [Bool]

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
  public init(_ tokens: [AddedToken]) {
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
    var startsToken = [Bool](repeating: false, count: 256)
    for edge in edges[0..<nodes[0].edgeEnd] { startsToken[Int(edge.byte)] = true }
    self.startsToken = startsToken
  }

  /// Returns the matches in `text` that `isAllowed` accepts, in order.
  ///
  /// - Parameters:
  ///   - text: UTF-8 text.
  ///   - isAllowed: Whether this token may match at these bytes of `text`.
  /// - Complexity: O(*n* · *m*) for *n* bytes of text and a longest token of *m* bytes; O(*n*) where no token starts.
  public func matches(
    in text: Span<UInt8>, where isAllowed: (AddedToken, Range<Int>) -> Bool
  ) -> [AddedTokenMatch] {
    var found: [AddedTokenMatch] = []
    var position = 0
    while position < text.count {
      if startsToken[Int(text[position])], let match = longestMatch(in: text, at: position, where: isAllowed) {
        found.append(match)
        position = match.range.upperBound
      } else {
        position += 1
      }
    }
    return found
  }

  /// Returns the matches in `text`: special tokens only where they lie wholly inside one of `regions`, the others
  /// everywhere.
  ///
  /// - Parameter regions: Ranges of bytes of `text`, ascending and disjoint.
  public func matches(in text: Span<UInt8>, specialTokensIn regions: [Range<Int>]) -> [AddedTokenMatch] {
    matches(in: text) { token, range in
      if !token.isSpecial { return true }
      var low = 0
      var high = regions.count
      while low < high {
        let middle = (low + high) / 2
        if regions[middle].upperBound < range.upperBound { low = middle + 1 } else { high = middle }
      }
      return low < regions.count && regions[low].lowerBound <= range.lowerBound
    }
  }

  private func longestMatch(
    in text: Span<UInt8>, at start: Int, where isAllowed: (AddedToken, Range<Int>) -> Bool
  ) -> AddedTokenMatch? {
    var best: AddedTokenMatch?
    var node = 0
    var position = start
    while position < text.count, let child = child(of: node, byte: text[position]) {
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
