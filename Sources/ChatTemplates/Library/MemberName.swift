/// The name of an attribute or item, with what it means for each of Python's types worked out once.
final class MemberName: Sendable {
  let text: TemplateString
  let stringMethod: StringMethod?
  let dictionaryMethod: DictionaryMethod?
  let listMethod: ListMethod?
  let loopAttribute: LoopAttribute?
  /// `__name__`, which Python's objects may have and the sandbox hides.
  let isSpecial: Bool

  init(_ text: TemplateString) {
    self.text = text
    let name = text.description
    stringMethod = StringMethod(rawValue: name)
    dictionaryMethod = DictionaryMethod(rawValue: name)
    listMethod = ListMethod(rawValue: name)
    loopAttribute = LoopAttribute(rawValue: name)
    isSpecial = name.hasPrefix("__") && name.hasSuffix("__") && name.utf8.count > 4
  }

  convenience init(_ name: String) { self.init(TemplateString(name)) }
}

/// The methods of Python's dict.
enum DictionaryMethod: String, Sendable {
  case get, keys, values, items, copy, fromkeys
  case clear, pop, popitem, setdefault, update

  /// Whether it changes the dictionary, which the sandbox forbids.
  var isMutating: Bool {
    switch self {
    case .clear, .pop, .popitem, .setdefault, .update: true
    default: false
    }
  }
}

/// The methods of Python's list; a tuple has the first two, a range too.
enum ListMethod: String, Sendable {
  case count, index
  case copy
  case append, clear, extend, insert, pop, remove, reverse, sort

  var isMutating: Bool {
    switch self {
    case .count, .index, .copy: false
    default: true
    }
  }

  func exists(in kind: TemplateList.Kind) -> Bool {
    switch kind {
    case .list: true
    case .tuple, .group, .range: self == .count || self == .index
    case .keys, .values, .items: false
    }
  }
}

/// What the special variable `loop` tells.
enum LoopAttribute: String, Sendable {
  case index, index0, first, last, length, revindex, revindex0, depth, depth0, previtem, nextitem, cycle, changed
}
