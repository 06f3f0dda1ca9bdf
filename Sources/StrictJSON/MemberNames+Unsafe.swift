internal import CSIMDJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Names of members that are looked for together.
public struct MemberNames: Sendable {
  public let names: [String]
  private let utf8: [[UInt8]]
  /// The lengths of the names, a bit for each: most keys are none of them by their length already.
  private let lengths: UInt64

  /// - Parameter names: Up to 63 bytes long each; none twice.
  public init(_ names: [String]) {
    self.names = names
    utf8 = names.map { Array($0.utf8) }
    lengths = utf8.reduce(0) { $0 | 1 << UInt64(min($1.count, 63)) }
  }

  /// Which of the names some bytes are.
  fileprivate func index(_ key: UnsafeRawPointer, _ count: Int) -> Int? {
    utf8.firstIndex { name in
      name.count == count && name.withUnsafeBytes { $0.baseAddress.map { memcmp($0, key, count) == 0 } ?? true }
    }
  }

  fileprivate func mayHold(length: Int) -> Bool { length <= 63 && lengths >> UInt64(length) & 1 != 0 }
}

extension JSONValue {
  /// The members of an object that have one of `names`, in source order, each with the name's place in the list; empty
  /// for other kinds.
  ///
  /// - Complexity: O(*n*) in the number of members.
  public func members(named names: MemberNames) -> [(name: Int, value: JSONValue)] {
    let object = node
    guard object.kind == csimdjson_object else { return [] }
    return storage.nodes.withUnsafeBufferPointer { nodes in
      storage.source.withUnsafeBytes { source in
        storage.text.withUnsafeBytes { text in
          var found: [(name: Int, value: JSONValue)] = []
          var at = index + 1
          while at < Int(object.next) {
            let key = nodes[at]
            let length = Int(key.count)
            if names.mayHold(length: length) {
              let bytes = key.is_unescaped ? text : source
              let start = Int(key.text) + (key.is_unescaped ? 0 : storage.range.lowerBound)
              if start + length <= bytes.count, let base = bytes.baseAddress,
                let name = names.index(base + start, length)
              {
                found.append((name, JSONValue(storage: storage, index: at + 1)))
              }
            }
            at = Int(nodes[at + 1].next)
          }
          return found
        }
      }
    }
  }
}
