/// Recognises text that is not UTF-8 by its first bytes.
public enum TextEncodingGuess {
  /// The length of the UTF-8 byte order mark that `bytes` begin with: 3 or 0.
  public static func byteOrderMarkLength(_ bytes: some Collection<UInt8>) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// `UTF-16LE`, `UTF-32BE` and so on when `bytes` begin with the byte order mark of that encoding, or with the NUL bytes
  /// that ASCII characters have in it; `nil` otherwise.
  ///
  /// The names are those that `iconv -f` takes.
  public static func foreignEncoding(_ bytes: some Collection<UInt8>) -> String? {
    let first = Array(bytes.prefix(4))
    if first.starts(with: [0xFF, 0xFE, 0, 0]) { return "UTF-32LE" }
    if first.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32BE" }
    if first.starts(with: [0xFF, 0xFE]) { return "UTF-16LE" }
    if first.starts(with: [0xFE, 0xFF]) { return "UTF-16BE" }
    guard first.count >= 2 else { return nil }
    let isZero = first.map { $0 == 0 }
    if isZero == [false, true, true, true] { return "UTF-32LE" }
    if isZero == [true, true, true, false] { return "UTF-32BE" }
    if !isZero[0] && isZero[1] && (first.count < 4 || (!isZero[2] && isZero[3])) { return "UTF-16LE" }
    if isZero[0] && !isZero[1] && (first.count < 4 || (isZero[2] && !isZero[3])) { return "UTF-16BE" }
    return nil
  }

  /// The first thing in `range` that is not UTF-8; `nil` when all of it is.
  ///
  /// - Returns: The offset in `bytes`, and what is wrong there, in words.
  /// - Complexity: O(*n*); slow and plain, for messages.
  public static func firstInvalidUTF8(in bytes: [UInt8], _ range: Range<Int>) -> (offset: Int, words: String)? {
    let range = range.clamped(to: 0..<bytes.count)
    var at = range.lowerBound
    while at < range.upperBound {
      switch UTF8Scan.character(bytes, at: at, end: range.upperBound) {
      case .length(let length): at += length
      case .problem(let problem):
        let cut = "a character that is cut short (byte 0x\(SourcePlace.hexadecimal(bytes[at])))"
        let words = problem.message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? problem.message
        return problem.code == .jsonTruncated ? (at, cut) : (problem.offset, words)
      }
    }
    return nil
  }
}
