/// One of the two templates of a comparison.
public enum TemplateSide: String, Hashable, Sendable, CaseIterable, Comparable {
  /// The one that training renders with.
  case a = "A"
  /// The one that serving renders with.
  case b = "B"

  /// For people.
  var name: String { rawValue }

  var other: TemplateSide { self == .a ? .b : .a }

  public static func < (left: TemplateSide, right: TemplateSide) -> Bool { left == .a && right == .b }
}

/// Something of each of the two templates of a comparison.
public struct TemplatePair<Value> {
  public var a: Value
  public var b: Value

  public init(a: Value, b: Value) {
    self.a = a
    self.b = b
  }

  public subscript(side: TemplateSide) -> Value {
    get { side == .a ? a : b }
    set { if side == .a { a = newValue } else { b = newValue } }
  }

  func map<Other>(_ transform: (Value) throws -> Other) rethrows -> TemplatePair<Other> {
    TemplatePair<Other>(a: try transform(a), b: try transform(b))
  }
}

extension TemplatePair: Sendable where Value: Sendable {}
extension TemplatePair: Equatable where Value: Equatable {}
extension TemplatePair: Hashable where Value: Hashable {}
