/// The endings that English contracts: `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll`, `'d`.
enum Contraction {
  /// The end of a contraction whose apostrophe is at `start`, or `start` when there is none.
  ///
  /// - Parameter ignoresCase: Whether `'S` counts; then so does `'ſ`, as U+017F folds to `s`.
  @inline(__always)
  static func end(from start: Int, in text: Span<UInt8>, ignoresCase: Bool) -> Int {
    if start &+ 1 >= text.count { return start }
    let fold: UInt8 = ignoresCase ? 0x20 : 0
    let first = text[start &+ 1] | fold
    switch first {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start &+ 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"):
      return start &+ 2 < text.count && text[start &+ 2] | fold == UInt8(ascii: "e") ? start &+ 3 : start
    case UInt8(ascii: "l"):
      return start &+ 2 < text.count && text[start &+ 2] | fold == UInt8(ascii: "l") ? start &+ 3 : start
    default:
      let isLongS =
        ignoresCase && text[start &+ 1] == 0xC5 && start &+ 2 < text.count && text[start &+ 2] == 0xBF
      return isLongS ? start &+ 3 : start
    }
  }

  /// The end of a contraction at `start`, or `start`.
  @inline(__always)
  static func optionalEnd(from start: Int, in text: Span<UInt8>) -> Int {
    if start < text.count, text[start] == UInt8(ascii: "'") { return end(from: start, in: text, ignoresCase: true) }
    return start
  }
}
