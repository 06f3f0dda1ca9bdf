import Diagnostics
import Prompting

/// The parts of a conversation that fitting may shorten, in sentences.
///
/// A question has one such part, an abstract in sections has several; their sentences are counted on from part to part.
struct Vignette {
  /// One sentence: the part that it stands in and its bytes there.
  private struct Sentence {
    /// An index into `places`.
    var place: Int
    var bytes: Range<Int>
  }

  private let conversation: Conversation
  private let places: [Conversation.PartPlace]
  private let located: [Sentence]
  /// The sentences as byte ranges without gaps, counted on from part to part.
  let sentences: [Range<Int>]

  /// The vignette of `conversation`, or `nil` when it has none.
  ///
  /// - Throws: `TrainPackError` with code `fit.field-range` when a text is not as long as its range in the field.
  init?(of conversation: Conversation) throws(TrainPackError) {
    places = conversation.vignettePlaces
    if places.isEmpty { return nil }
    self.conversation = conversation
    var located: [Sentence] = []
    var sentences: [Range<Int>] = []
    for (index, place) in places.enumerated() {
      let text = conversation.messages[place.message].parts[place.part]
      if let fieldRange = text.fieldRange, fieldRange.count != text.utf8.count {
        throw TrainPackError(
          .fitFieldRange,
          "the vignette has \(text.utf8.count) bytes, its range in the field \(text.field) has \(fieldRange.count)",
          at: conversation.location, fix: "report this record and its layout as a defect of TrainPack")
      }
      let start = sentences.last?.upperBound ?? 0
      for bytes in SentenceSplitter.ranges(in: text.utf8) {
        located.append(Sentence(place: index, bytes: bytes))
        sentences.append(start + bytes.lowerBound..<start + bytes.upperBound)
      }
    }
    self.located = located
    self.sentences = sentences
  }

  /// The bytes of a run of sentences, part by part.
  private func gaps(of run: Range<Int>) -> [(place: Int, bytes: Range<Int>)] {
    var gaps: [(place: Int, bytes: Range<Int>)] = []
    for sentence in located[run] {
      if let last = gaps.last, last.place == sentence.place {
        gaps[gaps.count - 1].bytes = last.bytes.lowerBound..<sentence.bytes.upperBound
      } else {
        gaps.append((sentence.place, sentence.bytes))
      }
    }
    return gaps
  }

  private func part(_ place: Int) -> MessagePart {
    conversation.messages[places[place].message].parts[places[place].part]
  }

  /// The conversation without the sentences of `run`.
  ///
  /// What stands before and after them in a part are two parts now, so that each still knows its bytes of the field. Of a
  /// part that goes as a whole, white space of the layout that only divided it from the part before it goes too.
  func conversation(removing run: Range<Int>) -> Conversation {
    var result = conversation
    for gap in gaps(of: run).reversed() {
      let place = places[gap.place]
      let text = part(gap.place)
      var kept = [0..<gap.bytes.lowerBound, gap.bytes.upperBound..<text.utf8.count]
      if gap.bytes.count == text.utf8.count { kept = [] }
      var range = place.part...place.part
      if kept.isEmpty, place.part > 0, Self.isDivider(conversation.messages[place.message].parts[place.part - 1]) {
        range = place.part - 1...place.part
      }
      result.messages[place.message].parts.replaceSubrange(
        range, with: kept.map { Self.slice(text, $0) })
    }
    return result
  }

  private static func isDivider(_ part: MessagePart) -> Bool {
    part.purpose == .layout && part.utf8.allSatisfy(\.isASCIIWhiteSpace)
  }

  private static func slice(_ text: MessagePart, _ range: Range<Int>) -> MessagePart {
    let start = text.fieldRange?.lowerBound ?? 0
    return MessagePart(
      Array(text.utf8[range]), purpose: text.purpose, field: text.field,
      fieldRange: start + range.lowerBound..<start + range.upperBound)
  }

  func cut(removing run: Range<Int>, search: FitCut.Search) -> FitCut {
    let pieces = gaps(of: run).map { gap in
      let text = part(gap.place)
      let start = text.fieldRange?.lowerBound ?? 0
      return FitCut.Piece(
        message: places[gap.place].message, part: places[gap.place].part, field: text.field,
        fieldRange: start + gap.bytes.lowerBound..<start + gap.bytes.upperBound, partRange: gap.bytes,
        utf8: Array(text.utf8[gap.bytes]))
    }
    return FitCut(pieces: pieces, sentences: run, search: search)
  }
}
