/// The methods of Python's dict that change nothing.
enum DictionaryMethods {
  static func call(
    _ method: DictionaryMethod, on dictionary: TemplateDictionary, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let name = method.rawValue
    switch method {
    case .get:
      let bound = try arguments.bindPositional(name, ["key", "default"], required: 1)
      guard let key = bound[0] else { return .none }
      try Comparison.checkHashable(key, machine)
      return dictionary.value(for: key) ?? bound[1] ?? .none
    case .keys, .values, .items:
      _ = try arguments.bindPositional(name, [])
      return try view(method, of: dictionary, machine)
    case .copy:
      _ = try arguments.bindPositional(name, [])
      return .dictionary(dictionary)
    case .fromkeys: return try fromKeys(arguments, machine)
    case .clear, .pop, .popitem, .setdefault, .update:
      throw TemplateFailure.undefined(TemplateUndefined(.unsafe(name, typeName: "dict")))
    }
  }

  private static func view(
    _ method: DictionaryMethod, of dictionary: TemplateDictionary, _ machine: Machine
  ) throws -> TemplateValue {
    switch method {
    case .keys: return try machine.list(dictionary.keys, .keys)
    case .values: return try machine.list(dictionary.values, .values)
    default: return try items(of: dictionary, machine)
    }
  }

  static func items(of dictionary: TemplateDictionary, _ machine: Machine) throws -> TemplateValue {
    try machine.build(items: dictionary.count * 6)
    return try machine.list(dictionary.pairs, .items)
  }

  static func fromKeys(_ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    let bound = try arguments.bindPositional("fromkeys", ["iterable", "value"], required: 1)
    let keys = try machine.items(of: bound[0] ?? .none)
    for key in keys { try Comparison.checkHashable(key, machine) }
    let value = bound[1] ?? .none
    return try machine.dictionary(keys.map { ($0, value) })
  }
}

/// The methods of Python's list and tuple that change nothing.
enum ListMethods {
  static func call(
    _ method: ListMethod, on list: TemplateList, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let name = method.rawValue
    switch method {
    case .copy:
      _ = try arguments.bindPositional(name, [])
      return .list(list)
    case .count:
      let bound = try arguments.bindPositional(name, ["value"], required: 1)
      let wanted = bound[0] ?? .none
      var count = 0
      for item in list.items where try Comparison.equal(item, wanted, machine) { count += 1 }
      return .integer(count)
    case .index:
      let bound = try arguments.bindPositional(name, ["value", "start", "stop"], required: 1)
      let wanted = bound[0] ?? .none
      let bounds = try Slicing.Bounds(start: bound[1], stop: bound[2], step: nil)
      let (start, _, count) = bounds.resolve(list.items.count)
      for position in start..<(start + count) where try Comparison.equal(list.items[position], wanted, machine) {
        return .integer(position)
      }
      throw TemplateFailure.value("the value is not in the \(list.typeName)")
    default: throw TemplateFailure.undefined(TemplateUndefined(.unsafe(name, typeName: list.typeName)))
    }
  }
}
