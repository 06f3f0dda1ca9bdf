/// Which characters that stand side by side belong together: in a grapheme cluster, by composition, or as marks that may
/// change places.
///
/// A *stretch* is a run of characters that begins anew and is closed at its end. What one stretch is, its neighbours do not
/// tell.
///
/// - Source: UAX #29, extended grapheme clusters; UAX #15.
enum CharacterJoins {
  /// Whether nothing joins the character to the one before it, unless that is open.
  static func beginsAnew(_ scalar: UInt32) -> Bool {
    let kind = CharacterProperties.shared.cluster(of: scalar)
    return kind != .extends && kind != .linker && CanonicalTables.shared.value(of: scalar) == 0
      && !isHangulVowelOrTrailing(scalar)
  }

  /// Whether a character that begins anew may still join what ends with this one.
  ///
  /// - Parameter wasOpen: Whether it might before.
  static func isOpen(after scalar: UInt32, wasOpen: Bool) -> Bool {
    if scalar == 0x0D || scalar == 0x200D || isHangulLeading(scalar) { return true }
    switch CharacterProperties.shared.cluster(of: scalar) {
    case .prepended, .linker: return true
    case .extends: return wasOpen
    default: return false
    }
  }

  /// Whether the characters, of which there is one at least, begin anew and are closed at their end.
  static func isStretch(_ scalars: [UInt32]) -> Bool {
    guard let first = scalars.first, beginsAnew(first) else { return false }
    return !scalars.reduce(false) { isOpen(after: $1, wasOpen: $0) }
  }

  private static func isHangulLeading(_ scalar: UInt32) -> Bool {
    (0x1100...0x115F).contains(scalar) || (0xA960...0xA97F).contains(scalar)
  }

  private static func isHangulVowelOrTrailing(_ scalar: UInt32) -> Bool {
    (0x1160...0x11FF).contains(scalar) || (0xD7B0...0xD7FF).contains(scalar)
  }
}
