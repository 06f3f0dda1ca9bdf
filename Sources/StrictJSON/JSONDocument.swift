internal import CSIMDJSON
import Diagnostics

/// What a reader found in one document: the source bytes and the tape of its values.
final class JSONStorage: Sendable {
  let source: [UInt8]
  /// The document in `source`; nodes count from its start.
  let range: Range<Int>
  let nodes: [csimdjson_node]
  /// The decoded text of the strings that hold escapes.
  let text: [UInt8]
  let location: InputLocation

  init(source: [UInt8], range: Range<Int>, nodes: [csimdjson_node], text: [UInt8], location: InputLocation) {
    self.source = source
    self.range = range
    self.nodes = nodes
    self.text = text
    self.location = location
  }
}

/// One checked JSON document: nothing in it is still to be validated, and every value knows its bytes.
public struct JSONDocument: Sendable {
  let storage: JSONStorage

  /// The document's value.
  public var root: JSONValue { JSONValue(storage: storage, index: 0) }

  /// The bytes that the document was read from, white space around it included.
  public var bytes: ArraySlice<UInt8> { storage.source[storage.range] }

  /// Where the document begins.
  public var location: InputLocation { storage.location }

  /// The value at `pointer`; `nil` when there is none.
  ///
  /// - Complexity: O(*n*) in the members beside the way.
  public func value(at pointer: JSONPointer) -> JSONValue? { root.value(at: pointer) }
}

extension JSONValue {
  /// The value at `pointer`, seen from this one; `nil` when there is none.
  ///
  /// - Complexity: O(*n*) in the members beside the way.
  public func value(at pointer: JSONPointer) -> JSONValue? {
    var value = self
    for token in pointer.tokens {
      switch value.kind {
      case .object:
        guard let next = value[token] else { return nil }
        value = next
      case .array:
        guard let position = Self.position(token), let next = value.element(at: position) else { return nil }
        value = next
      default: return nil
      }
    }
    return value
  }

  /// A position as RFC 6901 writes it: decimal, without leading zeros.
  private static func position(_ token: [UInt8]) -> Int? {
    if token.isEmpty || token.count > 18 || (token.count > 1 && token[0] == 0x30) { return nil }
    var value = 0
    for byte in token {
      guard byte >= 0x30 && byte <= 0x39 else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }
}
