/// A dictionary inside a template: ordered, with any of Python's hashable values as keys.
///
/// `@unchecked Sendable`, and nothing checks that accesses do not overlap: its contents never change while anybody holds
/// it, only when it is freed.
public final class TemplateDictionary: @unchecked Sendable {
  @exclusivity(unchecked) public private(set) var keys: [TemplateValue]
  @exclusivity(unchecked) public private(set) var values: [TemplateValue]
  /// Where each key stands; kept only where a linear search would be slower.
  @exclusivity(unchecked) private var positions: [TemplateKey: Int]
  /// How deeply containers nest, this one included.
  let depth: Int
  /// How many values it holds, inner ones included, counted as often as they occur.
  let weight: Int

  static let empty = TemplateDictionary(uniqueKeys: [], values: [])

  private static let linearSearchLimit = 8

  /// A dictionary with text keys, in the given order; of equal keys the last value counts, at the place of the first.
  public convenience init(_ pairs: [(TemplateString, TemplateValue)]) {
    self.init(pairs: pairs.map { (.string($0.0), $0.1) })
  }

  /// A dictionary in the given order; of equal keys the last value counts, at the place of the first. Keys that are
  /// not hashable must have been refused before.
  init(pairs: [(TemplateValue, TemplateValue)]) {
    var keys: [TemplateValue] = []
    var values: [TemplateValue] = []
    var positions: [TemplateKey: Int] = [:]
    keys.reserveCapacity(pairs.count)
    values.reserveCapacity(pairs.count)
    let isSmall = pairs.count <= Self.linearSearchLimit
    for (key, value) in pairs {
      let known = isSmall ? keys.firstIndex { isEqual($0, key) } : positions[TemplateKey(key)]
      if let known {
        values[known] = value
      } else {
        if !isSmall { positions[TemplateKey(key)] = keys.count }
        keys.append(key)
        values.append(value)
      }
    }
    self.keys = keys
    self.values = values
    self.positions = positions
    depth = Self.depth(of: values, keys)
    weight = Self.weight(of: values, keys)
  }

  /// A dictionary whose keys are known to differ; both arrays have the same length.
  init(uniqueKeys keys: [TemplateValue], values: [TemplateValue]) {
    self.keys = keys
    self.values = values
    var positions: [TemplateKey: Int] = [:]
    if keys.count > Self.linearSearchLimit {
      for (position, key) in keys.enumerated() { positions[TemplateKey(key)] = position }
    }
    self.positions = positions
    depth = Self.depth(of: values, keys)
    weight = Self.weight(of: values, keys)
  }

  deinit {
    if depth > DeepRelease.shallowDepth && !keys.isEmpty { DeepRelease.release(takeContents()) }
  }

  /// Empties the dictionary, which nobody else may hold.
  func takeContents() -> [TemplateValue] {
    defer {
      positions = [:]
      keys = []
      values = []
    }
    return keys + values
  }

  public var count: Int { keys.count }

  private static func depth(of values: [TemplateValue], _ keys: [TemplateValue]) -> Int {
    var deepest = 0
    for value in values { deepest = max(deepest, value.depth) }
    for key in keys { deepest = max(deepest, key.depth) }
    return deepest + 1
  }

  private static func weight(of values: [TemplateValue], _ keys: [TemplateValue]) -> Int {
    var total = 1
    for value in values { total = total.saturatingAdd(value.weight) }
    for key in keys { total = total.saturatingAdd(key.weight) }
    return total
  }

  /// The value of a text key.
  ///
  /// - Complexity: O(1) expected, O(8) for small dictionaries.
  func value(for key: TemplateString) -> TemplateValue? {
    if keys.count > Self.linearSearchLimit {
      return positions[TemplateKey(.string(key))].map { values[$0] }
    }
    for position in keys.indices {
      if case .string(let candidate) = keys[position], candidate == key { return values[position] }
    }
    return nil
  }

  /// The value of a key of any hashable type.
  func value(for key: TemplateValue) -> TemplateValue? {
    if case .string(let text) = key { return value(for: text) }
    if keys.count > Self.linearSearchLimit { return positions[TemplateKey(key)].map { values[$0] } }
    return keys.firstIndex { isEqual($0, key) }.map { values[$0] }
  }

  var pairs: [TemplateValue] {
    keys.indices.map { .list(TemplateList([keys[$0], values[$0]], kind: .tuple)) }
  }
}
