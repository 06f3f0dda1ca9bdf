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
  }

  private let located: [Sentence]
  /// The sentences as byte ranges without gaps, counted on from part to part.
  let sentences: [Range<Int>]
  let labels: LabelledSentences

  /// - Parameter places: The parts, in order.
  /// - Throws: `TrainPackError` with code `fit.field-range` when a text is not as long as its range in the field.
  init(_ places: [Conversation.PartPlace], of conversation: Conversation) throws(TrainPackError) {
    var located: [Sentence] = []
    var sentences: [Range<Int>] = []
    var texts: [LabelledSentences.Text] = []
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
      texts.append(LabelledSentences.Text(utf8: text.utf8, sentences: ranges, continues: continues))
      previous = (place, text)
      for bytes in ranges {
        located.append(Sentence(place: place, bytes: bytes))
        sentences.append(start + bytes.lowerBound..<start + bytes.upperBound)
      }
    }
    self.located = located
    self.sentences = sentences
    labels = LabelledSentences(texts)
  }

  /// The bytes of a run of sentences, part by part.
  func gaps(of run: Range<Int>) -> [TextGaps.Gap] {
    var gaps: [TextGaps.Gap] = []
    for sentence in located[run] {
      if let last = gaps.last, last.place == sentence.place {
        gaps[gaps.count - 1].bytes = last.bytes.lowerBound..<sentence.bytes.upperBound
      } else {
        gaps.append(TextGaps.Gap(place: sentence.place, bytes: sentence.bytes, beginsRun: gaps.isEmpty))
      }
    }
    return gaps
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
