import Algorithms

/// The methods of Python's str.
enum StringMethod: String, Sendable {
  case capitalize, casefold, center, count, encode, endswith, expandtabs, find, format, index, isalnum, isalpha
  case isascii, isdecimal, isdigit, isidentifier, islower, isnumeric, isprintable, isspace, istitle, isupper, join
  case ljust, lower, lstrip, maketrans, partition, removeprefix, removesuffix, replace, rfind, rindex, rjust
  case rpartition, rsplit, rstrip, split, splitlines, startswith, strip, swapcase, title, translate, upper, zfill
  case formatMap = "format_map"
}

enum StringMethods {
  static func call(
    _ method: StringMethod, on text: TemplateString, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let name = method.rawValue
    switch method {
    case .strip: return .string(try strip(text, arguments, name, .both, machine))
    case .lstrip: return .string(try strip(text, arguments, name, .left, machine))
    case .rstrip: return .string(try strip(text, arguments, name, .right, machine))
    case .split, .rsplit: return try split(text, arguments, name, fromRight: method == .rsplit, machine)
    case .splitlines:
      let bound = try arguments.bind(name, ["keepends"])
      let lines = try TextSplitting.lines(text, keepsEnds: try bound.flag(0, machine), machine)
      return try machine.list(lines.map { .string($0) })
    case .startswith: return .bool(try hasAffix(text, arguments, name, atEnd: false, machine))
    case .endswith: return .bool(try hasAffix(text, arguments, name, atEnd: true, machine))
    case .replace:
      let bound = try arguments.bindPositional(name, ["old", "new", "count"], required: 2)
      guard let old = try bound.string(0), let new = try bound.string(1) else { return .string(text) }
      return .string(try TextReplacing.replace(text, old, new, count: try bound.integer(2, default: -1), machine))
    case .removeprefix, .removesuffix:
      return .string(try removeAffix(text, arguments, name, atEnd: method == .removesuffix, machine))
    case .partition, .rpartition:
      return try partition(text, arguments, name, fromRight: method == .rpartition, machine)
    case .join:
      let bound = try arguments.bindPositional(name, ["iterable"], required: 1)
      return .string(try TextJoining.join(text, bound[0] ?? .none, machine))
    case .format: return .string(try StringFormat.format(text, arguments, machine))
    case .formatMap:
      let bound = try arguments.bindPositional(name, ["mapping"], required: 1)
      return .string(try StringFormat.format(text, mapping: bound[0] ?? .none, machine))
    case .find, .rfind, .index, .rindex, .count: return try search(method, text, arguments, machine)
    case .upper, .lower, .capitalize, .title, .swapcase, .casefold:
      _ = try arguments.bindPositional(name, [])
      return .string(try TextCase.apply(method, to: text, machine))
    case .center, .ljust, .rjust, .zfill, .expandtabs:
      return .string(try TextPadding.apply(method, text, arguments, machine))
    case .encode, .maketrans, .translate:
      throw TemplateFailure.unsupported("the method '\(name)' of strings is not supported")
    default:
      _ = try arguments.bindPositional(name, [])
      try machine.scan(text.utf8.count)
      return .bool(try TextQuestions.answer(method, text))
    }
  }

  private static func strip(
    _ text: TemplateString, _ arguments: Arguments, _ name: String, _ sides: TextStripping.Sides, _ machine: Machine
  ) throws -> TemplateString {
    if arguments.isEmpty { return try TextStripping.strip(text, sides, nil, machine) }
    let bound = try arguments.bindPositional(name, ["chars"])
    guard let value = bound.given(0) else { return try TextStripping.strip(text, sides, nil, machine) }
    guard case .string(let characters) = value else {
      throw TemplateFailure.type("\(name) arg must be None or str")
    }
    return try TextStripping.strip(text, sides, characters, machine)
  }

  private static func split(
    _ text: TemplateString, _ arguments: Arguments, _ name: String, fromRight: Bool, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind(name, ["sep", "maxsplit"])
    let maximum = try bound.integer(1, default: -1)
    guard let value = bound.given(0) else {
      let words = try TextSplitting.words(text, maximum: maximum, fromRight: fromRight, machine)
      return try machine.list(words.map { .string($0) })
    }
    guard case .string(let separator) = value else {
      throw TemplateFailure.type("must be str or None, not \(value.typeName)")
    }
    if separator.isEmpty { throw TemplateFailure.value("empty separator") }
    let parts = try TextSplitting.split(text, at: separator, maximum: maximum, fromRight: fromRight, machine)
    return try machine.list(parts.map { .string($0) })
  }

  private static func hasAffix(
    _ text: TemplateString, _ arguments: Arguments, _ name: String, atEnd: Bool, _ machine: Machine
  ) throws -> Bool {
    let bound = try arguments.bindPositional(name, ["prefix", "start", "end"], required: 1)
    guard let range = try CharacterPositions(text).range(bound, 1, 2) else { return false }
    func matches(_ value: TemplateValue) throws -> Bool {
      guard case .string(let affix) = value else {
        throw TemplateFailure.type("\(name) first arg must be str or a tuple of str, not \(value.typeName)")
      }
      try machine.scan(affix.utf8.count)
      let bytes = text.utf8[range]
      return affix.utf8.count <= bytes.count
        && (atEnd ? bytes.suffix(affix.utf8.count) : bytes.prefix(affix.utf8.count)).elementsEqual(affix.utf8)
    }
    let value = bound[0] ?? .none
    guard case .list(let list) = value, list.isTuple else { return try matches(value) }
    for item in list.items {
      try machine.step()
      if try matches(item) { return true }
    }
    return false
  }

  private static func removeAffix(
    _ text: TemplateString, _ arguments: Arguments, _ name: String, atEnd: Bool, _ machine: Machine
  ) throws -> TemplateString {
    let bound = try arguments.bindPositional(name, [atEnd ? "suffix" : "prefix"], required: 1)
    guard let affix = try bound.string(0) else { return text }
    let rest = text.utf8.count - affix.utf8.count
    if affix.isEmpty || rest < 0 { return text }
    try machine.build(rest)
    if atEnd { return text.utf8[rest...].elementsEqual(affix.utf8) ? text.slice(0..<rest) : text }
    return text.utf8.starts(with: affix.utf8) ? text.slice(affix.utf8.count..<text.utf8.count) : text
  }

  private static func partition(
    _ text: TemplateString, _ arguments: Arguments, _ name: String, fromRight: Bool, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bindPositional(name, ["sep"], required: 1)
    guard let separator = try bound.string(0) else { return .none }
    if separator.isEmpty { throw TemplateFailure.value("empty separator") }
    try machine.search(for: separator, in: text)
    try machine.build(text.utf8.count)
    try machine.build(strings: 3)
    let whole = 0..<text.utf8.count
    let found =
      fromRight
      ? PythonText.findLast(separator.utf8, in: text.utf8, whole)
      : PythonText.find(separator.utf8, in: text.utf8, whole)
    guard let found else {
      let empty = TemplateValue.string(TemplateString.empty.asMarkup(text.isMarkup))
      return try machine.list(fromRight ? [empty, empty, .string(text)] : [.string(text), empty, empty], .tuple)
    }
    let end = found + separator.utf8.count
    let parts = [text.slice(0..<found), text.slice(found..<end), text.slice(end..<text.utf8.count)]
    return try machine.list(parts.map { .string($0) }, .tuple)
  }

  private static func search(
    _ method: StringMethod, _ text: TemplateString, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bindPositional(method.rawValue, ["sub", "start", "end"], required: 1)
    guard let needle = try bound.string(0) else { return .none }
    try machine.search(for: needle, in: text)
    let positions = CharacterPositions(text)
    let range = try positions.range(bound, 1, 2)
    if method == .count { return .integer(range.map { positions.count(needle, in: $0) } ?? 0) }
    let isLast = method == .rfind || method == .rindex
    let found = range.flatMap { range in
      isLast
        ? PythonText.findLast(needle.utf8, in: text.utf8, range) : PythonText.find(needle.utf8, in: text.utf8, range)
    }
    if let found { return .integer(positions.character(at: found)) }
    if method == .find || method == .rfind { return .integer(-1) }
    throw TemplateFailure.value("substring not found")
  }
}

/// The places of characters in the bytes of a string.
struct CharacterPositions {
  private let text: TemplateString
  private let boundaries: [Int]?

  init(_ text: TemplateString) {
    self.text = text
    boundaries = PythonText.isASCII(text.utf8) ? nil : PythonText.boundaries(text.utf8)
  }

  private var characterCount: Int { boundaries.map { $0.count - 1 } ?? text.utf8.count }

  /// The bytes between two arguments that count characters as Python's slices do; `nil` when the start lies past the
  /// end, where not even the empty string is found.
  func range(_ bound: Arguments.Bound, _ start: Int, _ end: Int) throws -> Range<Int>? {
    let count = characterCount
    func position(_ index: Int, _ fallback: Int) throws -> Int {
      guard bound.given(index) != nil else { return fallback }
      let value = try bound.integer(index, default: fallback)
      return value < 0 ? max(value.saturatingAdd(count), 0) : value
    }
    let first = try position(start, 0)
    let last = min(try position(end, count), count)
    if first > last { return nil }
    return boundaries.map { $0[first]..<$0[last] } ?? first..<last
  }

  /// The number of the character that begins at a byte offset.
  func character(at offset: Int) -> Int {
    guard let boundaries else { return offset }
    return boundaries.partitioningIndex { $0 >= offset }
  }

  /// How often `needle` occurs in `range`, without overlap.
  func count(_ needle: TemplateString, in range: Range<Int>) -> Int {
    if needle.isEmpty { return PythonText.length(Array(text.utf8[range])) + 1 }
    var count = 0
    var start = range.lowerBound
    while let found = PythonText.find(needle.utf8, in: text.utf8, start..<range.upperBound) {
      count += 1
      start = found + needle.utf8.count
    }
    return count
  }
}
