/// `replace`: what is kept keeps its origins, what is put in brings its own.
enum TextReplacing {
  /// - Parameter count: The most replacements; all when negative.
  static func replace(
    _ text: TemplateString, _ old: TemplateString, _ new: TemplateString, count: Int, _ machine: Machine
  ) throws -> TemplateString {
    try machine.scan(text.utf8.count + old.utf8.count)
    if count == 0 { return text }
    if old.isEmpty { return try interleave(text, new, count: count, machine) }
    var builder = TextBuilder()
    var start = 0
    var done = 0
    while count < 0 || done < count,
      let found = PythonText.find(old.utf8, in: text.utf8, start..<text.utf8.count)
    {
      try machine.build(found - start + new.utf8.count)
      try machine.step()
      builder.append(text, in: start..<found)
      builder.append(new)
      start = found + old.utf8.count
      done += 1
    }
    if done == 0 { return text }
    try machine.build(text.utf8.count - start)
    builder.append(text, in: start..<text.utf8.count)
    return builder.string(isMarkup: text.isMarkup)
  }

  /// Replacing the empty string puts the new one before each character and at the end.
  private static func interleave(
    _ text: TemplateString, _ new: TemplateString, count: Int, _ machine: Machine
  ) throws -> TemplateString {
    let boundaries = PythonText.boundaries(text.utf8)
    let places = count < 0 ? boundaries.count : min(count, boundaries.count)
    let (size, isTooLarge) = new.utf8.count.multipliedReportingOverflow(by: places)
    if isTooLarge { throw machine.outOfBytes() }
    try machine.build(size)
    try machine.build(text.utf8.count)
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
    var builder = TextBuilder()
    for (index, text) in texts.enumerated() {
      try machine.step()
      try machine.build(text.utf8.count + (index > 0 ? separator.utf8.count : 0))
      if index > 0 { builder.append(separator) }
      builder.append(separator.isMarkup ? try HTMLText.escaped(text, machine) : text)
    }
    return builder.string(isMarkup: separator.isMarkup)
  }
}
