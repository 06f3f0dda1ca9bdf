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

  /// - Parameter places: The parts, in order.
  /// - Throws: `TrainPackError` with code `fit.field-range` when a text is not as long as its range in the field.
  init(_ places: [Conversation.PartPlace], of conversation: Conversation) throws(TrainPackError) {
    var located: [Sentence] = []
    var sentences: [Range<Int>] = []
    for place in places {
      let text = conversation.messages[place.message].parts[place.part]
      if let fieldRange = text.fieldRange, fieldRange.count != text.utf8.count {
        throw TrainPackError(
          .fitFieldRange,
          "the vignette has \(text.utf8.count) bytes, its range in the field \(text.field) has \(fieldRange.count)",
          at: conversation.location, fix: "report this record and its layout as a defect of TrainPack")
      }
      let start = sentences.last?.upperBound ?? 0
      for bytes in SentenceSplitter.ranges(in: text.utf8) {
        located.append(Sentence(place: place, bytes: bytes))
        sentences.append(start + bytes.lowerBound..<start + bytes.upperBound)
      }
    }
    self.located = located
    self.sentences = sentences
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
