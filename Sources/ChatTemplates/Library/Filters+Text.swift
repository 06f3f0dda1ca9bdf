/// Filters on text.
extension Filters {
  static let textFilters: [String: FilterFunction] = [
    "trim": trim,
    "upper": { value, arguments, machine in try changeCase(.upper, value, arguments, machine) },
    "lower": { value, arguments, machine in try changeCase(.lower, value, arguments, machine) },
    "capitalize": { value, arguments, machine in try changeCase(.capitalize, value, arguments, machine) },
    "title": title,
    "replace": replace,
    "join": join,
    "indent": indent,
    "center": { value, arguments, machine in
      let bound = try arguments.bind("center", ["width"])
      let text = try softText(value, machine)
      return .string(try TextPadding.center(text, width: try bound.integer(0, default: 80), machine))
    },
    "truncate": truncate,
    "wordcount": wordCount,
    "wordwrap": unsupported("wordwrap", "no chat template wraps its text"),
    "urlize": unsupported("urlize", "it is for HTML"),
    "striptags": unsupported("striptags", "it is for HTML"),
    "urlencode": urlEncode,
    "format": { value, arguments, machine in
      if !arguments.positional.isEmpty && !arguments.keywords.isEmpty {
        throw TemplateFailure.value("can't handle positional and keyword arguments at the same time")
      }
      let values: TemplateValue =
        arguments.keywords.isEmpty
        ? try machine.list(arguments.positional, .tuple)
        : try machine.dictionary(arguments.keywords.map { (.string($0.name), $0.value) })
      return .string(try PrintfFormat.format(try softText(value, machine), with: values, machine))
    },
    "string": { value, arguments, machine in
      _ = try arguments.bind("string", [])
      return .string(try softText(value, machine))
    },
    "safe": { value, arguments, machine in
      _ = try arguments.bind("safe", [])
      return .string(try softText(value, machine).asMarkup(true))
    },
    "escape": escape,
    "e": escape,
    "forceescape": { value, arguments, machine in
      _ = try arguments.bind("forceescape", [])
      return .string(try HTMLText.forced(try PythonPrinter.text(value, machine), machine))
    },
    "xmlattr": xmlAttributes,
  ]

  private static func changeCase(
    _ method: StringMethod, _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    _ = try arguments.bind(method.rawValue, [])
    return .string(try TextCase.apply(method, to: try softText(value, machine), machine))
  }

  @Sendable private static func escape(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    _ = try arguments.bind("escape", [])
    return .string(try HTMLText.escaped(try softText(value, machine), machine))
  }

  @Sendable private static func trim(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let text = try softText(value, machine)
    if arguments.isEmpty { return .string(try TextStripping.strip(text, .both, nil, machine)) }
    let bound = try arguments.bind("trim", ["chars"])
    guard let characters = bound.given(0) else { return .string(try TextStripping.strip(text, .both, nil, machine)) }
    guard case .string(let set) = characters else { throw TemplateFailure.type("strip arg must be None or str") }
    return .string(try TextStripping.strip(text, .both, set, machine))
  }

  @Sendable private static func replace(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("replace", ["old", "new", "count"], required: 2)
    let text = try PythonPrinter.text(value, machine)
    let old = try PythonPrinter.text(bound[0] ?? .none, machine)
    let new = try PythonPrinter.text(bound[1] ?? .none, machine)
    let count = bound.given(2) == nil ? -1 : try bound.integer(2, default: -1)
    return .string(try TextReplacing.replace(text, old, new, count: count, machine))
  }

  @Sendable private static func join(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("join", ["d", "attribute"])
    let separator = try bound[0].map { try PythonPrinter.text($0, machine) } ?? .empty
    var items = try machine.items(of: value)
    if let attribute = bound.given(1) {
      let path = AttributePath(attribute)
      items = try items.map { try path.value(in: $0, machine) }
    }
    return .string(try TextJoining.join(try items.map { try PythonPrinter.text($0, machine) }, separator, machine))
  }

  /// Each run of white space, hyphens and opening brackets begins a word.
  @Sendable private static func title(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    _ = try arguments.bind("title", [])
    let text = try softText(value, machine)
    try machine.build(text.utf8.count)
    var builder = TextBuilder()
    var start = 0
    func flush(_ end: Int) throws {
      if start < end {
        let word = text.slice(start..<end)
        // As in Jinja, the first character in upper case and the rest, by themselves, in lower case.
        let first = PythonText.scalar(word.utf8, at: 0)?.width ?? 1
        builder.append(try TextCase.apply(.upper, to: word.slice(0..<first), machine))
        if first < word.utf8.count {
          builder.append(try TextCase.apply(.lower, to: word.slice(first..<word.utf8.count), machine))
        }
      }
      start = end
    }
    for (scalar, range) in PythonText.scalars(text.utf8)
    where PythonText.isSpace(scalar) || "-({[<".unicodeScalars.contains(scalar) {
      try flush(range.lowerBound)
      builder.append(text, in: range)
      start = range.upperBound
    }
    try flush(text.utf8.count)
    return .string(builder.string())
  }

  @Sendable private static func indent(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("indent", ["width", "first", "blank"])
    let indention: TemplateString
    if case .string(let text)? = bound[0] {
      indention = text
    } else {
      indention = try Arithmetic.repeated(TemplateString(" "), try bound.integer(0, default: 4), machine)
    }
    guard case .string(let text) = value else {
      if case .undefined(let undefined) = value { throw TemplateFailure.undefined(undefined) }
      throw TemplateFailure.type("indent: its subject must be a string, not \(value.typeName)")
    }
    let newline = TemplateString("\n")
    let lines = try TextSplitting.lines(try Arithmetic.joined(text, newline, machine), keepsEnds: false, machine)
    let includesBlank = try bound.flag(2, machine)
    var builder = TextBuilder()
    if try bound.flag(1, machine) {
      try machine.build(indention.size)
      builder.append(indention)
    }
    for (number, line) in lines.enumerated() {
      try machine.step()
      let isIndented = number > 0 && (includesBlank || !line.isEmpty)
      try machine.build(line.utf8.count + 1)
      if number > 0 { builder.append(newline) }
      if isIndented {
        try machine.build(indention.size)
        builder.append(indention)
      }
      builder.append(line)
    }
    return .string(builder.string(isMarkup: text.isMarkup))
  }

  @Sendable private static func truncate(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("truncate", ["length", "killwords", "end", "leeway"])
    let end = try bound.string(2) ?? TemplateString("...")
    let length = try bound.integer(0, default: 255)
    let leeway = bound.given(3) == nil ? 5 : try bound.integer(3, default: 5)
    let endLength = PythonText.length(end.utf8)
    if length < endLength { throw TemplateFailure.value("expected length >= \(endLength), got \(length)") }
    if leeway < 0 { throw TemplateFailure.value("expected leeway >= 0, got \(leeway)") }
    if try machine.length(of: value) <= length.saturatingAdd(leeway) { return value }
    guard case .string(let text) = value else {
      throw TemplateFailure.type("truncate: its subject must be a string, not \(value.typeName)")
    }
    let bounds = try Slicing.Bounds(start: nil, stop: .integer(length - endLength), step: nil)
    var kept = try Slicing.slice(text, bounds, machine)
    if try !bound.flag(1, machine) {
      let cut = PythonText.findLast([UInt8(ascii: " ")], in: kept.utf8, 0..<kept.utf8.count)
      if let cut { kept = kept.slice(0..<cut) }
    }
    return .string(try Arithmetic.joined(kept, end, machine))
  }

  @Sendable private static func wordCount(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    _ = try arguments.bind("wordcount", [])
    let text = try softText(value, machine)
    try machine.scan(text.utf8.count)
    var count = 0
    var isInWord = false
    for (scalar, _) in PythonText.scalars(text.utf8) {
      let isWord = TextQuestions.isWord(scalar)
      if isWord && !isInWord { count += 1 }
      isInWord = isWord
    }
    return .integer(count)
  }

  @Sendable private static func xmlAttributes(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("xmlattr", ["autospace"])
    guard case .dictionary(let dictionary) = value else {
      throw TemplateFailure.type("xmlattr: its subject must be a dict, not \(value.typeName)")
    }
    var texts: [TemplateString] = []
    for (position, key) in dictionary.keys.enumerated() {
      let item = dictionary.values[position]
      if item.isNone || item.isUndefined { continue }
      guard case .string(let name) = key else { throw TemplateFailure.type("expected string or bytes-like object") }
      for byte in name.utf8 where byte == 0x20 || (byte >= 9 && byte <= 13) || "/>=".utf8.contains(byte) {
        throw TemplateFailure.value("Invalid character in attribute name: '\(name.description)'")
      }
      let shown = try HTMLText.escaped(try softText(item, machine), machine)
      let parts = [try HTMLText.escaped(name, machine), TemplateString("=\""), shown, TemplateString("\"")]
      texts.append(try TextJoining.join(parts, .empty, machine))
    }
    let text = try TextJoining.join(texts, TemplateString(" "), machine)
    let hasSpace = try bound.flag(0, default: true, machine) && !text.isEmpty
    return .string(hasSpace ? try Arithmetic.joined(TemplateString(" "), text, machine) : text)
  }

  @Sendable private static func urlEncode(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    _ = try arguments.bind("urlencode", [])
    if case .string(let text) = value { return .string(try quoted(text, isQuery: false, machine)) }
    if !machine.isIterable(value) {
      return .string(try quoted(try PythonPrinter.text(value, machine), isQuery: false, machine))
    }
    var source = value
    if case .dictionary(let dictionary) = value { source = try DictionaryMethods.items(of: dictionary, machine) }
    var texts: [TemplateString] = []
    for pair in try machine.items(of: source) {
      let items = try machine.items(of: pair)
      if items.count != 2 {
        throw TemplateFailure.value("not enough values to unpack (expected 2, got \(items.count))")
      }
      let name = try quoted(try PythonPrinter.text(items[0], machine), isQuery: true, machine)
      let item = try quoted(try PythonPrinter.text(items[1], machine), isQuery: true, machine)
      texts.append(try TextJoining.join([name, item], TemplateString("="), machine))
    }
    return .string(try TextJoining.join(texts, TemplateString("&"), machine))
  }

  private static func quoted(
    _ text: TemplateString, isQuery: Bool, _ machine: Machine
  ) throws -> TemplateString {
    var builder = TextBuilder()
    try machine.build(text.utf8.count)
    for (index, byte) in text.utf8.enumerated() {
      let isKept = PythonText.isASCIIWord(byte) || ".-~".utf8.contains(byte) || (byte == UInt8(ascii: "/") && !isQuery)
      if isKept {
        builder.append(byte, origin: text.origin(at: index))
      } else if isQuery && byte == UInt8(ascii: " ") {
        builder.append("+", origin: text.origin(at: index))
      } else {
        try machine.build(2)
        let digits = String(byte, radix: 16, uppercase: true)
        builder.append("%" + (byte < 16 ? "0" : "") + digits, origin: text.origin(at: index))
      }
    }
    return builder.string()
  }
}
