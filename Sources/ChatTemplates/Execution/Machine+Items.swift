/// Looping over values.
extension Machine {
  /// The items that a loop over `value` sees; an iterator is used up by it.
  func items(of value: TemplateValue) throws -> [TemplateValue] {
    switch value {
    case .list(let list):
      try step(list.items.count >> 3)
      return list.items
    case .dictionary(let dictionary): return dictionary.keys
    case .string(let text): return try characters(of: text)
    case .undefined: return []
    case .object(let object):
      if let items = try object.takeItems(self) { return items }
      throw TemplateFailure.type("'\(object.typeName)' object is not iterable")
    default: throw TemplateFailure.type("'\(value.typeName)' object is not iterable")
    }
  }

  /// The characters of a string, each with its origin.
  func characters(of text: TemplateString) throws -> [TemplateValue] {
    let plain = text.asMarkup(false)
    let boundaries = PythonText.boundaries(text.utf8)
    let count = boundaries.count - 1
    try build(items: count)
    try build(strings: count)
    var result: [TemplateValue] = []
    result.reserveCapacity(count)
    for index in 0..<max(count, 0) { result.append(.string(plain.slice(boundaries[index]..<boundaries[index + 1]))) }
    return result
  }

  /// Counts `count` small strings that are about to be built, beyond their bytes.
  func build(strings count: Int) throws {
    let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: 128)
    if isTooLarge { throw outOfBytes() }
    try build(bytes)
  }

  /// Whether `for` can loop over the value.
  func isIterable(_ value: TemplateValue) -> Bool {
    switch value {
    case .list, .dictionary, .string, .undefined: true
    case .object(let object): object.isIterable
    default: false
    }
  }

  /// Python's `len`.
  func length(of value: TemplateValue) throws -> Int {
    switch value {
    case .string(let text):
      try scan(text.utf8.count)
      return PythonText.length(text.utf8)
    case .list(let list): return list.items.count
    case .dictionary(let dictionary): return dictionary.count
    case .undefined: return 0
    case .object(let object):
      if let length = try object.length(self) { return length }
      throw TemplateFailure.type("object of type '\(object.typeName)' has no len()")
    default: throw TemplateFailure.type("object of type '\(value.typeName)' has no len()")
    }
  }
}
