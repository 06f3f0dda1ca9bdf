/// `strip`, `lstrip` and `rstrip`.
enum TextStripping {
  enum Sides {
    case left, right, both
  }

  /// - Parameter characters: The characters to take away; `nil` for white space.
  static func strip(
    _ text: TemplateString, _ sides: Sides, _ characters: TemplateString?, _ machine: Machine
  ) throws -> TemplateString {
    if characters == nil, let stripped = text.stripped(sides) { return stripped }
    var range = 0..<text.utf8.count
    if let characters {
      try machine.scan(characters.utf8.count)
      range = stripped(text.utf8, sides, CharacterSet(characters.utf8))
    } else {
      if sides != .left { range = 0..<PythonText.endStrippingSpaces(text.utf8, range) }
      if sides != .right { range = PythonText.startSkippingSpaces(text.utf8, range)..<range.upperBound }
    }
    if range.count == text.utf8.count { return text }
    try machine.build(range.count)
    try machine.scan(text.utf8.count - range.count)
    return text.slice(range)
  }

  private struct CharacterSet {
    var ascii: [Bool] = Array(repeating: false, count: 128)
    var others: Set<Unicode.Scalar> = []

    init(_ bytes: [UInt8]) {
      for (scalar, _) in PythonText.scalars(bytes) {
        if scalar.isASCII { ascii[Int(scalar.value)] = true } else { others.insert(scalar) }
      }
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
      scalar.isASCII ? ascii[Int(scalar.value)] : others.contains(scalar)
    }
  }

  private static func stripped(_ bytes: [UInt8], _ sides: Sides, _ set: CharacterSet) -> Range<Int> {
    var start = 0
    var end = bytes.count
    if sides != .right {
      while start < end, let (scalar, width) = PythonText.scalar(bytes, at: start), set.contains(scalar) {
        start += width
      }
    }
    if sides != .left {
      while end > start, let (scalar, width) = PythonText.scalar(bytes, before: end, from: start), set.contains(scalar)
      {
        end -= width
      }
    }
    return start..<end
  }
}
