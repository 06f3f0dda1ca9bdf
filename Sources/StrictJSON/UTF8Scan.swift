import Diagnostics

/// Checks one UTF-8 character at a time, and says what is wrong with one that is none.
///
/// Source: the Unicode Standard, table 3-7 (well-formed UTF-8 byte sequences).
enum UTF8Scan {
  enum Outcome {
    case length(Int)
    case problem(JSONDiagnosis.Problem)
  }

  static func character(_ source: [UInt8], at: Int, end: Int) -> Outcome {
    let first = source[at]
    switch first {
    case ..<0x80: return .length(1)
    case 0x80..<0xC0: return invalid("a byte that only continues a character begins one", source, at)
    case 0xC0, 0xC1: return invalid("an overlong character", source, at)
    case 0xF5...: return invalid("a byte that begins no character", source, at)
    default: break
    }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    for index in 1..<length {
      if at + index >= end { return .problem(JSONExpectation.truncated(inside: "a character", at: end)) }
      let byte = source[at + index]
      if byte & 0xC0 != 0x80 { return invalid("a character that is cut short", source, at) }
      if index > 1 { continue }
      switch (first, byte) {
      case (0xE0, ..<0xA0), (0xF0, ..<0x90): return invalid("an overlong character", source, at)
      case (0xED, 0xA0...): return invalid("half a surrogate pair", source, at)
      case (0xF4, 0x90...): return invalid("a character beyond U+10FFFF", source, at)
      default: break
      }
    }
    return .length(length)
  }

  private static func invalid(_ what: String, _ source: [UInt8], _ at: Int) -> Outcome {
    .problem(
      JSONDiagnosis.Problem(
        code: .jsonInvalidUTF8,
        message: "the text is not UTF-8: \(what) (byte 0x\(SourcePlace.hexadecimal(source[at])))", offset: at,
        fix: "convert the file to UTF-8, for example with iconv -f WINDOWS-1252 -t UTF-8, or mend the record"))
  }
}
