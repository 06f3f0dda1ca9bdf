/// The labels that are in force at a place, by their numbers from 1 on; 0 for none.
struct LabelsInForce: Hashable {
  var speaker = 0
  var heading = 0
  var name = 0
}

/// Follows the labels of texts from sentence to sentence.
///
/// ```swift
/// var reader = LabelReader(speakers: ["Doctor"])
/// for sentence in sentences {
///   reader.enter(sentence)
///   // reader.labels is in force where the sentence begins.
///   reader.read(sentence)
/// }
/// ```
struct LabelReader {
  /// Where the text stands behind the lines that were read.
  private enum Place {
    case prose
    /// Behind a heading, whose text is still to come.
    case heading
    /// Behind the lines of a list under a heading.
    case list
    /// Behind a blank line, unless it belongs to a heading.
    case blankLine
  }

  /// What is in force.
  private(set) var labels = LabelsInForce()
  /// The names that are speakers'.
  private let speakers: Set<[UInt8]>
  private var place = Place.prose
  /// Whether only lines of a list have followed the heading: they may have blank lines between them.
  private var isOnlyList = false
  private var labelCount = 0

  init(speakers: Set<[UInt8]>) {
    self.speakers = speakers
  }

  /// Begins another text: no label of the one before is in force.
  mutating func beginText() {
    labels = LabelsInForce()
    place = .prose
    isOnlyList = false
  }

  /// Ends what does not go on in a sentence: the list under a heading, and what stood before a blank line.
  mutating func enter(_ sentence: TextLines) {
    guard let line = sentence.lines.first else { return }
    switch place {
    case .list where !line.isMarked: labels = LabelsInForce(speaker: labels.speaker)
    case .blankLine where isOnlyList && (line.isMarked || sentence.lines.allSatisfy(\.isListed)): place = .list
    case .blankLine: labels = LabelsInForce()
    case .prose, .heading, .list: break
    }
  }

  /// Takes the labels of a sentence that was entered.
  mutating func read(_ sentence: TextLines) {
    var mayEndList = place == .list
    for line in sentence.lines {
      for label in line.labels { take(label.kind(speakers)) }
      if line.endsInHeading {
        place = .heading
        isOnlyList = true
        mayEndList = true
      } else {
        place = mayEndList && line.isListed ? .list : .prose
        isOnlyList = isOnlyList && (line.isMarked || line.isListed) && line.labels.isEmpty
      }
    }
    // A heading may have a blank line before its text.
    if sentence.endInBlankLine && place != .heading { place = .blankLine }
  }

  /// The kind of the label that a sentence begins with; `nil` where it begins with none.
  func firstKind(of sentence: TextLines) -> TextLabel.Kind? {
    sentence.lines.first?.labels.first?.kind(speakers)
  }

  private mutating func take(_ kind: TextLabel.Kind) {
    labelCount += 1
    switch kind {
    case .speaker: labels = LabelsInForce(speaker: labelCount)
    case .heading: labels = LabelsInForce(speaker: labels.speaker, heading: labelCount)
    case .name: labels.name = labelCount
    }
  }
}
