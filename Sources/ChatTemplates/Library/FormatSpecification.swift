/// What may stand after the colon of a replacement field: `[[fill]align][sign][z][#][0][width][,][.precision][type]`.
///
/// Source: "Format Specification Mini-Language" in Python's documentation.
struct FormatSpecification {
  var fill: Unicode.Scalar = " "
  var alignment: UInt8?
  var sign = UInt8(ascii: "-")
  var isAlternate = false
  var width = 0
  var grouping: UInt8?
  var precision: Int?
  var type: UInt8?

  init(_ bytes: [UInt8], typeName: String) throws {
    let scalars = PythonText.scalars(bytes).map(\.scalar)
    var index = 0
    func ascii(_ position: Int) -> UInt8? {
      position < scalars.count && scalars[position].isASCII ? UInt8(scalars[position].value) : nil
    }
    func isAlignment(_ byte: UInt8?) -> Bool { byte.map { "<>=^".utf8.contains($0) } ?? false }
    if isAlignment(ascii(1)) {
      fill = scalars[0]
      alignment = ascii(1)
      index = 2
    } else if isAlignment(ascii(0)) {
      alignment = ascii(0)
      index = 1
    }
    if let byte = ascii(index), "+- ".utf8.contains(byte) {
      sign = byte
      index += 1
    }
    if ascii(index) == UInt8(ascii: "z") {
      throw TemplateFailure.unsupported("the option 'z' of a format is not supported")
    }
    if ascii(index) == UInt8(ascii: "#") {
      isAlternate = true
      index += 1
    }
    if ascii(index) == UInt8(ascii: "0") {
      if alignment == nil {
        fill = "0"
        alignment = typeName == "str" ? UInt8(ascii: "<") : UInt8(ascii: "=")
      }
      index += 1
    }
    width = try Self.number(scalars, &index) ?? 0
    if let byte = ascii(index), byte == UInt8(ascii: ",") || byte == UInt8(ascii: "_") {
      grouping = byte
      index += 1
    }
    if ascii(index) == UInt8(ascii: ".") {
      index += 1
      guard let digits = try Self.number(scalars, &index) else {
        throw TemplateFailure.value("Format specifier missing precision")
      }
      precision = digits
    }
    if index < scalars.count {
      guard index == scalars.count - 1, let byte = ascii(index) else {
        throw TemplateFailure.value("Invalid format specifier")
      }
      type = byte
    }
  }

  private static func number(_ scalars: [Unicode.Scalar], _ index: inout Int) throws -> Int? {
    var value: Int?
    while index < scalars.count, scalars[index].value >= 0x30, scalars[index].value <= 0x39 {
      let (product, isTooLarge) = (value ?? 0).multipliedReportingOverflow(by: 10)
      let (sum, overflows) = product.addingReportingOverflow(Int(scalars[index].value) - 0x30)
      if isTooLarge || overflows { throw TemplateFailure.value("Too many decimal digits in format string") }
      value = sum
      index += 1
    }
    return value
  }
}
