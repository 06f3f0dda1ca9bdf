import Algorithms

/// Under which labels each sentence stands: the heading above it, and the name of who speaks or of what is listed.
///
/// A label holds for the text behind it, up to the next one, a blank line, the end of a list under a heading, or the end of
/// the text. Without it a sentence would come to stand under the label before: a medicine among the allergies, the patient's
/// words in the doctor's mouth.
///
/// Headings are lines that end in a colon or begin with `#`; names stand before a colon or in brackets at the start of a line
/// or sentence (`Patient: …`, `[doctor] …`, `患者：…`). A name that comes again is a speaker's, unless headings stood above it,
/// and so is one with a title: it ends what stood before. Another belongs under the heading or to the speaker above it, and
/// so does a heading to a speaker.
///
/// Labels are told by their form alone. Prose behind a blank line or a list is taken to be under none, also where it goes on
/// under the heading above; behind a list it may only come to stand where it stood behind that one. Items of a list go on,
/// and so do those that have a bullet or a number.
struct LabelledSentences {
  /// The sentences of one text.
  struct Text {
    var sentences: [TextLines]
    /// Whether it goes on where the one before ends.
    var continues = false
  }

  /// A sentence, and what is known where it begins.
  private struct Sentence {
    /// What it follows in its text.
    var before: LabelState
    var entry: TextLines.Entry
    /// The label that it begins with.
    var first: TextLabel.Kind?
    /// The first sentence of its text.
    var textStart: Int
  }

  private var sentences: [Sentence] = []

  /// How many sentences there are.
  var count: Int { sentences.count }

  init(_ texts: [Text]) {
    var reader = LabelReader(speakers: Self.speakers(of: texts))
    var textStart = 0
    for text in texts {
      if !text.continues {
        reader.beginText()
        textStart = count
      }
      for sentence in text.sentences {
        sentences.append(
          Sentence(
            before: reader.state, entry: sentence.entry, first: reader.firstKind(of: sentence), textStart: textStart))
        reader.read(sentence)
      }
    }
  }

  /// The names that are speakers': those that come more than once, first without a heading above them, or twice so.
  static func speakers(of texts: [Text]) -> Set<[UInt8]> {
    var speakers: Set<[UInt8]> = []
    for _ in 0..<maximumPassCount {
      let found = self.speakers(of: texts, known: speakers)
      if found == speakers { break }
      speakers = found
    }
    return speakers
  }

  /// What stands above a name is told better where more speakers are known: how often it is told anew.
  private static let maximumPassCount = 8

  /// - Parameter known: Names of speakers, who end the headings above them.
  private static func speakers(of texts: [Text], known: Set<[UInt8]>) -> Set<[UInt8]> {
    var reader = LabelReader(speakers: known)
    var met: Set<[UInt8]> = []
    // Names without a heading above them, once or the first time.
    var free: Set<[UInt8]> = []
    var firstFree: Set<[UInt8]> = []
    var speakers = known
    for text in texts {
      if !text.continues { reader.beginText() }
      for sentence in text.sentences {
        reader.read(sentence) { label, labels in
          guard case .name(let name) = label else { return }
          let isUnderHeading = labels.heading > 0 && label.kind(known) != .speaker
          if free.contains(name) && (!isUnderHeading || firstFree.contains(name)) { speakers.insert(name) }
          if !isUnderHeading { free.insert(name) }
          if met.insert(name).inserted && !isUnderHeading { firstFree.insert(name) }
        }
      }
    }
    return speakers
  }

  /// Whether every sentence that stays stands under its own labels when a run goes, which does not begin with the first.
  ///
  /// Of the white space before the run and at its end the wider one stays. A part that is nothing but a line break belongs
  /// to what stands before it.
  func allowsRemoval(of run: Range<Int>) -> Bool {
    let next = run.upperBound
    if sentences[run.lowerBound].entry == .empty { return false }
    if next == count { return true }
    return agrees(
      next, behind: run.lowerBound < sentences[next].textStart ? LabelState() : sentences[run.lowerBound].before)
  }

  /// Whether a text may begin with a sentence: it needs no label that stands before it.
  func mayBeFirst(_ sentence: Int) -> Bool { agrees(sentence, behind: LabelState()) }

  /// Whether a text may begin with a sentence where labels do not count, but what stands before it does.
  func mayBeFirst(_ sentence: Int, behind ending: LineEnding) -> Bool {
    sentences[sentence].entry != .empty && sentences[sentence].before.ending >= ending
  }

  private func agrees(_ sentence: Int, behind state: LabelState) -> Bool {
    sentences[sentence].entry != .empty
      && Need(sentences[sentence]).metBy.contains(Need(Beginning(sentences[sentence]), behind: state))
  }

  /// Calls `body` for each end of runs that may go, of at most so many sentences between the first and the last: with the
  /// widest of them, and how many they are.
  ///
  /// - Complexity: O(*n* log *n*) for *n* sentences.
  func forEachEnd(ofRunsUpTo longest: Int, _ body: (Range<Int>, Int) -> Void) {
    if longest <= 0 { return }
    let beginnings = Set(sentences.map(Beginning.init))
    // Where runs may start, and in the text of the end by what of it counts.
    var all: [Int] = []
    var starts: [Need: [Int]] = [:]
    var textStart = 0
    for end in 2..<max(2, count) {
      let next = sentences[end]
      if next.textStart != textStart {
        textStart = next.textStart
        starts = [:]
      }
      let start = sentences[end - 1]
      if start.entry != .empty {
        all.append(end - 1)
        let needs = end > textStart ? beginnings.map { Need($0, behind: start.before) } : []
        for need in needs { starts[need, default: []].append(end - 1) }
      }
      if next.entry == .empty { continue }
      let first = max(1, end - longest)
      let near = Need(next).metBy.map { Self.from(first, (starts[$0] ?? [])[...]) }
      // Of what begins in an earlier text, all that stood before the sentence in its own text goes.
      let earlier = mayBeFirst(end) ? Self.from(first, all[..<all.partitioningIndex { $0 >= textStart }]) : []
      if let widest = earlier.first ?? near.compactMap(\.first).min() {
        body(widest..<end, near.reduce(earlier.count) { $0 + $1.count })
      }
    }
  }

  /// Those of ascending places that are not before the first.
  private static func from(_ first: Int, _ places: ArraySlice<Int>) -> ArraySlice<Int> {
    places[places.partitioningIndex { $0 >= first }...]
  }

  /// What decides about the labels that a sentence needs.
  private struct Beginning: Hashable {
    var entry: TextLines.Entry
    var first: TextLabel.Kind?
    /// What stands before it.
    var ending: LineEnding

    init(_ sentence: Sentence) {
      entry = sentence.entry
      first = sentence.first
      ending = sentence.before.ending
    }
  }

  /// What a sentence needs of what it follows, so that it and all behind it stand under the same labels.
  private struct Need: Hashable {
    private var beginning: Beginning
    private var labels: LabelsInForce
    private var list: LabelState.Place?
    private var isOnlyList: Bool
    private var isBehindHeading: Bool
    /// The heading that it follows, and does not belong to: another would stand there without its text.
    private var headingBefore: Int

    init(_ sentence: Sentence) {
      self.init(Beginning(sentence), behind: sentence.before)
    }

    init(_ beginning: Beginning, behind before: LabelState) {
      self.beginning = beginning
      let state = before.followed(by: beginning.ending).entering(beginning.entry)
      labels =
        switch beginning.first {
        case .speaker: LabelsInForce()
        case .heading: state.labels.above(headingBehind: state.ending)
        case .name:
          LabelsInForce(
            speaker: state.labels.speaker, heading: state.labels.heading, itemsBefore: state.labels.itemsBefore)
        case nil: state.labels
        }
      list = state.place.isList && (beginning.first == nil || beginning.first == .name) ? state.place : nil
      isOnlyList = state.isOnlyList && beginning.first == nil
      isBehindHeading = state.place == .heading && beginning.entry == .empty
      let endsHeading = beginning.first == .speaker || beginning.first == .heading
      headingBefore = endsHeading && state.place == .heading ? state.labels.heading : 0
    }

    /// All that meet it: what stood behind items may also stand behind none.
    var metBy: [Need] {
      var withoutItems = self
      withoutItems.labels.itemsBefore = 0
      return withoutItems == self ? [self] : [self, withoutItems]
    }
  }
}
