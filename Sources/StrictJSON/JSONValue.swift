internal import CSIMDJSON
import Diagnostics

/// One value of a document. Holds the document alive and copies nothing.
public struct JSONValue: Sendable {
  public enum Kind: Hashable, Sendable {
    case null, bool, number, string, array, object

    /// The kind as an error names it: "a string", "an object".
    public var name: String {
      switch self {
      case .null: "null"
      case .bool: "a boolean"
      case .number: "a number"
      case .string: "a string"
      case .array: "an array"
      case .object: "an object"
      }
    }
  }

  let storage: JSONStorage
  let index: Int

  var node: csimdjson_node { storage.nodes[index] }

  public var kind: Kind {
    switch node.kind {
    case csimdjson_null: .null
    case csimdjson_false, csimdjson_true: .bool
    case csimdjson_number: .number
    case csimdjson_string: .string
    case csimdjson_array: .array
    default: .object
    }
  }

  public var isNull: Bool { node.kind == csimdjson_null }

  public var bool: Bool? {
    switch node.kind {
    case csimdjson_true: true
    case csimdjson_false: false
    default: nil
    }
  }

  /// The bytes of the raw value, with its quotes or brackets, counted from the start of the document.
  public var range: Range<Int> { Int(node.start)..<Int(node.end) }

  /// The raw value as it stands in the source.
  public var raw: ArraySlice<UInt8> {
    let start = storage.range.lowerBound
    return storage.source[start + Int(node.start)..<start + Int(node.end)]
  }

  /// The decoded text of a string, in UTF-8, without a copy; `nil` for other kinds.
  public var utf8: ArraySlice<UInt8>? {
    let node = node
    guard node.kind == csimdjson_string else { return nil }
    let start = Int(node.text) + (node.is_unescaped ? 0 : storage.range.lowerBound)
    return (node.is_unescaped ? storage.text : storage.source)[start..<start + Int(node.count)]
  }

  /// A string as text for people and for names; data is compared as `utf8`.
  public var string: String? { utf8.map { String(decoding: $0, as: UTF8.self) } }

  /// A number as it is written; `nil` for other kinds.
  public var numberText: String? {
    node.kind == csimdjson_number ? String(decoding: raw, as: UTF8.self) : nil
  }

  /// The number's value when it is written as an integer that `Int` can hold: not for `1.0` or `1e2`.
  public var int: Int? { numberText.flatMap { Int($0) } }

  /// The `Double` nearest to the number.
  public var double: Double? { numberText.flatMap { Double($0) } }

  /// How many elements an array or members an object has; 0 for other kinds.
  public var count: Int {
    switch node.kind {
    case csimdjson_array, csimdjson_object: Int(node.count)
    default: 0
    }
  }

  /// An owned copy of the value.
  public var tree: JSON {
    switch kind {
    case .null: .null
    case .bool: .bool(node.kind == csimdjson_true)
    case .number: .number(String(decoding: raw, as: UTF8.self))
    case .string: .string(Array(utf8 ?? []))
    case .array: .array(elements.map(\.tree))
    case .object: .object(members.map { JSON.Member(key: Array($0.key.utf8 ?? []), value: $0.value.tree) })
    }
  }
}
