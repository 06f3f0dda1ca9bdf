internal import CSIMDJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension JSONValue {
  /// The value of the member with this key, compared as bytes; of equal keys the last. `nil` when there is none.
  ///
  /// - Complexity: O(*n*) in the number of members.
  public subscript(key: some Collection<UInt8>) -> JSONValue? {
    if let found = key.withContiguousStorageIfAvailable({ value(ofKey: $0) }) { return found }
    return Array(key).withUnsafeBufferPointer { value(ofKey: $0) }
  }

  /// The value of the member with this key, compared as bytes; of equal keys the last. `nil` when there is none.
  public subscript(key: String) -> JSONValue? { self[key.utf8] }

  private func value(ofKey key: UnsafeBufferPointer<UInt8>) -> JSONValue? {
    let object = node
    guard object.kind == csimdjson_object else { return nil }
    return storage.nodes.withUnsafeBufferPointer { nodes in
      var found: JSONValue?
      var at = index + 1
      while at < Int(object.next) {
        if isEqual(nodes[at], key) { found = JSONValue(storage: storage, index: at + 1) }
        at = Int(nodes[at + 1].next)
      }
      return found
    }
  }

  /// Whether the string of `node` has these bytes.
  private func isEqual(_ node: csimdjson_node, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
    guard Int(node.count) == key.count else { return false }
    if key.isEmpty { return true }
    let start = Int(node.text) + (node.is_unescaped ? 0 : storage.range.lowerBound)
    return (node.is_unescaped ? storage.text : storage.source).withUnsafeBufferPointer { bytes in
      guard start + key.count <= bytes.count, let own = bytes.baseAddress, let other = key.baseAddress else {
        return false
      }
      return memcmp(own + start, other, key.count) == 0
    }
  }
}
