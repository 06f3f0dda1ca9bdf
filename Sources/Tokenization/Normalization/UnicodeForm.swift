/// A normalization form of Unicode, with the tables of the reference.
enum UnicodeForm: String, Hashable, Sendable, CaseIterable {
  case nfc = "NFC"
  case nfd = "NFD"
  case nfkc = "NFKC"
  case nfkd = "NFKD"

  var composes: Bool { self == .nfc || self == .nfkc }
  var isCompatible: Bool { self == .nfkc || self == .nfkd }
}

/// Puts text into a normalization form and tells how each character came about.
///
/// - Source: UAX #15; the changes as Hugging Face tokenizers' `unicode-normalization-alignments` counts them.
struct UnicodeNormalizer {
  let form: UnicodeForm
  private let tables = CanonicalTables.shared
  private let compatibility = CharacterMapping.compatibility

  init(_ form: UnicodeForm) {
    self.form = form
  }

  /// Returns the characters of the normalized text.
  ///
  /// - Parameter text: Well-formed UTF-8.
  /// - Complexity: O(*n* log *n*) in the longest run of marks, linear in the rest.
  func changes(of text: Span<UInt8>) -> [CharacterChange] {
    let decomposed = decompose(text)
    return form.composes ? recompose(decomposed) : decomposed
  }

  /// Whether the form leaves every text of this character and ASCII before it as it is.
  @inline(__always)
  private func isInert(_ scalar: UInt32) -> Bool { scalar < 0x80 }

  private func decompose(_ text: Span<UInt8>) -> [CharacterChange] {
    var result: [CharacterChange] = []
    result.reserveCapacity(text.count)
    // Where the characters begin that may still change places.
    var pending = 0
    var needsOrder = false
    var parts: [UInt32] = []
    var position = 0
    func close() {
      if needsOrder { order(&result, from: pending) }
      needsOrder = false
      pending = result.count
    }
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      position += length
      if isInert(scalar) {
        close()
        result.append(CharacterChange(scalar))
        continue
      }
      parts.removeAll(keepingCapacity: true)
      if form.isCompatible, let target = compatibility.target(of: scalar) {
        parts += target
      } else {
        tables.decompose(scalar, into: &parts)
      }
      for (index, part) in parts.enumerated() {
        if tables.combiningClass(of: part) == 0 { close() } else { needsOrder = true }
        result.append(CharacterChange(part, index == 0 ? 0 : 1))
      }
    }
    close()
    return result
  }

  /// Sorts marks by combining class, equal ones as they stood.
  private func order(_ characters: inout [CharacterChange], from start: Int) {
    let run = characters[start...]
    let classes = run.map { tables.combiningClass(of: $0.scalar) }
    if zip(classes, classes.dropFirst()).allSatisfy({ $0 <= $1 }) { return }
    let order = classes.indices.sorted { left, right in
      classes[left] == classes[right] ? left < right : classes[left] < classes[right]
    }
    let sorted = order.map { run[start + $0] }
    characters.replaceSubrange(start..., with: sorted)
  }

  /// Joins each character to the last starter before it, where they have a composite and nothing between blocks it.
  private func recompose(_ characters: [CharacterChange]) -> [CharacterChange] {
    var result: [CharacterChange] = []
    result.reserveCapacity(characters.count)
    var starter: Int?
    var lastClass: UInt8?
    for character in characters {
      let combiningClass = tables.combiningClass(of: character.scalar)
      if let index = starter {
        let isBlocked = lastClass.map { $0 >= combiningClass } ?? false
        if !isBlocked, !(isInert(character.scalar)),
          let composite = tables.compose(result[index].scalar, character.scalar)
        {
          result[index] = CharacterChange(composite, result[index].change + character.change - 1)
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
}
