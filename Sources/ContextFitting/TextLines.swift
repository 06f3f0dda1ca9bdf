import Prompting

/// A line of a sentence that holds anything.
struct TextLine {
  /// The labels that it begins with.
  var labels: [TextLabel]
  /// Whether it has a bullet or a number.
  var isMarked: Bool
  /// Whether it has a bullet, or does not end as a sentence does.
  var isListed: Bool

  /// Whether it ends in a heading, whose text follows on other lines.
  var endsInHeading: Bool { if case .heading = labels.last { true } else { false } }

  /// - Parameters:
  ///   - bytes: Without white space around them.
  ///   - isWhole: Whether they are a whole line, and not the rest of one.
  init(_ bytes: ArraySlice<UInt8>, isWhole: Bool) {
    labels = TextLabel.labels(of: bytes, isLine: isWhole)
    isMarked = ListedLine.isMarked(bytes)
    isListed = ListedLine.isOne(bytes)
  }
}

/// The lines of a sentence that hold anything.
struct TextLines {
  /// What tells whether a sentence goes on with a list.
  enum Entry: Hashable, CaseIterable {
    /// It has no line.
    case empty
    /// Its first line has a bullet or a number.
    case marked
    /// No line ends as a sentence does.
    case listed
    case other
  }

  private(set) var lines: [TextLine] = []
  /// Whether a blank line follows them, or there are none.
  private(set) var endInBlankLine = false

  init(_ text: [UInt8], _ sentence: Range<Int>) {
    var start = sentence.lowerBound
    var isWhole = start == 0 || Self.breaksLine(text[start - 1])
    var breakCount = 0
    while start < sentence.upperBound {
      let end = text[start..<sentence.upperBound].firstIndex(where: Self.breaksLine) ?? sentence.upperBound
      let line = text[start..<end].trimmingASCIIWhiteSpace
      if !line.isEmpty {
        lines.append(TextLine(line, isWhole: isWhole))
        breakCount = 0
      }
      if end == sentence.upperBound { break }
      breakCount += 1
      isWhole = true
      start = end + (text[end...].starts(with: [0x0D, 0x0A]) ? 2 : 1)
    }
    endInBlankLine = breakCount > 1 || lines.isEmpty
  }

  var entry: Entry {
    guard let first = lines.first else { return .empty }
    return first.isMarked ? .marked : lines.allSatisfy(\.isListed) ? .listed : .other
  }

  private static func breaksLine(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}

extension ArraySlice<UInt8> {
  fileprivate var trimmingASCIIWhiteSpace: ArraySlice<UInt8> {
    guard let last = lastIndex(where: { !$0.isASCIIWhiteSpace }) else { return [] }
    return self[...last].drop(while: \.isASCIIWhiteSpace)
  }
}
