/// The lines of a sentence that hold anything, without white space around them.
struct TextLines {
  private(set) var ranges: [Range<Int>] = []
  /// Whether the sentence begins a line of its text.
  private let beginsLine: Bool
  /// Whether a blank line follows in its white space.
  private(set) var endsInBlankLine = false

  init(_ text: [UInt8], _ sentence: Range<Int>) {
    beginsLine =
      sentence.lowerBound == 0 || text[sentence.lowerBound - 1] == 0x0A || text[sentence.lowerBound - 1] == 0x0D
    var start = sentence.lowerBound
    var breaks = 0
    while start < sentence.upperBound {
      let end = text[start..<sentence.upperBound].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? sentence.upperBound
      if let first = text[start..<end].firstIndex(where: { !$0.isASCIIWhiteSpace }),
        let last = text[start..<end].lastIndex(where: { !$0.isASCIIWhiteSpace })
      {
        ranges.append(first..<last + 1)
        breaks = 0
      }
      if end == sentence.upperBound { break }
      breaks += 1
      start = end + (text[end...].starts(with: [0x0D, 0x0A]) ? 2 : 1)
    }
    endsInBlankLine = breaks > 1
  }

  /// Whether the line with this index is a whole one, and not the rest of one.
  func isLine(_ index: Int) -> Bool { index > 0 || beginsLine }
}
