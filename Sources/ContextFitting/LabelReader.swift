/// The labels that are in force at a place, by their numbers from 1 on; 0 for none.
struct LabelsInForce: Hashable {
  var speaker = 0
  var heading = 0
  var name = 0
  /// The last label of the items that stand right before: what follows them stands under none of theirs, but may look so.
  var itemsBefore = 0

  /// The last that was met.
  fileprivate var last: Int { max(speaker, heading, name) }
}

extension LabelsInForce {
  /// The labels that a heading stands under. What begins within a line belongs to the name at its start.
  func above(headingBehind ending: LineEnding, number: Int = 0) -> LabelsInForce {
    LabelsInForce(speaker: speaker, heading: number, name: ending <= .inLine ? name : 0)
  }
}

/// What is known behind a sentence: all that decides under which labels the next one stands.
struct LabelState: Hashable {
  /// Where the text stands behind the lines that were read.
  enum Place: Hashable {
    case prose
    /// Behind a heading, whose text is still to come.
    case heading
    /// Behind the lines of a list under a heading.
    case list
    /// Behind items that a blank line divides from what stands before them.
    case itemsApart

    var isList: Bool { self == .list || self == .itemsApart }
  }

  var labels = LabelsInForce()
  var place = Place.prose
  /// Whether only lines of a list have followed the heading: they may have blank lines between them.
  var isOnlyList = false
  /// What stands before the next sentence.
  var ending = LineEnding.line

  /// The state where a sentence begins: what does not go on in it has ended, the list under a heading, and what stood
  /// before a blank line.
  func entering(_ entry: TextLines.Entry) -> LabelState {
    if entry == .empty { return self }
    let isItem = entry == .marked || entry == .listed
    var state = self
    // A heading may have a blank line before its text.
    if ending == .blankLine && place != .heading && !(isItem && isOnlyList) {
      if entry == .marked {
        state.place = .itemsApart
      } else {
        state.labels = LabelsInForce()
        state.place = .prose
      }
    } else if place.isList && entry == .other {
      state.labels = LabelsInForce(speaker: place == .list ? labels.speaker : 0, itemsBefore: labels.last)
      state.place = .prose
    }
    state.isOnlyList = isOnlyList && isItem
    return state
  }

  /// The state where something went that stood before such an ending: the wider of the two stays.
  func followed(by ending: LineEnding) -> LabelState {
    var state = self
    state.ending = max(state.ending, ending)
    return state
  }
}

/// Follows the labels of texts from sentence to sentence.
///
/// ```swift
/// var reader = LabelReader(speakers: ["Doctor"])
/// for sentence in sentences {
///   // reader.state is what the sentence follows.
///   reader.read(sentence)
/// }
/// ```
struct LabelReader {
  private(set) var state = LabelState()
  /// The names that are speakers'.
  private let speakers: Set<[UInt8]>
  private var labelCount = 0

  init(speakers: Set<[UInt8]>) {
    self.speakers = speakers
  }

  /// Begins another text: no label of the one before is in force.
  mutating func beginText() { state = LabelState() }

  /// Takes the labels of the next sentence.
  ///
  /// - Parameter met: Is called for each label before it is taken.
  mutating func read(_ sentence: TextLines, met: (TextLabel, LabelsInForce) -> Void = { _, _ in }) {
    state = state.entering(sentence.entry)
    for line in sentence.lines {
      for label in line.labels {
        met(label, state.labels)
        take(label.kind(speakers))
        state.ending = .inLine
      }
      if line.endsInHeading {
        state.place = .heading
        state.isOnlyList = true
      } else {
        let goesOn = line.isListed ? state.place != .prose : line.form == .short && state.place.isList
        if !goesOn { state.place = .prose } else if state.place == .heading { state.place = .list }
        state.isOnlyList = state.isOnlyList && line.isListed && line.labels.isEmpty
      }
      state.ending = .line
    }
    state.ending = sentence.ending
  }

  /// The kind of the label that a sentence begins with; `nil` where it begins with none.
  func firstKind(of sentence: TextLines) -> TextLabel.Kind? {
    sentence.lines.first?.labels.first?.kind(speakers)
  }

  private mutating func take(_ kind: TextLabel.Kind) {
    labelCount += 1
    switch kind {
    case .speaker:
      state.labels = LabelsInForce(speaker: labelCount)
      state.place = .prose
    case .heading: state.labels = state.labels.above(headingBehind: state.ending, number: labelCount)
    case .name: state.labels.name = labelCount
    }
  }
}
