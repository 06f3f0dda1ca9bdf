import Prompting

/// Values as Python prints them.
///
/// The text of a string keeps its origins; the marks around it take one origin for the whole value, so that nothing
/// made from content passes for template text.
struct PythonPrinter {
  let machine: Machine
  private var builder = TextBuilder()
  private var origin = Origin.template

  private init(_ machine: Machine) { self.machine = machine }

  /// `str(value)`.
  @inline(__always)
  static func text(_ value: TemplateValue, _ machine: Machine) throws -> TemplateString {
    if case .string(let text) = value { return text.asMarkup(false) }
    return try other(value, machine)
  }

  private static func other(_ value: TemplateValue, _ machine: Machine) throws -> TemplateString {
    if case .undefined = value { return .empty }
    return try representation(value, machine)
  }

  /// `repr(value)`.
  static func representation(_ value: TemplateValue, _ machine: Machine) throws -> TemplateString {
    var printer = PythonPrinter(machine)
    printer.origin = try machine.mergedOrigin(of: value)
    try printer.append(value)
    return printer.builder.string()
  }

  private mutating func append(_ mark: String) throws {
    try machine.step()
    try machine.build(mark.utf8.count)
    builder.append(mark, origin: origin)
  }

  private mutating func append(_ value: TemplateValue) throws {
    switch value {
    case .undefined: try append("Undefined")
    case .none: try append("None")
    case .bool(let flag): try append(flag ? "True" : "False")
    case .integer(let number): try append(String(number))
    case .float(let number): try append(PythonNumber.text(number))
    case .string(let text):
      if text.isMarkup { try append("Markup(") }
      try append(quoted: text)
      if text.isMarkup { try append(")") }
    case .list(let list): try append(list)
    case .dictionary(let dictionary): try append(dictionary)
    case .object(let object):
      let text = try object.printed(machine)
      try machine.build(text.utf8.count)
      builder.append(text)
    }
  }

  private mutating func append(_ list: TemplateList) throws {
    if case .range(let start, let stop, let step) = list.kind {
      return try append("range(\(start), \(stop)" + (step == 1 ? ")" : ", \(step))"))
    }
    try machine.checkStack()
    let isTuple = list.isTuple
    let isView = list.kind != .list && !isTuple
    try append(isTuple ? "(" : isView ? "\(list.typeName)([" : "[")
    for (index, item) in list.items.enumerated() {
      if index > 0 { try append(", ") }
      try append(item)
    }
    if isTuple && list.items.count == 1 { try append(",") }
    try append(isTuple ? ")" : isView ? "])" : "]")
  }

  private mutating func append(_ dictionary: TemplateDictionary) throws {
    try machine.checkStack()
    try append("{")
    for index in dictionary.keys.indices {
      if index > 0 { try append(", ") }
      try append(dictionary.keys[index])
      try append(": ")
      try append(dictionary.values[index])
    }
    try append("}")
  }

  private mutating func append(quoted text: TemplateString) throws {
    let single = UInt8(ascii: "'")
    let double = UInt8(ascii: "\"")
    let quote = text.utf8.contains(single) && !text.utf8.contains(double) ? double : single
    try machine.build(text.utf8.count + 2)
    builder.append(quote, origin: origin)
    var start = 0
    for (scalar, range) in PythonText.scalars(text.utf8) {
      guard let escape = Self.escape(scalar, quote: quote) else { continue }
      builder.append(text, in: start..<range.lowerBound)
      try machine.build(escape.utf8.count)
      builder.append(escape, origin: text.origin(at: range.lowerBound))
      start = range.upperBound
    }
    builder.append(text, in: start..<text.utf8.count)
    builder.append(quote, origin: origin)
  }

  private static func escape(_ scalar: Unicode.Scalar, quote: UInt8) -> String? {
    switch scalar {
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default:
      if scalar.value == UInt32(quote) { return "\\" + String(Character(scalar)) }
      return PythonText.isPrintable(scalar) ? nil : PythonText.escape(scalar)
    }
  }
}

extension PythonText {
  /// `str.isprintable` of one character.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value >= 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }
}
