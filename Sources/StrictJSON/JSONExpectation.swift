import Diagnostics

/// The problems that the diagnosis names: what stands there, what was expected, and how to mend it.
enum JSONExpectation {
  static func truncated(inside what: String, at offset: Int) -> JSONDiagnosis.Problem {
    JSONDiagnosis.Problem(
      code: .jsonTruncated, message: "the text ends inside \(what)", offset: offset,
      fix: "get the file again from where it came: it looks truncated")
  }

  static func number(at offset: Int, _ message: String, fix: String) -> JSONDiagnosis.Problem {
    JSONDiagnosis.Problem(code: .jsonInvalid, message: message, offset: offset, fix: fix)
  }

  static func key(source: [UInt8], at offset: Int) -> JSONDiagnosis.Problem {
    switch source[offset] {
    case 0x7D:
      return problem("a comma stands before the end of an object", at: offset, fix: "remove the trailing comma")
    case 0x27:
      return problem("a key stands in single quotes", at: offset, fix: singleQuotes)
    default:
      return unexpected(source: source, at: offset, wanted: "a key in double quotes")
    }
  }

  static func trailing(source: [UInt8], at offset: Int) -> JSONDiagnosis.Problem {
    if let invalid = invalidUTF8(source: source, at: offset) { return invalid }
    return problem(
      "something follows the JSON value: \(shown(source, offset))", at: offset,
      fix: "keep one value; in JSON Lines, put each record on a line of its own")
  }

  static func unexpected(source: [UInt8], at offset: Int, wanted: String) -> JSONDiagnosis.Problem {
    if let invalid = invalidUTF8(source: source, at: offset) { return invalid }
    return problem("\(wanted) was expected, not \(shown(source, offset))", at: offset, fix: "write \(wanted) here")
  }

  /// A value was expected, and a bare word that ends at `wordEnd`, or another character, stands there.
  static func value(source: [UInt8], at offset: Int, wordEnd: Int) -> JSONDiagnosis.Problem {
    if let invalid = invalidUTF8(source: source, at: offset) { return invalid }
    let word = String(decoding: source[offset..<min(wordEnd, offset + 40)], as: UTF8.self)
    switch word {
    case "NaN", "Infinity", "nan", "inf":
      return problem("\(word) is not JSON", at: offset, fix: "write null, or leave the member out")
    case "None", "True", "False", "undefined":
      return problem(
        "\(word) is not JSON", at: offset,
        fix: "write null, true or false; in Python, json.dumps does this where print does not")
    case "": break
    default:
      return problem("the word \"\(word)\" is not JSON", at: offset, fix: "put strings in double quotes")
    }
    switch source[offset] {
    case 0x27: return problem("a string stands in single quotes", at: offset, fix: singleQuotes)
    case 0x5D, 0x7D:
      return problem(
        "a value was expected, not \(shown(source, offset))", at: offset,
        fix: "remove the comma before it, or write the missing value")
    case 0x2F: return problem("a comment is not JSON", at: offset, fix: "remove the comment")
    case 0x2B: return problem("a number begins with +", at: offset, fix: "remove the +")
    case 0x2E: return problem("a number lacks the digit before its point", at: offset, fix: "write 0 before the point")
    default:
      return problem("a value was expected, not \(shown(source, offset))", at: offset, fix: "write a JSON value here")
    }
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return (lower >= 0x61 && lower <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x5F
  }

  private static let singleQuotes = "use double quotes; in Python, json.dumps does this where print does not"

  private static func problem(_ message: String, at offset: Int, fix: String) -> JSONDiagnosis.Problem {
    JSONDiagnosis.Problem(code: .jsonInvalid, message: message, offset: offset, fix: fix)
  }

  private static func invalidUTF8(source: [UInt8], at offset: Int) -> JSONDiagnosis.Problem? {
    if case .problem(let problem) = UTF8Scan.character(source, at: offset, end: source.count) { return problem }
    return nil
  }

  private static func shown(_ source: [UInt8], _ offset: Int) -> String {
    let byte = source[offset]
    if byte < 0x20 || byte == 0x7F { return "the byte 0x\(SourcePlace.hexadecimal(byte))" }
    var end = offset + 1
    while end < source.count && source[end] & 0xC0 == 0x80 { end += 1 }
    return "\"" + SourcePlace.visible(source[offset..<end]) + "\""
  }
}
