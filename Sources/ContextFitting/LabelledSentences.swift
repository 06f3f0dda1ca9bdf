import Prompting

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
/// heading above.
struct LabelledSentences {
  /// Sentences of one text, which they cover.
  struct Text {
    var utf8: [UInt8]
    var sentences: [Range<Int>]
    /// Whether it goes on where the one before ends.
    var continues = false
  }

  /// What is in force at a place, counted from 1; 0 for none.
  private struct Labels: Hashable {
    var speaker = 0
    var heading = 0
    var name = 0
  }

  /// What is in force behind each sentence.
  private var after: [Labels] = []
  /// The label that each sentence begins with.
  private var first: [TextLabel.Kind?] = []

  /// How many sentences there are.
  var count: Int { after.count }

  init(_ texts: [Text]) {
    let speakers = Self.speakers(of: texts)
    var current = Labels()
    var labelCount = 0
    /// The label of the last line, where it has one.
    var last: TextLabel.Kind?
    var isBehindBlankLine = false
    var isBehindList = false
    /// Whether only lines with bullets or numbers have followed the heading.
    var isListOnly = false
    for text in texts {
      if !text.continues {
        if count > 0 { after[count - 1] = Labels() }
        current = Labels()
        last = nil
        isBehindBlankLine = false
        isBehindList = false
        isListOnly = false
      }
      for sentence in text.sentences {
        let lines = TextLines(text.utf8, sentence)
        var hasHeading = false
        // A list right under its heading may have blank lines between its lines.
        if isBehindBlankLine || isBehindList, let line = lines.ranges.first {
          let goesOn = ListedLine.isMarked(text.utf8[line]) && (isListOnly || !isBehindBlankLine)
          if !goesOn {
            current = isBehindBlankLine ? Labels() : Labels(speaker: current.speaker)
            after[count - 1] = current
          }
        }
        for (index, line) in lines.ranges.enumerated() {
          let kinds = TextLabel.labels(of: text.utf8[line], isLine: lines.isLine(index)).map { $0.kind(speakers) }
          if index == 0 { first.append(kinds.first) }
          last = kinds.last
          for kind in kinds {
            labelCount += 1
            switch kind {
            case .speaker: current = Labels(speaker: labelCount)
            case .heading: current = Labels(speaker: current.speaker, heading: labelCount)
            case .name: current.name = labelCount
            }
          }
          isListOnly = last == .heading || last == nil && isListOnly && ListedLine.isMarked(text.utf8[line])
          hasHeading = hasHeading || last == .heading
        }
        if lines.ranges.isEmpty { first.append(nil) }
        isBehindList =
          last != .heading && (hasHeading || isBehindList && !lines.ranges.isEmpty)
          && lines.ranges.last.map { ListedLine.isOne(text.utf8[$0]) } ?? false
        // A heading may have one before its text.
        isBehindBlankLine = last != .heading && (lines.endsInBlankLine || lines.ranges.isEmpty)
        after.append(current)
      }
    }
  }

  /// The names that come more than once, first without a heading above them.
  private static func speakers(of texts: [Text]) -> Set<[UInt8]> {
    var isUnderHeading = false
    var seen: [[UInt8]: Bool] = [:]
    var speakers: Set<[UInt8]> = []
    for text in texts {
      isUnderHeading = isUnderHeading && text.continues
      for sentence in text.sentences {
        let lines = TextLines(text.utf8, sentence)
        for (index, line) in lines.ranges.enumerated() {
          for label in TextLabel.labels(of: text.utf8[line], isLine: lines.isLine(index)) {
            guard case .name(let name) = label else {
              isUnderHeading = true
              continue
            }
            if let wasUnderHeading = seen[name] {
              if !wasUnderHeading { speakers.insert(name) }
            } else {
              seen[name] = isUnderHeading
            }
          }
        }
        if lines.endsInBlankLine || lines.ranges.isEmpty { isUnderHeading = false }
      }
    }
    return speakers
  }

  /// Whether every sentence that stays stands under its own labels when a run goes, which does not begin with the first.
  func allowsRemoval(of run: Range<Int>) -> Bool {
    let next = run.upperBound
    return next == count || agrees(next, after: after[run.lowerBound - 1])
  }

  /// Whether a text may begin with a sentence: it needs no label that stands before it.
  func mayBeFirst(_ sentence: Int) -> Bool { sentence == 0 || agrees(sentence, after: Labels()) }

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
        starts[Key(kind: kind, labels: after[end - 2]), default: []].append(end - 1)
      }
      let allowed = starts[Key(kind: first[end], labels: after[end - 1])] ?? []
      let index = allowed.index(ofFirstFrom: end - longest)
      if index < allowed.count { body(allowed[index]..<end, allowed.count - index) }
    }
  }

  /// What has to be in force before a sentence that begins with a label of some kind.
  private struct Key: Hashable {
    var kind: TextLabel.Kind?
    var labels: Labels

    init(kind: TextLabel.Kind?, labels: Labels) {
      self.kind = kind
      self.labels =
        switch kind {
        case .speaker: Labels()
        case .heading: Labels(speaker: labels.speaker)
        case .name: Labels(speaker: labels.speaker, heading: labels.heading)
        case nil: labels
        }
    }
  }

  private func agrees(_ sentence: Int, after labels: Labels) -> Bool {
    let kind = first[sentence]
    return Key(kind: kind, labels: after[sentence - 1]) == Key(kind: kind, labels: labels)
  }
}

extension [Int] {
  /// The index of the first number from `least` on in ascending ones; the count where there is none.
  fileprivate func index(ofFirstFrom least: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < least { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
