import Diagnostics

/// What every encoder asks of its input.
enum EncoderInput {
  /// Returns `offset` as what is added to each byte of `text`.
  ///
  /// - Throws: `limits.exceeded` when ranges in 32 bits cannot hold it.
  static func base(of text: Span<UInt8>, offset: Int) throws -> Int32 {
    let (end, overflow) = offset.addingReportingOverflow(text.count)
    guard offset >= 0, !overflow, end <= Int(Int32.max) else {
      throw TrainPackError.limitExceeded(
        "bytes in one text to encode", value: Int(Int32.max), met: overflow ? nil : end, flag: nil)
    }
    return Int32(truncatingIfNeeded: offset)
  }

  /// Checks that `text` is UTF-8.
  ///
  /// - Throws: `tokenization.text-not-utf8`.
  @discardableResult
  static func check(_ text: Span<UInt8>) throws -> UTF8Text.Check {
    let check = UTF8Text.check(text)
    if case .invalid(let position) = check {
      throw TrainPackError(
        .textNotUTF8,
        "the text is not valid UTF-8: byte \(position) of its \(text.count) is 0x\(String(text[position], radix: 16))",
        fix: "mend the encoding of the source, or set such records aside")
    }
    return check
  }
}
