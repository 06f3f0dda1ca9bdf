/// Finds the grapheme clusters of a text, as far as they have up to five bytes.
///
/// Longer ones matter to none who asks: a Precompiled normalizer looks at the characters of those one by one.
///
/// - Source: UAX #29, extended grapheme clusters.
struct GraphemeClusters {
  enum Kind: UInt8 {
    case other = 0
    /// Joins the character before it.
    case extends
    /// Joins the character after it.
    case prepended
    /// Joins none: controls and line breaks.
    case breaks
    case pictograph
    /// A consonant of a script that writes conjuncts.
    case consonant
    /// Joins the character before it, and two consonants.
    case linker
  }

  private let properties = CharacterProperties.shared

  /// The end of the cluster that starts at `start`.
  func end(from start: Int, in text: Span<UInt8>) -> Int {
    var (previous, length) = UTF8Text.scalar(at: start, of: text)
    var end = start + length
    var last = kind(of: previous)
    // What the cluster holds that a later character may join: a pictograph, a consonant.
    var base = last
    var hasLinker = false
    while end < text.count {
      let next: UInt32
      (next, length) = UTF8Text.scalar(at: end, of: text)
      let kind = kind(of: next)
      if last == .breaks || kind == .breaks {
        if previous == 0x0D, next == 0x0A { end += length }
        return end
      }
      let joins =
        kind == .extends || kind == .linker || last == .prepended
        || (kind == .pictograph && base == .pictograph && previous == 0x200D)
        || (kind == .consonant && base == .consonant && hasLinker && (last == .extends || last == .linker))
        || Self.joinsHangul(previous, next)
      if !joins { return end }
      if kind == .linker { hasLinker = true }
      if kind != .extends, kind != .linker {
        base = kind
        hasLinker = false
      }
      previous = next
      last = kind
      end += length
    }
    return end
  }

  @inline(__always)
  private func kind(of scalar: UInt32) -> Kind {
    if scalar < 0x7F { return scalar < 0x20 ? .breaks : .other }
    return properties.cluster(of: scalar)
  }

  private static func joinsHangul(_ first: UInt32, _ second: UInt32) -> Bool {
    guard second >= 0x1100 else { return false }
    let isVowel = (0x1160...0x11A7).contains(second) || (0xD7B0...0xD7C6).contains(second)
    let isTrailing = (0x11A8...0x11FF).contains(second) || (0xD7CB...0xD7FB).contains(second)
    let isSyllable = (0xAC00...0xD7A3).contains(second)
    let isLeading = (0x1100...0x115F).contains(second) || (0xA960...0xA97C).contains(second)
    switch first {
    case 0x1100...0x115F, 0xA960...0xA97C: return isVowel || isSyllable || isLeading
    case 0x1160...0x11A7, 0xD7B0...0xD7C6: return isVowel || isTrailing
    case 0x11A8...0x11FF, 0xD7CB...0xD7FB: return isTrailing
    case 0xAC00...0xD7A3: return isTrailing || (isVowel && (first - 0xAC00) % 28 == 0)
    default: return false
    }
  }
}
