/// A JSON value that stands on its own: strings are bytes, numbers are kept as written, members keep their order.
///
/// For reading many records use `JSONReader.read`, which makes no tree.
public enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number as it was written, such as `1`, `-0.5` or `1e400`.
  case number(String)
  /// The decoded text of a string, in UTF-8.
  case string([UInt8])
  case array([JSON])
  /// The members in source order. Two objects are equal when they have the same members in the same order.
  case object([Member])

  /// A key and its value.
  public struct Member: Hashable, Sendable {
    /// The decoded key, in UTF-8.
    public var key: [UInt8]
    public var value: JSON

    public init(key: [UInt8], value: JSON) {
      self.key = key
      self.value = value
    }

    public init(_ key: String, _ value: JSON) {
      self.init(key: Array(key.utf8), value: value)
    }
  }

  /// A string.
  public static func text(_ text: String) -> JSON { .string(Array(text.utf8)) }

  /// An integer.
  public static func integer(_ value: Int) -> JSON { .number(String(value)) }

  /// The shortest decimal that reads back as `value`; `nil` when it is infinite or not a number, which JSON cannot say.
  public static func double(_ value: Double) -> JSON? { value.isFinite ? .number(value.description) : nil }
}

extension JSON {
  public var isNull: Bool { self == .null }

  public var bool: Bool? {
    if case .bool(let value) = self { return value }
    return nil
  }

  /// The number's value when it is written as an integer that `Int` can hold.
  public var int: Int? {
    if case .number(let written) = self { return Int(written) }
    return nil
  }

  /// The `Double` nearest to the number.
  public var double: Double? {
    if case .number(let written) = self { return Double(written) }
    return nil
  }

  /// The bytes of a string.
  public var utf8: [UInt8]? {
    if case .string(let utf8) = self { return utf8 }
    return nil
  }

  /// A string as text for people and for names; data is compared as `utf8`.
  public var string: String? {
    if case .string(let utf8) = self { return String(decoding: utf8, as: UTF8.self) }
    return nil
  }

  public var array: [JSON]? {
    if case .array(let elements) = self { return elements }
    return nil
  }

  public var members: [Member]? {
    if case .object(let members) = self { return members }
    return nil
  }

  /// The value of the member with this key, compared as bytes; of equal keys the last.
  ///
  /// - Complexity: O(*n*) in the number of members.
  public subscript(key: some Collection<UInt8>) -> JSON? {
    members?.last { $0.key.elementsEqual(key) }?.value
  }

  /// The value of the member with this key, compared as bytes; of equal keys the last.
  public subscript(key: String) -> JSON? { self[key.utf8] }

  /// The element at `position`; `nil` when there is none.
  public subscript(position: Int) -> JSON? {
    guard let elements = array, elements.indices.contains(position) else { return nil }
    return elements[position]
  }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// The members in the order in which they are written.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}
