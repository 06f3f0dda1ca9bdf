import Diagnostics

/// Reads the inside of a JSON string byte by byte.
enum JSONStringScan {
  enum Outcome {
    /// The closing quote's index.
    case end(Int)
    case problem(JSONDiagnosis.Problem)
  }

  /// Reads from just after the opening quote to the closing one.
  static func scan(_ source: [UInt8], from start: Int, to end: Int) -> Outcome {
    var at = start
    while at < end {
      switch source[at] {
      case 0x22: return .end(at)
      case 0x5C:
        switch escape(source, at: at, end: end) {
        case .success(let length): at += length
        case .failure(let problem): return .problem(problem)
        }
      case ..<0x20:
        return .problem(
          JSONDiagnosis.Problem(
            code: .jsonInvalid,
            message: "a string holds the control character 0x\(SourcePlace.hexadecimal(source[at]))", offset: at,
            fix: "write it as an escape, such as \\n, \\t or \\u0000"))
      case ..<0x80: at += 1
      default:
        switch UTF8Scan.character(source, at: at, end: end) {
        case .length(let length): at += length
        case .problem(let problem): return .problem(problem)
        }
      }
    }
    return .problem(JSONExpectation.truncated(inside: "a string", at: end))
  }

  /// The decoded text of a string that `scan` has passed.
  static func unescaped(_ raw: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    var at = raw.startIndex
    while at < raw.endIndex {
      if raw[at] != 0x5C || at + 1 >= raw.endIndex {
        text.append(raw[at])
        at += 1
        continue
      }
      if raw[at + 1] != 0x75 {
        text.append(simpleEscape(raw[at + 1]) ?? raw[at + 1])
        at += 2
        continue
      }
      var value = codeUnit(raw, at: at + 2, end: raw.endIndex) ?? 0xFFFD
      at += 6
      if value >= 0xD800 && value < 0xDC00, let low = codeUnit(raw, at: at + 2, end: raw.endIndex), low >= 0xDC00 {
        value = 0x10000 + ((value - 0xD800) << 10 | (low - 0xDC00))
        at += 6
      }
      text += Array(String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
    }
    return text
  }

  /// The length of the escape whose backslash is at `at`.
  private static func escape(_ source: [UInt8], at: Int, end: Int) -> Result<Int, JSONDiagnosis.Problem> {
    if at + 1 >= end { return .failure(JSONExpectation.truncated(inside: "a string", at: end)) }
    if source[at + 1] != 0x75 {
      if simpleEscape(source[at + 1]) != nil { return .success(2) }
      return .failure(
        JSONDiagnosis.Problem(
          code: .jsonInvalid, message: "a backslash stands before a character that it cannot escape", offset: at,
          fix: "write \\\\ for a backslash; only \" \\ / b f n r t and u may follow one"))
    }
    guard let high = codeUnit(source[...], at: at + 2, end: end) else {
      if isCut(source, from: at + 2, to: end) {
        return .failure(JSONExpectation.truncated(inside: "a string", at: end))
      }
      return .failure(
        JSONDiagnosis.Problem(
          code: .jsonInvalid, message: "a \\u escape lacks its four hexadecimal digits", offset: at,
          fix: "write four digits after \\u, or \\\\u for a backslash and a u"))
    }
    if high < 0xD800 || high > 0xDFFF { return .success(6) }
    if high < 0xDC00 {
      if at + 7 < end && source[at + 6] == 0x5C && source[at + 7] == 0x75,
        let low = codeUnit(source[...], at: at + 8, end: end), low >= 0xDC00 && low <= 0xDFFF
      {
        return .success(12)
      }
      let rest = Array("\\u".utf8)
      let cut = (at + 6..<min(at + 8, end)).allSatisfy { source[$0] == rest[$0 - at - 6] }
      if end < at + 12 && cut && isCut(source, from: min(at + 8, end), to: end) {
        return .failure(JSONExpectation.truncated(inside: "a string", at: end))
      }
    }
    return .failure(
      JSONDiagnosis.Problem(
        code: .jsonLoneSurrogate, message: "a \\u escape is half a surrogate pair and stands for no character",
        offset: at, fix: "write the character as UTF-8 or as both halves, or remove the escape"))
  }

  /// Whether the text ends among the four hexadecimal digits that begin at `start`.
  private static func isCut(_ source: [UInt8], from start: Int, to end: Int) -> Bool {
    start + 4 > end && (start..<max(start, end)).allSatisfy { hexadecimalDigit(source[$0]) != nil }
  }

  private static func codeUnit(_ source: ArraySlice<UInt8>, at: Int, end: Int) -> UInt32? {
    if at + 4 > end { return nil }
    var value: UInt32 = 0
    for index in at..<at + 4 {
      guard let digit = hexadecimalDigit(source[index]) else { return nil }
      value = value << 4 | digit
    }
    return value
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
  }

  private static func simpleEscape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x22, 0x5C, 0x2F: byte
    case 0x62: 0x08
    case 0x66: 0x0C
    case 0x6E: 0x0A
    case 0x72: 0x0D
    case 0x74: 0x09
    default: nil
    }
  }
}
