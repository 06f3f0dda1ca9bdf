/// What a byte-level vocabulary does to text before it is cut.
public enum TextNormalization: String, Hashable, Sendable, CaseIterable {
  case none
  /// Unicode normalization form C, with the tables of the reference.
  case composedCanonical = "nfc"
}

extension TextNormalization {
  /// `utf8`, which is well-formed, in normalization form C.
  ///
  /// - Complexity: O(*n*) but for runs of combining marks, which are sorted.
  public static func composed(_ utf8: [UInt8]) -> [UInt8] {
    // All characters below U+0300 are in it, and their bytes are below that of its first.
    if utf8.allSatisfy({ $0 < 0xCC }) { return utf8 }
    return CanonicalComposer().compose(utf8.span)?.utf8 ?? utf8
  }
}
