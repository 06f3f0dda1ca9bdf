/// A value as the key of a dictionary: equal and hashed as Python does, so that `1`, `1.0` and `True` are one key.
struct TemplateKey: Hashable, Sendable {
  let value: TemplateValue

  init(_ value: TemplateValue) { self.value = value }

  static func == (left: TemplateKey, right: TemplateKey) -> Bool { isEqual(left.value, right.value) }

  /// In a loop, so that deep values take no stack.
  func hash(into hasher: inout Hasher) {
    if case .string(let text) = value { return hasher.combine(text.utf8) }
    var pending = [value]
    while let value = pending.popLast() {
      switch value {
      case .undefined: hasher.combine(0)
      case .none: hasher.combine(1)
      case .bool(let flag): hasher.combine(flag ? 1 : 0)
      case .integer(let number): hasher.combine(number)
      case .float(let number):
        if let whole = Int(exactly: number) { hasher.combine(whole) } else { hasher.combine(number) }
      case .string(let text): hasher.combine(text.utf8)
      case .list(let list): pending += list.items
      case .dictionary(let dictionary): hasher.combine(dictionary.count)
      case .object(let object): hasher.combine(ObjectIdentifier(object))
      }
    }
  }
}

extension TemplateValue {
  /// Whether Python would take it as a dictionary key.
  var isHashable: Bool {
    var pending = [self]
    while let value = pending.popLast() {
      switch value {
      case .dictionary: return false
      case .list(let list):
        switch list.kind {
        case .tuple, .group: pending += list.items
        case .range: break
        default: return false
        }
      default: break
      }
    }
    return true
  }
}
