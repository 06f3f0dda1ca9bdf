import Prompting

/// `"…%s…" % values`.
///
/// Source: "printf-style String Formatting" in Python's documentation.
struct PrintfFormat {
  private let machine: Machine
  private let values: [TemplateValue]
  private let mapping: TemplateDictionary?
  private let isSingle: Bool
  private var position = 0

  private init(_ value: TemplateValue, _ machine: Machine) {
    self.machine = machine
    if case .list(let list) = value, list.isTuple {
      values = list.items
      isSingle = false
    } else {
      values = [value]
      isSingle = true
    }
    if case .dictionary(let dictionary) = value { mapping = dictionary } else { mapping = nil }
  }

  static func format(
    _ text: TemplateString, with value: TemplateValue, _ machine: Machine
  ) throws -> TemplateString {
    var format = PrintfFormat(value, machine)
    return try format.expand(text)
  }

  private struct Field {
    var key: [UInt8]?
    var isLeft = false
    var isSigned = false
    var hasSpace = false
    var isZeroPadded = false
    var isAlternate = false
    var width = 0
    var precision: Int?
  }

  private mutating func expand(_ text: TemplateString) throws -> TemplateString {
    let bytes = text.utf8
    let percent = UInt8(ascii: "%")
    var builder = TextBuilder()
    var index = 0
    var usedMapping = false
    try machine.build(bytes.count)
    while index < bytes.count {
      guard let found = bytes[index...].firstIndex(of: percent) else { break }
      builder.append(text, in: index..<found)
      index = found + 1
      var field = try self.field(bytes, &index)
      guard index < bytes.count else { throw TemplateFailure.value("incomplete format") }
      let style = bytes[index]
      index += 1
      if style == percent {
        builder.append(percent, origin: text.origin(at: found))
        continue
      }
      let value: TemplateValue
      if let key = field.key {
        value = try mapped(key)
        usedMapping = true
      } else {
        value = try next()
      }
      let result = try convert(value, style, &field)
      try machine.build(result.size)
      builder.append(text.isMarkup ? try HTMLText.escaped(result, machine) : result)
    }
    builder.append(text, in: index..<bytes.count)
    let isUnused = position < values.count && !usedMapping
    let mayStayUnused = isSingle && mayStayUnused(values[0])
    if isUnused && !mayStayUnused {
      throw TemplateFailure.type("not all arguments converted during string formatting")
    }
    return builder.string(isMarkup: text.isMarkup)
  }

  /// Python lets a mapping stand unused: a dict, but also what else has subscripts and is no tuple or string.
  private func mayStayUnused(_ value: TemplateValue) -> Bool {
    switch value {
    case .dictionary, .undefined: true
    case .list(let list): list.isSubscriptable && !list.isTuple
    default: false
    }
  }

  private mutating func next() throws -> TemplateValue {
    guard position < values.count else { throw TemplateFailure.type("not enough arguments for format string") }
    position += 1
    return values[position - 1]
  }

  private func mapped(_ key: [UInt8]) throws -> TemplateValue {
    guard let mapping else { throw TemplateFailure.type("format requires a mapping") }
    guard let value = mapping.value(for: TemplateString(key)) else {
      throw TemplateFailure.value("no key '\(String(decoding: key, as: UTF8.self))' for the format string")
    }
    return value
  }

  // MARK: Reading a field

  private mutating func field(_ bytes: [UInt8], _ index: inout Int) throws -> Field {
    var field = Field()
    if index < bytes.count, bytes[index] == UInt8(ascii: "(") {
      var depth = 1
      let start = index + 1
      index += 1
      while index < bytes.count, depth > 0 {
        if bytes[index] == UInt8(ascii: "(") { depth += 1 }
        if bytes[index] == UInt8(ascii: ")") { depth -= 1 }
        index += 1
      }
      if depth > 0 { throw TemplateFailure.value("incomplete format key") }
      field.key = Array(bytes[start..<(index - 1)])
      if mapping == nil { throw TemplateFailure.type("format requires a mapping") }
    }
    flags: while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "-"): field.isLeft = true
      case UInt8(ascii: "+"): field.isSigned = true
      case UInt8(ascii: " "): field.hasSpace = true
      case UInt8(ascii: "#"): field.isAlternate = true
      case UInt8(ascii: "0"): field.isZeroPadded = true
      default: break flags
      }
      index += 1
    }
    if let width = try size(bytes, &index) {
      field.isLeft = field.isLeft || width < 0
      field.width = width == .min ? .max : abs(width)
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      field.precision = max(try size(bytes, &index) ?? 0, 0)
    }
    if index < bytes.count, "hlL".utf8.contains(bytes[index]) { index += 1 }
    return field
  }

  private mutating func size(_ bytes: [UInt8], _ index: inout Int) throws -> Int? {
    if index < bytes.count, bytes[index] == UInt8(ascii: "*") {
      index += 1
      guard case .integer(let value)? = try next().number else { throw TemplateFailure.type("* wants int") }
      return value
    }
    var value: Int?
    while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 {
      let (product, isTooLarge) = (value ?? 0).multipliedReportingOverflow(by: 10)
      let (sum, overflows) = product.addingReportingOverflow(Int(bytes[index]) - 0x30)
      if isTooLarge || overflows { throw TemplateFailure.value("width too big") }
      value = sum
      index += 1
    }
    return value
  }

  // MARK: Writing a value

  private func convert(_ value: TemplateValue, _ style: UInt8, _ field: inout Field) throws -> TemplateString {
    switch style {
    case UInt8(ascii: "s"), UInt8(ascii: "r"), UInt8(ascii: "a"):
      field.isZeroPadded = false
      return try pad(try text(value, style, field), field)
    case UInt8(ascii: "c"):
      field.isZeroPadded = false
      return try pad(try character(value), field)
    case UInt8(ascii: "d"), UInt8(ascii: "i"), UInt8(ascii: "u"), UInt8(ascii: "o"), UInt8(ascii: "x"),
      UInt8(ascii: "X"):
      return try pad(TemplateString(try integer(value, style, field)), field)
    case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "g"),
      UInt8(ascii: "G"):
      return try pad(TemplateString(try float(value, style, field)), field)
    default:
      throw TemplateFailure.value("unsupported format character '\(Character(Unicode.Scalar(style)))'")
    }
  }

  private func text(_ value: TemplateValue, _ style: UInt8, _ field: Field) throws -> TemplateString {
    var shown =
      try style == UInt8(ascii: "s")
      ? PythonPrinter.text(value, machine) : PythonPrinter.representation(value, machine)
    if style == UInt8(ascii: "a") { shown = try PythonPrinter.escapingBeyondASCII(shown, machine) }
    guard let precision = field.precision else { return shown }
    return try Slicing.slice(shown, try Slicing.Bounds(start: nil, stop: .integer(precision), step: nil), machine)
  }

  private func character(_ value: TemplateValue) throws -> TemplateString {
    if case .string(let text) = value, PythonText.length(text.utf8) == 1 { return text }
    guard case .integer(let code)? = value.number else { throw TemplateFailure.type("%c requires int or char") }
    guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
      throw TemplateFailure.value("%c arg not in range(0x110000)")
    }
    return TemplateString(String(Character(scalar)))
  }

  private func integer(_ value: TemplateValue, _ style: UInt8, _ field: Field) throws -> String {
    let isDecimal = "diu".utf8.contains(style)
    let number: Int
    switch value.number {
    case .integer(let whole)?: number = whole
    case .float(let float)? where isDecimal:
      guard let whole = Int(exactly: float.rounded(.towardZero)) else {
        throw TemplateFailure.integerOverflow("'%d'")
      }
      number = whole
    default:
      let wanted = isDecimal ? "a real number" : "an integer"
      throw TemplateFailure.type(
        "%\(Character(Unicode.Scalar(style))) format: \(wanted) is required, not \(value.typeName)")
    }
    var digits: String
    var prefix = ""
    switch style {
    case UInt8(ascii: "o"):
      digits = String(number.magnitude, radix: 8)
      prefix = "0o"
    case UInt8(ascii: "x"):
      digits = String(number.magnitude, radix: 16)
      prefix = "0x"
    case UInt8(ascii: "X"):
      digits = String(number.magnitude, radix: 16, uppercase: true)
      prefix = "0X"
    default: digits = String(number.magnitude)
    }
    if let precision = field.precision, precision > digits.utf8.count {
      try machine.build(precision)
      digits = String(repeating: "0", count: precision - digits.utf8.count) + digits
    }
    return sign(isNegative: number < 0, field) + (field.isAlternate ? prefix : "") + digits
  }

  private func float(_ value: TemplateValue, _ style: UInt8, _ field: Field) throws -> String {
    guard let number = value.number?.double else {
      throw TemplateFailure.type("must be real number, not \(value.typeName)")
    }
    let precision = field.precision ?? 6
    if precision > PythonNumber.maximumPrecision {
      throw TemplateFailure.limit(
        "digits after the point", value: PythonNumber.maximumPrecision, met: precision, flag: nil)
    }
    try machine.build(precision + 320)
    let digits = PythonNumber.formatted(
      number.magnitude, style: style, precision: precision, alternate: field.isAlternate)
    return sign(isNegative: number.sign == .minus && !number.isNaN, field) + digits
  }

  private func sign(isNegative: Bool, _ field: Field) -> String {
    isNegative ? "-" : field.isSigned ? "+" : field.hasSpace ? " " : ""
  }

  private func pad(_ text: TemplateString, _ field: Field) throws -> TemplateString {
    let missing = field.width - PythonText.length(text.utf8)
    if missing <= 0 { return text }
    let isZeroPadded = field.isZeroPadded && !field.isLeft
    let fill = try Arithmetic.repeated(TemplateString(isZeroPadded ? "0" : " "), missing, machine)
    if field.isLeft { return try TextJoining.join([text, fill], .empty, machine) }
    if !isZeroPadded { return try TextJoining.join([fill, text], .empty, machine) }
    var lead = 0
    if let first = text.utf8.first, "+- ".utf8.contains(first) { lead = 1 }
    if text.utf8.count > lead + 1, text.utf8[lead] == UInt8(ascii: "0"), "xXo".utf8.contains(text.utf8[lead + 1]) {
      lead += 2
    }
    return try TextJoining.join(
      [text.slice(0..<lead), fill, text.slice(lead..<text.utf8.count)], .empty, machine)
  }
}
