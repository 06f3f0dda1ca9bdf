/// A character of a new text, and how it came about.
struct CharacterChange {
  var scalar: UInt32
  /// 0: stands in the place of one character; -n: of that and the n after it; 1: was inserted.
  var change: Int32

  @inline(__always)
  init(_ scalar: UInt32, _ change: Int32 = 0) {
    self.scalar = scalar
    self.change = change
  }
}

extension NormalizedText {
  /// The part of a piece that stands for its whole original, which a transformation replaces.
  ///
  /// What was inserted before the first character, and so stands for nothing, is not in it: the reference leaves it, and
  /// puts the transformed text behind.
  ///
  /// - Source: `convert_offsets` of an original range, in `normalizer.rs`.
  func transformedRange(of piece: TextPiece) -> Range<Int> {
    if piece.originalCount == 0 { return piece.start..<piece.start }
    return piece.start + unalignedPrefix(of: piece.range)..<piece.end
  }

  /// Whether a transformation that changes no character changes nothing.
  func isFullyTransformed(_ piece: TextPiece) -> Bool { transformedRange(of: piece) == piece.range }

  /// Appends `piece` of `source` with its characters replaced by `changes`.
  ///
  /// - Parameters:
  ///   - range: The part that is replaced.
  ///   - removedCount: How many characters at the start of `range` have no successor.
  /// - Source: `transform_range` of `normalizer.rs`.
  mutating func append(
    _ piece: TextPiece, of source: borrowing NormalizedText, replacing range: Range<Int>,
    with changes: [CharacterChange], removedCount: Int = 0
  ) {
    append(source, piece.start..<range.lowerBound)
    var position = range.lowerBound
    source.skip(removedCount, from: &position, before: range.upperBound)
    for item in changes {
      var place = position
      if item.change > 0 { place -= 1 }
      if place < piece.start {
        let start = Int32(truncatingIfNeeded: piece.originalStart)
        append(item.scalar, start: start, end: start)
      } else {
        // The reference fails where a change stands for a character that is not there.
        place = min(place, source.count - 1)
        let original = source.alignment(at: place)
        append(item.scalar, start: original.start, end: original.end)
      }
      if item.change <= 0 { source.skip(1 - Int(item.change), from: &position, before: range.upperBound) }
    }
    append(source, range.upperBound..<piece.end)
  }

  /// Appends `piece` of `source`, all of it transformed.
  mutating func append(
    _ piece: TextPiece, of source: borrowing NormalizedText, transformedBy changes: [CharacterChange],
    removedCount: Int = 0
  ) {
    if piece.count == 0 { return }
    append(
      piece, of: source, replacing: source.transformedRange(of: piece), with: changes, removedCount: removedCount)
  }

  /// Appends `piece` of `source` behind `prefix`, unless it is empty.
  ///
  /// - Source: `prepend` of `normalizer.rs`.
  mutating func append(_ piece: TextPiece, of source: borrowing NormalizedText, behind prefix: [UInt32]) {
    if piece.count == 0 { return }
    var changes: [CharacterChange] = []
    for (index, scalar) in prefix.enumerated() { changes.append(CharacterChange(scalar, index == 0 ? 0 : 1)) }
    let (next, length) = UTF8Text.scalar(at: piece.start, of: source.utf8.span)
    changes.append(CharacterChange(next, 1))
    append(piece, of: source, replacing: piece.start..<piece.start + length, with: changes)
  }

  /// Appends what replaces a match that ends at `end`.
  ///
  /// - Source: `replace` of `normalizer.rs`: all of it stands for what the match's last byte does.
  mutating func append(
    replacement: [UInt8], for end: Int, in piece: TextPiece, of source: borrowing NormalizedText
  ) {
    var start = Int32(truncatingIfNeeded: piece.originalStart)
    var last = start
    if end > piece.start { (start, last) = source.alignment(at: end - 1) }
    append(bytes: replacement, start: start, end: last)
  }

  private mutating func append(bytes: [UInt8], start: Int32, end: Int32) {
    var position = 0
    while position < bytes.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: bytes.span)
      append(scalar, start: start, end: end)
      position += length
    }
  }

  @inline(__always)
  private func skip(_ characterCount: Int, from position: inout Int, before end: Int) {
    var left = characterCount
    while left > 0, position < end {
      position &+= UTF8Text.length(ofFirst: utf8[position])
      left &-= 1
    }
  }
}
