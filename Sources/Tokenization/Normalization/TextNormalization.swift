/// What a byte-level vocabulary does to text before it is cut.
public enum TextNormalization: String, Hashable, Sendable, CaseIterable {
  case none
  /// Unicode normalization form C, with the tables of the reference.
  case composedCanonical = "nfc"
}
