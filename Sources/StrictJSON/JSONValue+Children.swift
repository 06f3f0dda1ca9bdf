internal import CSIMDJSON

extension JSONValue {
  /// A key with its value.
  public struct Member: Sendable {
    /// The key, a string with its own bytes and place.
    public let key: JSONValue
    public let value: JSONValue
  }

  /// The members of an object in source order; empty for other kinds.
  public var members: Members { Members(storage: storage, at: index + 1, end: end(of: csimdjson_object)) }

  /// The elements of an array; empty for other kinds.
  public var elements: Elements { Elements(storage: storage, at: index + 1, end: end(of: csimdjson_array)) }

  /// The element at `position`; `nil` when there is none.
  ///
  /// - Complexity: O(*n*).
  public func element(at position: Int) -> JSONValue? {
    if position < 0 || position >= count || node.kind != csimdjson_array { return nil }
    var rest = position
    for element in elements {
      if rest == 0 { return element }
      rest -= 1
    }
    return nil
  }

  private func end(of kind: csimdjson_kind) -> Int { node.kind == kind ? Int(node.next) : index + 1 }

  public struct Members: Sequence, IteratorProtocol, Sendable {
    let storage: JSONStorage
    var at: Int
    let end: Int

    public mutating func next() -> Member? {
      if at >= end { return nil }
      let key = JSONValue(storage: storage, index: at)
      let value = JSONValue(storage: storage, index: at + 1)
      at = Int(value.node.next)
      return Member(key: key, value: value)
    }
  }

  public struct Elements: Sequence, IteratorProtocol, Sendable {
    let storage: JSONStorage
    var at: Int
    let end: Int

    public mutating func next() -> JSONValue? {
      if at >= end { return nil }
      let value = JSONValue(storage: storage, index: at)
      at = Int(value.node.next)
      return value
    }
  }
}
