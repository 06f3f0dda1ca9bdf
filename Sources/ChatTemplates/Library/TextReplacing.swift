/// `replace`: what is kept keeps its origins, what is put in brings its own.
enum TextReplacing {
  /// - Parameter count: The most replacements; all when negative.
  static func replace(
    _ text: TemplateString, _ old: TemplateString, _ new: TemplateString, count: Int, _ machine: Machine
  ) throws -> TemplateString {
    try machine.search(for: old, in: text)
    if count == 0 { return text }
    if old.isEmpty { return try interleave(text, new, count: count, machine) }
    var places: [Int] = []
    var start = 0
    while count < 0 || places.count < count,
      let found = PythonText.find(old.utf8, in: text.utf8, start..<text.utf8.count)
    {
      try machine.step()
      try machine.build(MemoryLayout<Int>.size)
      places.append(found)
      start = found + old.utf8.count
    }
    if places.isEmpty { return text }
    let (added, isTooLarge) = new.size.multipliedReportingOverflow(by: places.count)
    if isTooLarge { throw machine.outOfBytes() }
    try machine.build(added.saturatingAdd(text.size))
    var builder = TextBuilder()
    builder.reserveCapacity(text.utf8.count + (new.utf8.count - old.utf8.count) * places.count)
    start = 0
    for place in places {
      builder.append(text, in: start..<place)
      builder.append(new)
      start = place + old.utf8.count
    }
    builder.append(text, in: start..<text.utf8.count)
    return builder.string(isMarkup: text.isMarkup)
  }

  /// Replacing the empty string puts the new one before each character and at the end.
  private static func interleave(
    _ text: TemplateString, _ new: TemplateString, count: Int, _ machine: Machine
  ) throws -> TemplateString {
    let boundaries = PythonText.boundaries(text.utf8)
    let places = count < 0 ? boundaries.count : min(count, boundaries.count)
    let (size, isTooLarge) = new.size.multipliedReportingOverflow(by: places)
    if isTooLarge { throw machine.outOfBytes() }
    try machine.build(size)
    try machine.build(text.size)
    try machine.step(places)
    var builder = TextBuilder()
    for place in 0..<places {
      builder.append(new)
      if place + 1 < boundaries.count { builder.append(text, in: boundaries[place]..<boundaries[place + 1]) }
    }
    if places < boundaries.count { builder.append(text, in: boundaries[places]..<text.utf8.count) }
    return builder.string(isMarkup: text.isMarkup)
  }
}

/// `separator.join(items)`.
enum TextJoining {
  static func join(_ separator: TemplateString, _ value: TemplateValue, _ machine: Machine) throws -> TemplateString {
    if case .undefined(let undefined) = value, case .unsafe = undefined.reason {
      throw TemplateFailure.undefined(undefined)
    }
    if !machine.isIterable(value) { throw TemplateFailure.type("can only join an iterable") }
    let items = try machine.items(of: value)
    var texts: [TemplateString] = []
    texts.reserveCapacity(items.count)
    for (index, item) in items.enumerated() {
      guard case .string(let text) = item else {
        throw TemplateFailure.type("sequence item \(index): expected str instance, \(item.typeName) found")
      }
      texts.append(text)
    }
    return try join(texts, separator, machine)
  }

  static func join(
    _ texts: [TemplateString], _ separator: TemplateString, _ machine: Machine
  ) throws -> TemplateString {
    var (size, isTooLarge) = separator.size.multipliedReportingOverflow(by: max(texts.count - 1, 0))
    if isTooLarge { throw machine.outOfBytes() }
    var byteCount = separator.byteCount * max(texts.count - 1, 0)
    for text in texts {
      size = size.saturatingAdd(text.size)
      byteCount = byteCount.saturatingAdd(text.byteCount)
    }
    try machine.step(texts.count)
    try machine.build(size)
    if texts.count == 1 && !separator.isMarkup { return texts[0].asMarkup(false) }
    var builder = TextBuilder()
    builder.reserveCapacity(byteCount)
    for (index, text) in texts.enumerated() {
      if index > 0 { builder.append(separator) }
      builder.append(separator.isMarkup ? try HTMLText.escaped(text, machine) : text)
    }
    return builder.string(isMarkup: separator.isMarkup)
  }
}
