/// A text in NFC, and for each of its bytes the bytes of the original character that it stands for.
struct ComposedText {
  var utf8: [UInt8] = []
  /// For each byte of `utf8` the start and the end of an original character.
  var originalStarts: [Int32] = []
  var originalEnds: [Int32] = []
}

/// Puts text into NFC, a stretch at a time: most text is already in it and is not copied.
///
/// The original characters of a byte are told as the reference tells them: a composed character stands for the first of
/// the characters that it was made of, and a character that decomposition inserts for the one before it.
///
/// - Source: UAX #15; alignments as `NormalizedString::transform_range` of Hugging Face tokenizers keeps them.
struct CanonicalComposer {
  private let tables = CanonicalTables.shared

  /// Returns `text` in NFC, or `nil` when it is in NFC already.
  ///
  /// - Parameter text: Well-formed UTF-8 of less than 2 GiB.
  func compose(_ text: Span<UInt8>) -> ComposedText? {
    var result: ComposedText?
    // The start of the last character that nothing before it can change; a stretch begins there.
    var stable = 0
    var lastClass: UInt8 = 0
    var position = 0
    // Up to here the text was copied, once there is a result.
    var copied = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      let value = scalar < 0x300 ? 0 : tables.value(of: scalar)
      if value == 0 {
        stable = position
        lastClass = 0
        position &+= length
        continue
      }
      if value != CanonicalTables.unstable, value >= lastClass, !tables.mayChange(mark: scalar) {
        lastClass = value
        position &+= length
        continue
      }
      let end = endOfStretch(from: position, in: text)
      let stretch = Stretch(text, stable..<end, tables: tables)
      if stretch.isChanged {
        if result == nil { result = ComposedText() }
        result?.copy(text, copied..<stable)
        stretch.append(to: &result, before: stable, of: text)
        copied = end
      }
      stable = end
      lastClass = 0
      position = end
    }
    result?.copy(text, copied..<text.count)
    return result
  }

  /// The start of the first stable character from `start` on.
  private func endOfStretch(from start: Int, in text: Span<UInt8>) -> Int {
    var position = start
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      if tables.value(of: scalar) == 0 { break }
      position += length
    }
    return position
  }
}

extension ComposedText {
  /// Appends characters that stand for themselves.
  fileprivate mutating func copy(_ text: Span<UInt8>, _ range: Range<Int>) {
    var position = range.lowerBound
    while position < range.upperBound {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      append(scalar, original: position..<position + length)
      position += length
    }
  }

  fileprivate mutating func append(_ scalar: UInt32, original: Range<Int>) {
    let start = utf8.count
    UTF8Text.append(scalar, to: &utf8)
    for _ in start..<utf8.count {
      originalStarts.append(Int32(clamping: original.lowerBound))
      originalEnds.append(Int32(clamping: original.upperBound))
    }
  }
}

/// Characters that NFC may change, with the stable one before them.
private struct Stretch {
  /// The characters as they were, by their bytes.
  private var originals: [Range<Int>] = []
  private var composed: [Composed] = []
  let isChanged: Bool

  private struct Composed {
    var scalar: UInt32
    /// 0: stands in the place of one original character; -n: of n more after it; 1: was inserted.
    var change: Int
  }

  init(_ text: Span<UInt8>, _ range: Range<Int>, tables: CanonicalTables) {
    var scalars: [UInt32] = []
    var decomposed: [Composed] = []
    var parts: [UInt32] = []
    var position = range.lowerBound
    while position < range.upperBound {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      scalars.append(scalar)
      originals.append(position..<position + length)
      position += length
      parts.removeAll(keepingCapacity: true)
      tables.decompose(scalar, into: &parts)
      for (index, part) in parts.enumerated() {
        decomposed.append(Composed(scalar: part, change: index == 0 ? 0 : 1))
      }
    }
    Self.order(&decomposed, tables: tables)
    composed = Self.recompose(decomposed, tables: tables)
    isChanged = !composed.map(\.scalar).elementsEqual(scalars)
  }

  /// Sorts each run of marks by combining class, equal ones as they stood.
  private static func order(_ characters: inout [Composed], tables: CanonicalTables) {
    var start = 0
    while start < characters.count {
      guard tables.combiningClass(of: characters[start].scalar) != 0 else {
        start += 1
        continue
      }
      var end = start + 1
      while end < characters.count, tables.combiningClass(of: characters[end].scalar) != 0 { end += 1 }
      let sorted = characters[start..<end].enumerated().sorted { left, right in
        let leftClass = tables.combiningClass(of: left.element.scalar)
        let rightClass = tables.combiningClass(of: right.element.scalar)
        return leftClass == rightClass ? left.offset < right.offset : leftClass < rightClass
      }
      for (index, item) in sorted.enumerated() { characters[start + index] = item.element }
      start = end
    }
  }

  /// Joins each character to the last starter before it, where they have a composite and nothing between blocks it.
  private static func recompose(_ characters: [Composed], tables: CanonicalTables) -> [Composed] {
    var result: [Composed] = []
    var starter: Int?
    var lastClass: UInt8?
    for character in characters {
      let combiningClass = tables.combiningClass(of: character.scalar)
      if let index = starter {
        let isBlocked = lastClass.map { $0 >= combiningClass } ?? false
        if !isBlocked, let composite = tables.compose(result[index].scalar, character.scalar) {
          result[index] = Composed(scalar: composite, change: result[index].change + character.change - 1)
          continue
        }
      }
      if combiningClass == 0 {
        starter = result.count
        lastClass = nil
      } else if starter != nil {
        lastClass = combiningClass
      }
      result.append(character)
    }
    return result
  }

  /// Appends the stretch to `result`; `before` is where it starts in `text`.
  func append(to result: inout ComposedText?, before start: Int, of text: Span<UInt8>) {
    var next = 0
    for character in composed {
      if character.change > 0 {
        result?.append(
          character.scalar, original: next > 0 ? originals[next - 1] : Self.character(before: start, of: text))
      } else {
        let index = min(next, originals.count - 1)
        result?.append(character.scalar, original: originals[index])
        next = min(next + 1 - character.change, originals.count)
      }
    }
  }

  /// The bytes of the character that ends at `end`, or an empty range at the start of the text.
  private static func character(before end: Int, of text: Span<UInt8>) -> Range<Int> {
    var start = end
    while start > 0 {
      start -= 1
      if !UTF8Text.isContinuation(text[start]) { break }
    }
    return start..<end
  }
}
