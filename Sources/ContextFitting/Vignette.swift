import Diagnostics
import Prompting

/// Texts of a conversation that fitting may shorten, in sentences.
///
/// A question has one such part, an abstract in sections has several; their sentences are counted on from part to part.
struct Vignette {
  /// One sentence: the part that it stands in and its bytes there.
  private struct Sentence {
    var place: Conversation.PartPlace
    var bytes: Range<Int>
    /// Where the white space behind it begins, what it comes to, and its bytes.
    var end: Int
    var ending: LineEnding
    var space: ArraySlice<UInt8>
    /// Which part it is of those here, and which text: texts that go on from part to part are one.
    var part: Int
    var text: Int

    var isBlank: Bool { end == bytes.lowerBound }
  }

  private let located: [Sentence]
  /// How many sentences there are up to the end of each part, and of each text.
  private let partEnds: [Int]
  private let textEnds: [Int]
  /// The sentences as byte ranges without gaps, counted on from part to part.
  let sentences: [Range<Int>]
  let labels: LabelledSentences

  /// - Parameter places: The parts, in order.
  /// - Throws: `TrainPackError` with code `fit.field-range` when a text is not as long as its range in the field.
  init(_ places: [Conversation.PartPlace], of conversation: Conversation) throws(TrainPackError) {
    var located: [Sentence] = []
    var sentences: [Range<Int>] = []
    var texts: [LabelledSentences.Text] = []
    var partEnds: [Int] = []
    var textEnds: [Int] = []
    var previous: (place: Conversation.PartPlace, text: MessagePart)?
    for place in places {
      let text = conversation.messages[place.message].parts[place.part]
      if let fieldRange = text.fieldRange, fieldRange.count != text.utf8.count {
        throw TrainPackError(
          .fitFieldRange,
          "the vignette has \(text.utf8.count) bytes, its range in the field \(text.field) has \(fieldRange.count)",
          at: conversation.location, fix: "report this record and its layout as a defect of TrainPack")
      }
      let start = sentences.last?.upperBound ?? 0
      let ranges = SentenceSplitter.ranges(in: text.utf8)
      // A dialogue comes line by line.
      let continues = previous.map { $0.place.isBefore(place) && $0.text.isContinued(by: text) } ?? false
      let lines = ranges.map { TextLines(text.utf8, $0) }
      texts.append(LabelledSentences.Text(sentences: lines, continues: continues))
      previous = (place, text)
      partEnds.append(sentences.count + ranges.count)
      if continues { textEnds.removeLast() }
      textEnds.append(sentences.count + ranges.count)
      for (bytes, lines) in zip(ranges, lines) {
        located.append(
          Sentence(
            place: place, bytes: bytes, end: lines.end, ending: lines.ending,
            space: text.utf8[lines.end..<bytes.upperBound], part: partEnds.count - 1, text: textEnds.count - 1))
        sentences.append(start + bytes.lowerBound..<start + bytes.upperBound)
      }
    }
    self.located = located
    self.sentences = sentences
    self.partEnds = partEnds
    self.textEnds = textEnds
    labels = LabelledSentences(texts)
  }

  /// The bytes of the white space behind each sentence, those of blank ones beside it included.
  var spaceByteCounts: [Int] {
    var counts = located.map { $0.space.count }
    var start = 0
    while start < located.count {
      let end = located[(start + 1)...].firstIndex { !$0.isBlank } ?? located.count
      let sum = counts[start..<end].reduce(0, +)
      for index in start..<end { counts[index] = sum }
      start = end
    }
    return counts
  }

  /// What goes with a run of sentences, part by part.
  ///
  /// Of the white space before the run and at its end the one with more line breaks stays, so that what begins a line or a
  /// paragraph still does.
  func gaps(removing run: Range<Int>) -> [TextGaps.Gap] {
    guard run.lowerBound > 0, let end = located[run].lastIndex(where: { !$0.isBlank }),
      located[run.lowerBound - 1].text == located[end].text,
      located[run.lowerBound - 1].ending < located[run.upperBound - 1].ending
    else { return gaps(of: run, TextGaps.MarkerSpace(behind: spaceBehind(run))) }
    let before = located[run.lowerBound - 1]
    var gaps = gaps(of: run.lowerBound..<end + 1, TextGaps.MarkerSpace(before: before.space))
    gaps[gaps.count - 1].bytes = gaps[gaps.count - 1].bytes.lowerBound..<located[end].end
    if before.place == gaps[0].place {
      gaps[0].bytes = before.end..<gaps[0].bytes.upperBound
    } else if !before.space.isEmpty {
      gaps.insert(
        TextGaps.Gap(place: before.place, bytes: before.end..<before.bytes.upperBound, marker: gaps[0].marker), at: 0)
      gaps[1].marker = nil
    }
    return gaps
  }

  private func gaps(of run: Range<Int>, _ marker: TextGaps.MarkerSpace) -> [TextGaps.Gap] {
    var gaps: [TextGaps.Gap] = []
    var start = run.lowerBound
    while start < run.upperBound {
      let end = min(run.upperBound, partEnds[located[start].part])
      gaps.append(
        TextGaps.Gap(
          place: located[start].place, bytes: located[start].bytes.lowerBound..<located[end - 1].bytes.upperBound,
          marker: gaps.isEmpty ? marker : nil))
      start = end
    }
    return gaps
  }

  /// The white space at the end of what goes of the text in which a run begins.
  private func spaceBehind(_ run: Range<Int>) -> [UInt8] {
    let inText = located[run.lowerBound..<min(run.upperBound, textEnds[located[run.lowerBound].text])]
    let blankCount = inText.reversed().prefix(while: \.isBlank).count
    return inText.suffix(blankCount + 1).flatMap(\.space)
  }
}

extension Conversation.PartPlace {
  /// Whether nothing stands between the part here and another.
  fileprivate func isBefore(_ other: Conversation.PartPlace) -> Bool {
    message == other.message && part + 1 == other.part
  }
}

extension MessagePart {
  /// Whether another holds the text of its field that follows.
  fileprivate func isContinued(by other: MessagePart) -> Bool {
    guard let end = fieldRange?.upperBound, other.fieldRange?.lowerBound == end else { return false }
    return field.utf8.elementsEqual(other.field.utf8)
  }
}
