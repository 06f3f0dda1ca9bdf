/// Filters on sequences.
extension Filters {
  static let sequenceFilters: [String: FilterFunction] = [
    "length": length,
    "count": length,
    "list": { value, arguments, machine in
      _ = try arguments.bind("list", [])
      return try machine.list(try machine.items(of: value))
    },
    "first": first,
    "last": last,
    "reverse": reverse,
    "sort": sort,
    "unique": unique,
    "min": { value, arguments, machine in try extreme(value, arguments, isMaximum: false, machine) },
    "max": { value, arguments, machine in try extreme(value, arguments, isMaximum: true, machine) },
    "sum": sum,
    "batch": batch,
    "slice": slice,
    "groupby": groupBy,
    "dictsort": dictionarySort,
    "items": items,
    "random": unsupported("random", "the same conversation must always give the same text"),
  ]

  @Sendable private static func length(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    if !arguments.isEmpty { throw TemplateFailure.type("length takes no arguments") }
    return .integer(try machine.length(of: value))
  }

  @Sendable private static func first(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    _ = try arguments.bind("first", [])
    return try ItemSource(value, machine).next(machine)
      ?? .undefined(TemplateUndefined(.hint("No first item, sequence was empty.")))
  }

  @Sendable private static func last(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    _ = try arguments.bind("last", [])
    if case .object(let object) = value {
      throw TemplateFailure.type("'\(object.typeName)' object is not reversible")
    }
    return try machine.items(of: value).last
      ?? .undefined(TemplateUndefined(.hint("No last item, sequence was empty.")))
  }

  @Sendable private static func reverse(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    _ = try arguments.bind("reverse", [])
    switch value {
    case .string: return try Slicing.slice(value, start: nil, stop: nil, step: .integer(-1), machine)
    case .object: return try machine.list(try machine.items(of: value).reversed())
    default:
      if !machine.isIterable(value) { throw TemplateFailure.value("argument must be iterable") }
      let items = try machine.items(of: value)
      try machine.build(items: items.count)
      return try machine.object(IteratorObject(ItemSource(items.reversed()), depth: value.depth + 1))
    }
  }

  @Sendable private static func sort(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("sort", ["reverse", "case_sensitive", "attribute"])
    let items = try machine.items(of: value)
    let isCaseSensitive = try bound.flag(1, machine)
    let paths = bound[2].map(AttributePath.several) ?? [AttributePath(.none)]
    let keys = try items.map { item in
      let key = try paths.map { path in
        let found = try path.value(in: item, machine)
        return isCaseSensitive ? found : try CaseFolding.key(found, machine)
      }
      return try machine.list(key)
    }
    let order = try Sorting.order(keys, isReversed: try bound.flag(0, machine), machine)
    return try machine.list(order.map { items[$0] })
  }

  @Sendable private static func unique(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("unique", ["case_sensitive", "attribute"])
    let isCaseSensitive = try bound.flag(0, machine)
    let path = AttributePath(bound[1] ?? .none)
    var source: ItemSource?
    var seen: Set<TemplateKey> = []
    return try machine.iterator(over: value, arguments) { machine in
      let items = try source ?? ItemSource(value, machine)
      source = items
      while let item = try items.next(machine) {
        let found = try path.value(in: item, machine)
        let key = isCaseSensitive ? found : try CaseFolding.key(found, machine)
        try Comparison.checkHashable(key, machine)
        try machine.build(items: 4)
        try machine.step(4)
        if seen.insert(TemplateKey(key)).inserted { return item }
      }
      return nil
    }
  }

  private static func extreme(
    _ value: TemplateValue, _ arguments: Arguments, isMaximum: Bool, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind(isMaximum ? "max" : "min", ["case_sensitive", "attribute"])
    let isCaseSensitive = try bound.flag(0, machine)
    let path = AttributePath(bound[1] ?? .none)
    var best: (item: TemplateValue, key: TemplateValue)?
    for item in try machine.items(of: value) {
      try machine.step()
      let found = try path.value(in: item, machine)
      let key = isCaseSensitive ? found : try CaseFolding.key(found, machine)
      guard let known = best else {
        best = (item, key)
        continue
      }
      let isBetter =
        isMaximum
        ? try Comparison.isLess(known.key, key, ">", machine, isSwapped: true)
        : try Comparison.isLess(key, known.key, "<", machine)
      if isBetter { best = (item, key) }
    }
    return best?.item ?? .undefined(TemplateUndefined(.hint("No aggregated item, sequence was empty.")))
  }

  @Sendable private static func sum(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("sum", ["attribute", "start"])
    let path = AttributePath(bound[0] ?? .none)
    var total = bound[1] ?? .integer(0)
    if case .string = total { throw TemplateFailure.type("sum() can't sum strings [use ''.join(seq) instead]") }
    for item in try machine.items(of: value) {
      try machine.step()
      total = try Arithmetic.apply(.add, total, try path.value(in: item, machine), machine)
    }
    return total
  }

  @Sendable private static func batch(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("batch", ["linecount", "fill_with"], required: 1)
    let size = try bound.integer(0, default: 1)
    let fill = bound.given(1)
    var source: ItemSource?
    var waiting: TemplateValue?
    return try machine.iterator(over: value, arguments) { machine in
      let items = try source ?? ItemSource(value, machine)
      source = items
      var line: [TemplateValue] = []
      if let first = waiting { line.append(first) }
      waiting = nil
      while let item = try items.next(machine) {
        try machine.step()
        if line.count == size {
          waiting = item
          return try machine.list(line)
        }
        line.append(item)
      }
      if line.isEmpty { return nil }
      if let fill, line.count < size {
        try machine.build(items: size - line.count)
        line += repeatElement(fill, count: size - line.count)
      }
      return try machine.list(line)
    }
  }

  @Sendable private static func slice(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("slice", ["slices", "fill_with"], required: 1)
    let count = try bound.integer(0, default: 1)
    let fill = bound.given(1)
    var source: [TemplateValue]?
    var number = 0
    return try machine.iterator(over: value, arguments) { machine in
      let items = try source ?? machine.items(of: value)
      source = items
      if count == 0 { throw TemplateFailure.value("integer division or modulo by zero") }
      if number >= count { return nil }
      let (size, extra) = (items.count / count, items.count % count)
      let start = number * size + min(number, extra)
      var part = Array(items[start..<(start + size + (number < extra ? 1 : 0))])
      if let fill, number >= extra { part.append(fill) }
      number += 1
      return try machine.list(part)
    }
  }

  @Sendable private static func groupBy(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("groupby", ["attribute", "default", "case_sensitive"], required: 1)
    let path = AttributePath(bound[0] ?? .none)
    let fallback = bound.given(1)
    let isCaseSensitive = try bound.flag(2, machine)
    let items = try machine.items(of: value)
    let keys = try items.map { item in
      let found = try path.value(in: item, fallback: fallback, machine)
      return isCaseSensitive ? found : try CaseFolding.key(found, machine)
    }
    var groups: [(first: Int, items: [TemplateValue])] = []
    for position in try Sorting.order(keys, isReversed: false, machine) {
      if let last = groups.last, try Comparison.equal(keys[last.first], keys[position], machine) {
        groups[groups.count - 1].items.append(items[position])
      } else {
        groups.append((position, [items[position]]))
      }
    }
    let tuples = try groups.map { group in
      let key =
        isCaseSensitive ? keys[group.first] : try path.value(in: items[group.first], fallback: fallback, machine)
      return try machine.list([key, try machine.list(group.items)], .group)
    }
    return try machine.list(tuples)
  }

  @Sendable private static func dictionarySort(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("dictsort", ["case_sensitive", "by", "reverse"])
    let isCaseSensitive = try bound.flag(0, machine)
    let by = try bound.string(1)?.description ?? "key"
    if by != "key" && by != "value" { throw TemplateFailure.value("You can only sort by either \"key\" or \"value\"") }
    guard case .dictionary(let dictionary) = value else {
      if case .undefined(let undefined) = value { throw TemplateFailure.undefined(undefined) }
      throw TemplateFailure.type("dictsort: its subject must be a dict, not \(value.typeName)")
    }
    let source = by == "key" ? dictionary.keys : dictionary.values
    let keys = isCaseSensitive ? source : try source.map { try CaseFolding.key($0, machine) }
    let order = try Sorting.order(keys, isReversed: try bound.flag(2, machine), machine)
    try machine.build(items: order.count * 6)
    return try machine.list(
      try order.map { try machine.list([dictionary.keys[$0], dictionary.values[$0]], .tuple) })
  }

  @Sendable private static func items(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    _ = try arguments.bind("items", [])
    var source: ItemSource?
    return try machine.iterator(over: value, arguments) { machine in
      if let source { return try source.next(machine) }
      let items: ItemSource
      switch value {
      case .undefined: items = ItemSource([])
      case .dictionary(let dictionary):
        items = try ItemSource(try DictionaryMethods.items(of: dictionary, machine), machine)
      default: throw TemplateFailure.type("Can only get item pairs from a mapping.")
      }
      source = items
      return try items.next(machine)
    }
  }
}
