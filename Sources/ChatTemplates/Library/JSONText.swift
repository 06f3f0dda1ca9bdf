import Prompting

/// `tojson`, as transformers sets it up: Python's `json.dumps` without escapes for HTML.
///
/// The text of strings keeps its origins, also through escapes; the marks around it take one origin for the whole.
struct JSONText {
  private let machine: Machine
  private let options: Options
  private let origin: Origin
  private var builder = TextBuilder()

  struct Options {
    var escapesBeyondASCII = false
    /// What one level is indented by; `nil` for all on one line.
    var indent: TemplateString?
    var itemSeparator = TemplateString(", ")
    var keySeparator = TemplateString(": ")
    var sortsKeys = false
  }

  static func text(
    of value: TemplateValue, _ options: Options, _ machine: Machine
  ) throws -> TemplateString {
    var writer = JSONText(machine: machine, options: options, origin: try machine.mergedOrigin(of: value))
    try writer.append(value, level: 0)
    return writer.builder.string()
  }

  private mutating func append(_ mark: String) throws {
    try machine.step()
    try machine.build(mark.utf8.count)
    builder.append(mark, origin: origin)
  }

  private mutating func append(separator: TemplateString) throws {
    try machine.step()
    try machine.build(separator.utf8.count)
    builder.append(separator.utf8, origin: origin.merged(with: separator.mergedOrigin))
  }

  private mutating func append(_ value: TemplateValue, level: Int) throws {
    switch value {
    case .none: try append("null")
    case .bool(let flag): try append(flag ? "true" : "false")
    case .integer(let number): try append(String(number))
    case .float(let number): try append(Self.text(number))
    case .string(let text): try append(quoted: text)
    case .list(let list) where list.isOrdered: try append(list, level: level)
    case .dictionary(let dictionary): try append(dictionary, level: level)
    default: throw TemplateFailure.type("Object of type \(value.typeName) is not JSON serializable")
    }
  }

  private static func text(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return PythonNumber.text(number)
  }

  private mutating func append(_ list: TemplateList, level: Int) throws {
    if list.items.isEmpty { return try append("[]") }
    try machine.checkStack()
    try append("[")
    for (index, item) in list.items.enumerated() {
      if index > 0 { try append(separator: options.itemSeparator) }
      try breakLine(level: level + 1)
      try append(item, level: level + 1)
    }
    try breakLine(level: level)
    try append("]")
  }

  private mutating func append(_ dictionary: TemplateDictionary, level: Int) throws {
    if dictionary.count == 0 { return try append("{}") }
    try machine.checkStack()
    var order = Array(dictionary.keys.indices)
    if options.sortsKeys { order = try Sorting.order(dictionary.keys, isReversed: false, machine) }
    try append("{")
    for (number, index) in order.enumerated() {
      if number > 0 { try append(separator: options.itemSeparator) }
      try breakLine(level: level + 1)
      try append(key: dictionary.keys[index])
      try append(separator: options.keySeparator)
      try append(dictionary.values[index], level: level + 1)
    }
    try breakLine(level: level)
    try append("}")
  }

  private mutating func append(key: TemplateValue) throws {
    switch key {
    case .string(let text): try append(quoted: text)
    case .none: try append("\"null\"")
    case .bool(let flag): try append(flag ? "\"true\"" : "\"false\"")
    case .integer(let number): try append("\"\(number)\"")
    case .float(let number): try append("\"\(Self.text(number))\"")
    default: throw TemplateFailure.type("keys must be str, int, float, bool or None, not \(key.typeName)")
    }
  }

  private mutating func breakLine(level: Int) throws {
    guard let indent = options.indent else { return }
    let (size, isTooLarge) = indent.utf8.count.multipliedReportingOverflow(by: level)
    if isTooLarge { throw machine.outOfBytes() }
    try machine.build(size.saturatingAdd(1))
    builder.append(UInt8(ascii: "\n"), origin: origin)
    let indentOrigin = origin.merged(with: indent.mergedOrigin)
    for _ in 0..<level { builder.append(indent.utf8, origin: indentOrigin) }
  }

  private mutating func append(quoted text: TemplateString) throws {
    let bytes = text.utf8
    let quote = UInt8(ascii: "\"")
    try machine.build(bytes.count + 2)
    builder.append(quote, origin: origin)
    var start = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte >= 0x20 && byte != quote && byte != UInt8(ascii: "\\") && (byte < 0x80 || !options.escapesBeyondASCII) {
        index += 1
        continue
      }
      let (scalar, width) = PythonText.scalar(bytes, at: index) ?? ("\u{FFFD}", 1)
      let escape = Self.escape(scalar)
      try machine.step()
      try machine.build(escape.utf8.count)
      builder.append(text, in: start..<index)
      builder.append(escape, origin: text.origin(at: index))
      index += width
      start = index
    }
    builder.append(text, in: start..<bytes.count)
    builder.append(quote, origin: origin)
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case "\u{8}": return "\\b"
    case "\u{C}": return "\\f"
    default:
      return Character(scalar).utf16.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      }.joined()
    }
  }
}
