import Algorithms

/// Tokens as parallel arrays: ids, and the bytes that each stands for.
///
/// Token `i` stands for the bytes `starts[i]..<ends[i]` of the text. A range always holds whole characters, so tokens
/// that share a character share its range. A dummy prefix that is a token by itself has the range of the first character.
public struct TokenBuffer: Hashable, Sendable {
  public var ids: [Int32] = []
  public var starts: [Int32] = []
  public var ends: [Int32] = []

  public init() {}

  /// How many tokens.
  public var count: Int { ids.count }
  public var isEmpty: Bool { ids.isEmpty }

  /// Appends one token that stands for the bytes `start..<end`.
  @inline(__always)
  public mutating func append(_ id: Int32, start: Int32, end: Int32) {
    ids.append(id)
    starts.append(start)
    ends.append(end)
  }

  public mutating func reserveCapacity(_ tokenCount: Int) {
    ids.reserveCapacity(tokenCount)
    starts.reserveCapacity(tokenCount)
    ends.reserveCapacity(tokenCount)
  }

  /// Empties the buffer and keeps its memory.
  public mutating func removeAll() {
    ids.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// The first token that ends after byte `offset`; ends never decrease from token to token.
  ///
  /// - Complexity: O(log *n*).
  public func firstToken(endingAfter offset: Int) -> Int {
    ends.partitioningIndex { Int($0) > offset }
  }

  /// Drops all tokens from position `count` on.
  mutating func truncate(to count: Int) {
    ids.removeSubrange(count...)
    starts.removeSubrange(count...)
    ends.removeSubrange(count...)
  }
}
