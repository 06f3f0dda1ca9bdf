/// A sequence inside a template: a list, or something of Python's that behaves nearly like one.
///
/// `@unchecked Sendable`, and nothing checks that accesses do not overlap: its items never change while anybody holds
/// it, only when it is freed.
public final class TemplateList: @unchecked Sendable {
  /// Which of Python's types it is; it decides how it prints, compares and can be indexed.
  enum Kind: Equatable, Sendable {
    case list
    case tuple
    /// What `groupby` gives: a tuple whose two items have names.
    case group
    case keys
    case values
    case items
    case range(start: Int, stop: Int, step: Int)
  }

  @exclusivity(unchecked) public private(set) var items: [TemplateValue]
  let kind: Kind
  /// How deeply containers nest, this one included.
  let depth: Int
  /// How many values it holds, inner ones included, counted as often as they occur.
  let weight: Int

  public convenience init(_ items: [TemplateValue]) { self.init(items, kind: .list) }

  init(_ items: [TemplateValue], kind: Kind) {
    self.items = items
    self.kind = kind
    if case .range = kind {
      depth = 1
      weight = 1
    } else {
      var deepest = 0
      var total = 1
      for item in items {
        deepest = max(deepest, item.depth)
        total = total.saturatingAdd(item.weight)
      }
      depth = deepest + 1
      weight = total
    }
  }

  deinit {
    if depth > DeepRelease.shallowDepth && !items.isEmpty { DeepRelease.release(takeContents()) }
  }

  /// Empties the list, which nobody else may hold.
  func takeContents() -> [TemplateValue] {
    defer { items = [] }
    return items
  }

  static let empty = TemplateList([])

  /// Whether Python allows `value[0]`: lists, tuples and ranges, not the views of a dictionary.
  var isSubscriptable: Bool {
    switch kind {
    case .list, .tuple, .group, .range: true
    case .keys, .values, .items: false
    }
  }

  /// Whether it is a tuple, with named items or without.
  var isTuple: Bool { kind == .tuple || kind == .group }

  /// Python's name for the type.
  var typeName: String {
    switch kind {
    case .list: "list"
    case .tuple: "tuple"
    case .group: "_GroupTuple"
    case .keys: "dict_keys"
    case .values: "dict_values"
    case .items: "dict_items"
    case .range: "range"
    }
  }
}
