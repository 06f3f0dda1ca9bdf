import Prompting

/// `upper`, `lower` and their kin, with Unicode's full mappings; each character keeps its origin.
enum TextCase {
  static func apply(
    _ method: StringMethod, to text: TemplateString, _ machine: Machine
  ) throws -> TemplateString {
    try machine.build(text.utf8.count)
    if PythonText.isASCII(text.utf8), let bytes = ascii(method, text.utf8) {
      return TemplateString(utf8: bytes, origin: text.origin, spans: text.spans, isMarkup: text.isMarkup)
    }
    let scalars = PythonText.scalars(text.utf8)
    var builder = TextBuilder()
    var isAfterCased = false
    for index in scalars.indices {
      let (scalar, range) = scalars[index]
      let mapped = try map(method, scalars, index, isAfterCased: isAfterCased)
      builder.append(mapped, origin: text.origin(at: range.lowerBound))
      isAfterCased = scalar.properties.isCased
    }
    try machine.build(max(builder.count - text.utf8.count, 0))
    return builder.string(isMarkup: text.isMarkup)
  }

  private static func ascii(_ method: StringMethod, _ bytes: [UInt8]) -> [UInt8]? {
    switch method {
    case .upper: return bytes.map(upper)
    case .lower, .casefold: return bytes.map(lower)
    case .swapcase: return bytes.map { isUpper($0) ? lower($0) : upper($0) }
    case .capitalize:
      var result = bytes.map(lower)
      if let first = result.first { result[0] = upper(first) }
      return result
    case .title:
      var isAfterCased = false
      return bytes.map { byte in
        defer { isAfterCased = isUpper(byte) || isUpper(upper(byte)) }
        return isAfterCased ? lower(byte) : upper(byte)
      }
    default: return nil
    }
  }

  private static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }

  private static func upper(_ byte: UInt8) -> UInt8 { byte >= 0x61 && byte <= 0x7A ? byte & 0xDF : byte }

  private static func lower(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }

  private typealias Scalars = [(scalar: Unicode.Scalar, range: Range<Int>)]

  private static func map(
    _ method: StringMethod, _ scalars: Scalars, _ index: Int, isAfterCased: Bool
  ) throws -> String {
    let properties = scalars[index].scalar.properties
    switch method {
    case .upper: return properties.uppercaseMapping
    case .capitalize: return index == 0 ? properties.titlecaseMapping : lower(scalars, index)
    case .title: return isAfterCased ? lower(scalars, index) : properties.titlecaseMapping
    case .swapcase:
      if properties.isUppercase { return lower(scalars, index) }
      return properties.isLowercase ? properties.uppercaseMapping : String(Character(scalars[index].scalar))
    case .casefold:
      if scalars[index].scalar.isASCII { return properties.lowercaseMapping }
      throw TemplateFailure.unsupported("casefold() of text beyond ASCII is not supported")
    default: return lower(scalars, index)
    }
  }

  /// The lower case of one character; sigma has a form of its own at the end of a word.
  private static func lower(_ scalars: Scalars, _ index: Int) -> String {
    if scalars[index].scalar.value != 0x3A3 { return scalars[index].scalar.properties.lowercaseMapping }
    let before = scalars[..<index].last { !$0.scalar.properties.isCaseIgnorable }
    let after = scalars[(index + 1)...].first { !$0.scalar.properties.isCaseIgnorable }
    let isFinal = (before?.scalar.properties.isCased ?? false) && !(after?.scalar.properties.isCased ?? false)
    return isFinal ? "\u{3C2}" : "\u{3C3}"
  }
}
