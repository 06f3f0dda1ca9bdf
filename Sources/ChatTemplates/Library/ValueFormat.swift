import Prompting

/// `format(value, specification)`.
enum ValueFormat {
  static func format(
    _ value: TemplateValue, _ specification: [UInt8], _ machine: Machine
  ) throws -> TemplateString {
    if specification.isEmpty { return try PythonPrinter.text(value, machine) }
    switch value {
    case .string(let text): return try format(text, try FormatSpecification(specification, typeName: "str"), machine)
    case .bool, .integer, .float:
      let parsed = try FormatSpecification(specification, typeName: value.typeName)
      return TemplateString(try number(value, parsed, machine))
    default:
      throw TemplateFailure.type("unsupported format string passed to \(value.typeName).__format__")
    }
  }

  private static func format(
    _ text: TemplateString, _ specification: FormatSpecification, _ machine: Machine
  ) throws -> TemplateString {
    if let type = specification.type, type != UInt8(ascii: "s") {
      throw TemplateFailure.value(
        "Unknown format code '\(Character(Unicode.Scalar(type)))' for object of type 'str'")
    }
    if specification.sign != UInt8(ascii: "-") || specification.isAlternate || specification.grouping != nil
      || specification.alignment == UInt8(ascii: "=")
    {
      throw TemplateFailure.value("Sign, alternate form, grouping and '=' are not allowed in string format specifier")
    }
    var shown = text
    if let precision = specification.precision {
      let bounds = try Slicing.Bounds(start: nil, stop: .integer(precision), step: nil)
      shown = try Slicing.slice(text, bounds, machine)
    }
    return try pad(shown, specification, UInt8(ascii: "<"), machine)
  }

  private static func pad(
    _ text: TemplateString, _ specification: FormatSpecification, _ fallback: UInt8, _ machine: Machine
  ) throws -> TemplateString {
    let missing = specification.width - PythonText.length(text.utf8)
    if missing <= 0 { return text }
    let left =
      switch specification.alignment ?? fallback {
      case UInt8(ascii: "<"): 0
      case UInt8(ascii: "^"): missing / 2
      default: missing
      }
    let fill = TemplateString(String(Character(specification.fill)))
    let before = try Arithmetic.repeated(fill, left, machine)
    let after = try Arithmetic.repeated(fill, missing - left, machine)
    return try TextJoining.join([before, text, after], TemplateString.empty, machine)
  }

  // MARK: Numbers

  private static func number(
    _ value: TemplateValue, _ specification: FormatSpecification, _ machine: Machine
  ) throws -> String {
    let (isNegative, prefix, digits) = try digits(of: value, specification, machine)
    let sign =
      isNegative
      ? "-"
      : specification.sign == UInt8(ascii: "-")
        ? ""
        : String(
          Character(Unicode.Scalar(specification.sign)))
    let lead = sign + prefix
    var body = digits
    if let grouping = specification.grouping { body = try grouped(digits, specification, grouping) }
    if specification.alignment == UInt8(ascii: "=") || (specification.alignment == nil && specification.fill == "0") {
      let missing = specification.width - lead.utf8.count - body.utf8.count
      if missing > 0 {
        if specification.grouping != nil && specification.fill == "0" {
          throw TemplateFailure.unsupported("zero padding with digit grouping is not supported")
        }
        let fill = TemplateString(String(Character(specification.fill)))
        body = try Arithmetic.repeated(fill, missing, machine).description + body
      }
      return lead + body
    }
    return try pad(TemplateString(lead + body), specification, UInt8(ascii: ">"), machine).description
  }

  private static func digits(
    of value: TemplateValue, _ specification: FormatSpecification, _ machine: Machine
  ) throws -> (isNegative: Bool, prefix: String, digits: String) {
    let type = specification.type
    if case .integer(let integer)? = value.number, type.map({ !"eEfFgG%".utf8.contains($0) }) ?? true {
      if specification.precision != nil {
        throw TemplateFailure.value("Precision not allowed in integer format specifier")
      }
      return try digits(of: integer, specification)
    }
    guard let float = value.number?.double else { return (false, "", "") }
    let magnitude = float.magnitude
    let isNegative = float.sign == .minus && !float.isNaN
    if let precision = specification.precision, precision > PythonNumber.maximumPrecision {
      throw TemplateFailure.limit(
        "digits after the point", value: PythonNumber.maximumPrecision, met: precision, flag: nil)
    }
    try machine.build((specification.precision ?? 0) + 320)
    switch type {
    case nil:
      guard let precision = specification.precision else { return (isNegative, "", PythonNumber.text(magnitude)) }
      let text = PythonNumber.formatted(magnitude, style: UInt8(ascii: "g"), precision: max(precision, 1))
      let isPlain = magnitude.isFinite && !text.contains(".") && !text.contains("e")
      if isPlain && text.utf8.count >= max(precision, 1) && magnitude != 0 {
        return (isNegative, "", shortExponent(magnitude, precision: max(precision, 1)))
      }
      return (isNegative, "", isPlain ? text + ".0" : text)
    case UInt8(ascii: "%")?:
      let text = PythonNumber.formatted(
        magnitude * 100, style: UInt8(ascii: "f"), precision: specification.precision ?? 6)
      return (isNegative, "", text + "%")
    case let style? where "eEfFgG".utf8.contains(style):
      let text = PythonNumber.formatted(
        magnitude, style: style, precision: specification.precision ?? 6, alternate: specification.isAlternate)
      return (isNegative, "", text)
    case let style?:
      throw TemplateFailure.value(
        "Unknown format code '\(Character(Unicode.Scalar(style)))' for object of type '\(value.typeName)'")
    }
  }

  /// A float whose digits before the point use up its precision: with an exponent, as Python prints it.
  private static func shortExponent(_ value: Double, precision: Int) -> String {
    let text = PythonNumber.formatted(value, style: UInt8(ascii: "e"), precision: precision - 1)
    let halves = text.split(separator: "e", maxSplits: 1)
    guard halves.count == 2, halves[0].contains(".") else { return text }
    var mantissa = Array(halves[0].utf8)
    while mantissa.last == UInt8(ascii: "0") { mantissa.removeLast() }
    if mantissa.last == UInt8(ascii: ".") { mantissa.removeLast() }
    return String(decoding: mantissa, as: UTF8.self) + "e" + halves[1]
  }

  private static func digits(
    of value: Int, _ specification: FormatSpecification
  ) throws -> (isNegative: Bool, prefix: String, digits: String) {
    let magnitude = value.magnitude
    let isNegative = value < 0
    func prefix(_ mark: String) -> String { specification.isAlternate ? mark : "" }
    switch specification.type {
    case nil, UInt8(ascii: "d")?, UInt8(ascii: "n")?: return (isNegative, "", String(magnitude))
    case UInt8(ascii: "b")?: return (isNegative, prefix("0b"), String(magnitude, radix: 2))
    case UInt8(ascii: "o")?: return (isNegative, prefix("0o"), String(magnitude, radix: 8))
    case UInt8(ascii: "x")?: return (isNegative, prefix("0x"), String(magnitude, radix: 16))
    case UInt8(ascii: "X")?: return (isNegative, prefix("0X"), String(magnitude, radix: 16, uppercase: true))
    case UInt8(ascii: "c")?:
      guard let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) else {
        throw TemplateFailure.value("%c arg not in range(0x110000)")
      }
      return (false, "", String(Character(scalar)))
    case let style?:
      throw TemplateFailure.value(
        "Unknown format code '\(Character(Unicode.Scalar(style)))' for object of type 'int'")
    }
  }

  private static func grouped(
    _ digits: String, _ specification: FormatSpecification, _ mark: UInt8
  ) throws -> String {
    let bytes = Array(digits.utf8)
    let isHexadecimal = specification.type.map { "boxX".utf8.contains($0) } ?? false
    if isHexadecimal && mark == UInt8(ascii: ",") { throw TemplateFailure.value("Cannot specify ',' with this type") }
    let size = isHexadecimal ? 4 : 3
    let whole = bytes.firstIndex { !isDigit($0, hexadecimal: isHexadecimal) } ?? bytes.count
    var result: [UInt8] = []
    for index in 0..<whole {
      if index > 0 && (whole - index) % size == 0 { result.append(mark) }
      result.append(bytes[index])
    }
    return String(decoding: result + bytes[whole...], as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8, hexadecimal: Bool) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || (hexadecimal && byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66)
  }
}
