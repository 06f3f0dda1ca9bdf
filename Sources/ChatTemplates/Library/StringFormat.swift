import Prompting

/// `"…{}…".format(…)`, with the fields of the sandbox's formatter.
///
/// Source: `string.Formatter` of Python and `SandboxedFormatter` in Jinja 3.1 `sandbox.py`.
struct StringFormat {
  private let machine: Machine
  private let arguments: Arguments
  /// What `format_map` looks names up in.
  private let mapping: TemplateValue?
  private var nextPosition: Int? = 0

  static func format(
    _ text: TemplateString, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateString {
    var format = StringFormat(machine: machine, arguments: arguments, mapping: nil)
    return try format.expand(text, depth: 2)
  }

  static func format(_ text: TemplateString, mapping: TemplateValue, _ machine: Machine) throws -> TemplateString {
    var format = StringFormat(machine: machine, arguments: .none, mapping: mapping)
    return try format.expand(text, depth: 2)
  }

  private mutating func expand(_ text: TemplateString, depth: Int) throws -> TemplateString {
    if depth < 1 { throw TemplateFailure.value("Max string recursion exceeded") }
    let bytes = text.utf8
    let (open, close) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
    var builder = TextBuilder()
    var index = 0
    var start = 0
    try machine.build(bytes.count)
    while index < bytes.count {
      let byte = bytes[index]
      guard byte == open || byte == close else {
        index += 1
        continue
      }
      if index + 1 < bytes.count, bytes[index + 1] == byte {
        builder.append(text, in: start..<(index + 1))
        index += 2
        start = index
        continue
      }
      if byte == close { throw TemplateFailure.value("Single '}' encountered in format string") }
      builder.append(text, in: start..<index)
      let end = try fieldEnd(bytes, from: index + 1)
      let result = try field(text, (index + 1)..<end, depth: depth)
      try machine.build(result.size)
      builder.append(text.isMarkup ? try HTMLText.escaped(result, machine) : result)
      index = end + 1
      start = index
    }
    builder.append(text, in: start..<bytes.count)
    return builder.string(isMarkup: text.isMarkup)
  }

  private func fieldEnd(_ bytes: [UInt8], from start: Int) throws -> Int {
    var depth = 1
    for index in start..<bytes.count {
      if bytes[index] == UInt8(ascii: "{") { depth += 1 }
      if bytes[index] == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    throw TemplateFailure.value(
      start == bytes.count ? "Single '{' encountered in format string" : "expected '}' before end of string")
  }

  private mutating func field(_ text: TemplateString, _ range: Range<Int>, depth: Int) throws -> TemplateString {
    let bytes = text.utf8
    var nameEnd = range.lowerBound
    var isInBracket = false
    while nameEnd < range.upperBound {
      let byte = bytes[nameEnd]
      if byte == UInt8(ascii: "[") { isInBracket = true }
      if byte == UInt8(ascii: "]") { isInBracket = false }
      if byte == UInt8(ascii: "{") { throw TemplateFailure.value("unexpected '{' in field name") }
      if !isInBracket && (byte == UInt8(ascii: "!") || byte == UInt8(ascii: ":")) { break }
      nameEnd += 1
    }
    var value = try lookUp(Array(bytes[range.lowerBound..<nameEnd]))
    var index = nameEnd
    if index < range.upperBound, bytes[index] == UInt8(ascii: "!") {
      guard index + 1 < range.upperBound else {
        throw TemplateFailure.value("end of string while looking for conversion specifier")
      }
      value = .string(try convert(value, bytes[index + 1]))
      index += 2
      if index < range.upperBound, bytes[index] != UInt8(ascii: ":") {
        throw TemplateFailure.value("expected ':' after conversion specifier")
      }
    }
    var specification = TemplateString.empty
    if index < range.upperBound {
      specification = try expand(text.slice((index + 1)..<range.upperBound), depth: depth - 1)
    }
    return try ValueFormat.format(value, specification.utf8, machine)
  }

  private func convert(_ value: TemplateValue, _ conversion: UInt8) throws -> TemplateString {
    switch conversion {
    case UInt8(ascii: "s"): return try PythonPrinter.text(value, machine)
    case UInt8(ascii: "r"): return try PythonPrinter.representation(value, machine)
    case UInt8(ascii: "a"):
      return try PythonPrinter.escapingBeyondASCII(try PythonPrinter.representation(value, machine), machine)
    default: throw TemplateFailure.value("Unknown conversion specifier")
    }
  }

  private mutating func lookUp(_ name: [UInt8]) throws -> TemplateValue {
    let end = name.firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") } ?? name.count
    var value = try first(Array(name[..<end]))
    var index = end
    while index < name.count {
      if name[index] == UInt8(ascii: ".") {
        let stop = name[(index + 1)...].firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") } ?? name.count
        if stop == index + 1 { throw TemplateFailure.value("Empty attribute in format string") }
        value = try Members.attribute(MemberName(TemplateString(Array(name[(index + 1)..<stop]))), of: value, machine)
        index = stop
      } else if name[index] == UInt8(ascii: "[") {
        guard let stop = name[index...].firstIndex(of: UInt8(ascii: "]")) else {
          throw TemplateFailure.value("Missing ']' in format string")
        }
        let key = Array(name[(index + 1)..<stop])
        if key.isEmpty { throw TemplateFailure.value("Empty attribute in format string") }
        value = try Members.item(
          Self.position(key).map { .integer($0) } ?? .string(TemplateString(key)), of: value, machine)
        index = stop + 1
      } else {
        throw TemplateFailure.value("Only '.' or '[' may follow ']' in format field specifier")
      }
    }
    return value
  }

  private static func position(_ bytes: [UInt8]) -> Int? {
    bytes.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? Int(String(decoding: bytes, as: UTF8.self)) : nil
  }

  private mutating func first(_ name: [UInt8]) throws -> TemplateValue {
    var position = Self.position(name)
    if name.isEmpty {
      guard let next = nextPosition else {
        throw TemplateFailure.value("cannot switch from manual field specification to automatic field numbering")
      }
      position = next
      nextPosition = next + 1
    } else if position != nil {
      if let next = nextPosition, next > 0 {
        throw TemplateFailure.value("cannot switch from automatic field numbering to manual field specification")
      }
      nextPosition = nil
    }
    if let mapping { return try mapped(name, position, mapping) }
    if let position {
      guard position < arguments.positional.count else {
        throw TemplateFailure.value("Replacement index \(position) out of range for positional args tuple")
      }
      return arguments.positional[position]
    }
    for keyword in arguments.keywords where keyword.name.utf8 == name { return keyword.value }
    throw TemplateFailure.value("no argument '\(String(decoding: name, as: UTF8.self))' for the format string")
  }

  private func mapped(_ name: [UInt8], _ position: Int?, _ mapping: TemplateValue) throws -> TemplateValue {
    if position != nil { throw TemplateFailure.value("Format string contains positional fields") }
    guard case .dictionary(let dictionary) = mapping, let value = dictionary.value(for: TemplateString(name)) else {
      throw TemplateFailure.value("no key '\(String(decoding: name, as: UTF8.self))' for the format string")
    }
    return value
  }
}

extension PythonPrinter {
  /// The text with every character beyond ASCII escaped, as `ascii()` does.
  static func escapingBeyondASCII(_ text: TemplateString, _ machine: Machine) throws -> TemplateString {
    var builder = TextBuilder()
    for (scalar, range) in PythonText.scalars(text.utf8) {
      if scalar.isASCII {
        builder.append(text, in: range)
      } else {
        try machine.build(10)
        builder.append(PythonText.escape(scalar), origin: text.origin(at: range.lowerBound))
      }
    }
    return builder.string()
  }
}
