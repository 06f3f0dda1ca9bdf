/// `value[start:stop:step]`.
enum Slicing {
  static func slice(
    _ value: TemplateValue, start: TemplateValue?, stop: TemplateValue?, step: TemplateValue?, _ machine: Machine
  ) throws -> TemplateValue {
    switch value {
    case .string(let text):
      let bounds = try Bounds(start: start, stop: stop, step: step)
      return .string(try slice(text, bounds, machine))
    case .list(let list) where list.isSubscriptable:
      let bounds = try Bounds(start: start, stop: stop, step: step)
      return .list(try slice(list, bounds, machine))
    case .undefined(let undefined): throw TemplateFailure.undefined(undefined)
    case .dictionary: throw TemplateFailure.type("unhashable type: 'slice'")
    default: throw TemplateFailure.type("'\(value.typeName)' object is not subscriptable")
    }
  }

  struct Bounds {
    var start: Int?
    var stop: Int?
    var step: Int

    init(start: TemplateValue?, stop: TemplateValue?, step: TemplateValue?) throws {
      self.start = try Self.index(start)
      self.stop = try Self.index(stop)
      self.step = try Self.index(step) ?? 1
      if self.step == 0 { throw TemplateFailure.value("slice step cannot be zero") }
    }

    private static func index(_ value: TemplateValue?) throws -> Int? {
      switch value {
      case nil, .some(.none): return nil
      case .integer(let number)?: return number
      case .bool(let flag)?: return flag ? 1 : 0
      default: throw TemplateFailure.type("slice indices must be integers or None or have an __index__ method")
      }
    }

    /// The first position, that where it ends, and how many there are between, in a sequence of `count` items.
    func resolve(_ count: Int) -> (start: Int, end: Int, count: Int) {
      let lowest = step > 0 ? 0 : -1
      let highest = step > 0 ? count : count - 1
      func clamp(_ value: Int?, _ fallback: Int) -> Int {
        guard let value else { return fallback }
        let position = value < 0 ? value.saturatingAdd(count) : value
        return min(max(position, lowest), highest)
      }
      let first = clamp(start, step > 0 ? lowest : highest)
      let end = clamp(stop, step > 0 ? highest : lowest)
      if step > 0 { return (first, end, end > first ? (end - first - 1) / step + 1 : 0) }
      let stride = step == .min ? Int.max : -step
      return (first, end, first > end ? (first - end - 1) / stride + 1 : 0)
    }
  }

  private static func slice(
    _ list: TemplateList, _ bounds: Bounds, _ machine: Machine
  ) throws -> TemplateList {
    let (start, end, count) = bounds.resolve(list.items.count)
    try machine.build(items: count)
    var items: [TemplateValue] = []
    items.reserveCapacity(count)
    for number in 0..<count { items.append(list.items[start + number * bounds.step]) }
    if case .range(let first, _, let stride) = list.kind {
      // As Python has it, the end stays where the slice says, even where no step comes to it.
      return TemplateList(
        items,
        kind: .range(start: first &+ start &* stride, stop: first &+ end &* stride, step: stride &* bounds.step))
    }
    return TemplateList(items, kind: list.isTuple ? .tuple : .list)
  }

  static func slice(_ text: TemplateString, _ bounds: Bounds, _ machine: Machine) throws -> TemplateString {
    try machine.scan(text.utf8.count)
    if PythonText.isASCII(text.utf8) {
      let (start, _, count) = bounds.resolve(text.utf8.count)
      try machine.build(count)
      if bounds.step == 1 { return text.slice(start..<(start + count)) }
      var builder = TextBuilder()
      for number in 0..<count {
        let offset = start + number * bounds.step
        builder.append(text, in: offset..<(offset + 1))
      }
      return builder.string(isMarkup: text.isMarkup)
    }
    let boundaries = PythonText.boundaries(text.utf8)
    let (start, _, count) = bounds.resolve(boundaries.count - 1)
    if bounds.step == 1 {
      if count == 0 { return TemplateString.empty.asMarkup(text.isMarkup) }
      try machine.build(boundaries[start + count] - boundaries[start])
      return text.slice(boundaries[start]..<boundaries[start + count])
    }
    try machine.build(count * 4)
    var builder = TextBuilder()
    for number in 0..<count {
      let index = start + number * bounds.step
      builder.append(text, in: boundaries[index]..<boundaries[index + 1])
    }
    return builder.string(isMarkup: text.isMarkup)
  }
}
