internal import CSIMDJSON

/// Tells whether bytes are text, many at once.
public enum UTF8Validation {
  /// Whether all of `text` is well-formed UTF-8.
  public static func isWellFormed(_ text: Span<UInt8>) -> Bool {
    text.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { csimdjson_is_utf8($0, bytes.count) } ?? true
    }
  }
}
