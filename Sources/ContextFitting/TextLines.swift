import Prompting

/// How a text ends before more of it, or a sentence before the next.
enum LineEnding: Int, Comparable {
  /// Nothing stands between it and the next, as behind `。`.
  case none
  /// White space, and the next one stands on the same line.
  case inLine
  case line
  /// A line without anything on it follows.
  case blankLine

  /// - Parameter space: The white space behind it.
  init(_ space: TextScan.Whitespace, from start: Int) {
    self =
      switch space.lineBreaks {
      case 0: space.end == start ? .none : .inLine
      case 1: .line
      default: .blankLine
      }
  }

  static func < (left: LineEnding, right: LineEnding) -> Bool { left.rawValue < right.rawValue }
}

/// A line of a sentence that holds anything.
struct TextLine {
  /// What it is beside a list.
  enum Form: Hashable {
    /// It has a bullet or a number.
    case marked
    /// It does not end as a sentence does.
    case unmarked
    /// It goes on with a list that stands right before it: a short sentence, or what follows an item on its line.
    case short
    case prose
  }

  /// The labels that it begins with.
  var labels: [TextLabel]
  var form: Form

  /// Whether it ends in a heading, whose text follows on other lines.
  var endsInHeading: Bool { if case .heading = labels.last { true } else { false } }

  /// An item that ends as a sentence does is no longer, in bytes (`Metformin daily.`): sentences that follow a list are.
  private static let maximumItemByteCount = 20

  /// - Parameters:
  ///   - bytes: Not empty, and without white space around them.
  ///   - isWhole: Whether they are a whole line, and not the rest of one.
  init(_ bytes: ArraySlice<UInt8>, isWhole: Bool) {
    let line = ListedLine(bytes)
    labels = line == .marked ? TextLabel.headings(of: bytes) : TextLabel.labels(of: bytes, isLine: isWhole)
    form =
      switch line {
      case _ where !isWhole: .short
      case .marked: .marked
      case .unmarked: .unmarked
      case .sentence: bytes.count <= Self.maximumItemByteCount ? .short : .prose
      }
  }

  var isListed: Bool { form == .marked || form == .unmarked }
}

/// The lines of a sentence that hold anything.
struct TextLines {
  /// What tells whether a sentence goes on with a list.
  enum Entry: Hashable, CaseIterable {
    /// It has no line.
    case empty
    /// Its first line has a bullet or a number.
    case marked
    /// Each of its lines belongs to a list.
    case listed
    /// Some do only where a list stands right before them.
    case short
    case other
  }

  private(set) var lines: [TextLine] = []
  /// The end of the last of them, without white space.
  private(set) var end: Int
  /// What stands between it and the next sentence.
  var ending: LineEnding

  /// - Parameter sentence: With the white space behind it.
  init(_ text: [UInt8], _ sentence: Range<Int>) {
    let bytes = text.span
    end = sentence.lowerBound
    var space = TextScan.endOfWhitespace(in: bytes, from: TextScan.startOfWhitespace(in: bytes, before: end))
    var isWhole = end == 0 || space.lineBreaks > 0
    while space.end < sentence.upperBound {
      let line = TextScan.endOfLine(in: bytes, from: space.end, upTo: sentence.upperBound)
      end = TextScan.startOfWhitespace(in: bytes, before: line)
      lines.append(TextLine(text[space.end..<end], isWhole: isWhole))
      space = TextScan.endOfWhitespace(in: bytes, from: end)
      isWhole = true
    }
    ending = lines.isEmpty ? .blankLine : LineEnding(space, from: end)
  }

  var entry: Entry {
    guard let first = lines.first else { return .empty }
    if first.form == .marked { return .marked }
    if lines.allSatisfy(\.isListed) { return .listed }
    return lines.contains { $0.form == .prose } ? .other : .short
  }
}
