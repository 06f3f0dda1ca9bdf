/// `split`, `rsplit` and `splitlines`.
enum TextSplitting {
  /// The parts between separators.
  ///
  /// - Parameter maximum: The most cuts to make; all when negative.
  static func split(
    _ text: TemplateString, at separator: TemplateString, maximum: Int, fromRight: Bool, _ machine: Machine
  ) throws -> [TemplateString] {
    var ranges: [Range<Int>] = []
    var rest = 0..<text.utf8.count
    try machine.search(for: separator, in: text)
    while maximum < 0 || ranges.count < maximum {
      if fromRight {
        guard let found = PythonText.findLast(separator.utf8, in: text.utf8, rest) else { break }
        ranges.append((found + separator.utf8.count)..<rest.upperBound)
        rest = rest.lowerBound..<found
      } else {
        guard let found = PythonText.find(separator.utf8, in: text.utf8, rest) else { break }
        ranges.append(rest.lowerBound..<found)
        rest = (found + separator.utf8.count)..<rest.upperBound
      }
      try machine.step()
      try machine.build(strings: 1)
    }
    ranges.append(rest)
    return try cut(text, fromRight ? ranges.reversed() : ranges, machine)
  }

  /// The words between runs of white space.
  static func words(
    _ text: TemplateString, maximum: Int, fromRight: Bool, _ machine: Machine
  ) throws -> [TemplateString] {
    let bytes = text.utf8
    try machine.scan(bytes.count)
    var ranges: [Range<Int>] = []
    var start = PythonText.startSkippingSpaces(bytes, 0..<bytes.count)
    var end = PythonText.endStrippingSpaces(bytes, start..<bytes.count)
    while start < end {
      try machine.build(strings: 1)
      if maximum >= 0 && ranges.count == maximum {
        // The last part keeps the white space at its far side, as in Python.
        ranges.append(fromRight ? start..<end : start..<bytes.count)
        if fromRight { ranges[ranges.count - 1] = 0..<end }
        break
      }
      if fromRight {
        let wordStart = lastSpaceEnd(bytes, start..<end)
        ranges.append(wordStart..<end)
        end = PythonText.endStrippingSpaces(bytes, start..<wordStart)
      } else {
        let wordEnd = firstSpace(bytes, start..<end)
        ranges.append(start..<wordEnd)
        start = PythonText.startSkippingSpaces(bytes, wordEnd..<end)
      }
    }
    return try cut(text, fromRight ? ranges.reversed() : ranges, machine)
  }

  private static func firstSpace(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var index = range.lowerBound
    while index < range.upperBound, let (scalar, width) = PythonText.scalar(bytes, at: index),
      !PythonText.isSpace(scalar)
    {
      index += width
    }
    return index
  }

  private static func lastSpaceEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var index = range.upperBound
    while index > range.lowerBound,
      let (scalar, width) = PythonText.scalar(bytes, before: index, from: range.lowerBound), !PythonText.isSpace(scalar)
    {
      index -= width
    }
    return index
  }

  /// The lines, which any of Python's line breaks ends.
  static func lines(_ text: TemplateString, keepsEnds: Bool, _ machine: Machine) throws -> [TemplateString] {
    let bytes = text.utf8
    try machine.scan(bytes.count)
    var ranges: [Range<Int>] = []
    var start = 0
    var index = 0
    while index < bytes.count {
      let width = lineBreakWidth(bytes, at: index)
      if width == 0 {
        index += 1
        continue
      }
      try machine.build(strings: 1)
      ranges.append(start..<(keepsEnds ? index + width : index))
      index += width
      start = index
    }
    if start < bytes.count { ranges.append(start..<bytes.count) }
    return try cut(text, ranges, machine)
  }

  /// The width of the line break that begins at `index`; 0 where none does.
  private static func lineBreakWidth(_ bytes: [UInt8], at index: Int) -> Int {
    switch bytes[index] {
    case 10, 11, 12, 0x1C, 0x1D, 0x1E: return 1
    case 13: return index + 1 < bytes.count && bytes[index + 1] == 10 ? 2 : 1
    case 0xC2: return index + 1 < bytes.count && bytes[index + 1] == 0x85 ? 2 : 0
    case 0xE2:
      guard index + 2 < bytes.count, bytes[index + 1] == 0x80 else { return 0 }
      return bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9 ? 3 : 0
    default: return 0
    }
  }

  private static func cut(
    _ text: TemplateString, _ ranges: [Range<Int>], _ machine: Machine
  ) throws -> [TemplateString] {
    try machine.build(text.utf8.count)
    return ranges.map { text.slice($0) }
  }
}
