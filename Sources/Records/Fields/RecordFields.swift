import StrictJSON

/// The fields of one record under the names that formats know.
public struct RecordFields: Sendable {
  /// A value and where it stands in the record.
  public struct Field: Sendable {
    public let value: JSONValue
    /// The JSON pointer in the record itself.
    public let pointer: String
  }

  /// The record, a JSON object.
  public let root: JSONValue
  public let map: FieldMap

  public init(_ root: JSONValue, map: FieldMap = FieldMap()) {
    self.root = root
    self.map = map
  }

  /// The field of this name; `nil` when the record has none. A null counts as none.
  public subscript(key: String) -> Field? {
    guard let value = value(key), !value.isNull else { return nil }
    return Field(value: value, pointer: pointer(key))
  }

  /// Whether the record has the field with something in it.
  public func has(_ key: String) -> Bool { value(key).map { !$0.isNull } ?? false }

  /// The value of this name, null or not, without its pointer.
  public func value(_ key: String) -> JSONValue? {
    if map.isEmpty { return root[key] }
    if let source = map.source(of: key) { return root.value(at: source) }
    return map.hides(key) ? nil : root[key]
  }

  /// Where the field of this name stands, or would stand.
  public func pointer(_ key: String) -> String {
    map.source(of: key)?.description ?? JSONPointer.escaped(key: key)
  }
}
