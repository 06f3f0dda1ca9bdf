import Algorithms

/// Under which labels each sentence stands: the heading above it, and the name of who speaks or of what is listed.
///
/// A label holds for the text behind it, up to the next one, a blank line, the end of a list under a heading, or the end of
/// the text. Without it a sentence would come to stand under the label before: a medicine among the allergies, the patient's
/// words in the doctor's mouth.
///
/// Headings are lines that end in a colon or begin with `#`; names stand before a colon or in brackets at the start of a line
/// or sentence (`Patient: …`, `[doctor] …`, `患者：…`). A name that comes again is a speaker's, unless a heading stood above it,
/// and ends what stood before; another belongs under the heading or to the speaker above it, and so does a heading to a
/// speaker.
///
/// Labels are told by their form alone. Prose behind a blank line is taken to be under none, also where it goes on under the
/// heading above; items of a list go on.
struct LabelledSentences {
  /// Sentences of one text, which they cover.
  struct Text {
    var utf8: [UInt8]
    var sentences: [Range<Int>]
    /// Whether it goes on where the one before ends.
    var continues = false
  }

  /// What is in force where each sentence begins.
  private var inForce: [LabelsInForce] = []
  /// The label that each sentence begins with.
  private var first: [TextLabel.Kind?] = []

  /// How many sentences there are.
  var count: Int { inForce.count }

  init(_ texts: [Text]) {
    let read = texts.map { text in
      (continues: text.continues, sentences: text.sentences.map { TextLines(text.utf8, $0) })
    }
    var reader = LabelReader(speakers: Self.speakers(of: read))
    for text in read {
      if !text.continues { reader.beginText() }
      for sentence in text.sentences {
        reader.enter(sentence)
        inForce.append(reader.labels)
        first.append(reader.firstKind(of: sentence))
        reader.read(sentence)
      }
    }
  }

  /// The names that come more than once, first without a heading above them.
  private static func speakers(of texts: [(continues: Bool, sentences: [TextLines])]) -> Set<[UInt8]> {
    var isUnderHeading = false
    var wasUnderHeading: [[UInt8]: Bool] = [:]
    var speakers: Set<[UInt8]> = []
    for text in texts {
      isUnderHeading = isUnderHeading && text.continues
      for sentence in text.sentences {
        for label in sentence.lines.lazy.flatMap(\.labels) {
          switch label {
          case .heading: isUnderHeading = true
          case .name(let name):
            if wasUnderHeading[name] == false { speakers.insert(name) }
            wasUnderHeading[name] = wasUnderHeading[name] ?? isUnderHeading
          }
        }
        if sentence.endInBlankLine { isUnderHeading = false }
      }
    }
    return speakers
  }

  /// Whether every sentence that stays stands under its own labels when a run goes, which does not begin with the first.
  func allowsRemoval(of run: Range<Int>) -> Bool {
    run.upperBound == count || agrees(run.upperBound, under: inForce[run.lowerBound])
  }

  /// Whether a text may begin with a sentence: it needs no label that stands before it.
  func mayBeFirst(_ sentence: Int) -> Bool { sentence == 0 || agrees(sentence, under: LabelsInForce()) }

  /// Calls `body` for each end of runs that may go, of at most so many sentences between the first and the last: with the
  /// widest of them, and how many they are.
  ///
  /// - Complexity: O(*n* log *n*) for *n* sentences.
  func forEachEnd(ofRunsUpTo longest: Int, _ body: (Range<Int>, Int) -> Void) {
    if longest <= 0 { return }
    // Where runs may start, by what of it counts.
    var starts: [Key: [Int]] = [:]
    for end in 2..<max(2, count) {
      for kind in [nil, TextLabel.Kind.heading, .name, .speaker] {
        starts[Key(kind: kind, labels: inForce[end - 1]), default: []].append(end - 1)
      }
      let allowed = (starts[Key(kind: first[end], labels: inForce[end])] ?? [])[...]
      let near = allowed[allowed.partitioningIndex { $0 >= end - longest }...]
      if let widest = near.first { body(widest..<end, near.count) }
    }
  }

  /// What has to be in force before a sentence that begins with a label of some kind.
  private struct Key: Hashable {
    var kind: TextLabel.Kind?
    var labels: LabelsInForce

    init(kind: TextLabel.Kind?, labels: LabelsInForce) {
      self.kind = kind
      self.labels =
        switch kind {
        case .speaker: LabelsInForce()
        case .heading: LabelsInForce(speaker: labels.speaker)
        case .name: LabelsInForce(speaker: labels.speaker, heading: labels.heading)
        case nil: labels
        }
    }
  }

  private func agrees(_ sentence: Int, under labels: LabelsInForce) -> Bool {
    let kind = first[sentence]
    return Key(kind: kind, labels: inForce[sentence]) == Key(kind: kind, labels: labels)
  }
}
