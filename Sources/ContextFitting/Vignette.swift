import Diagnostics
import Prompting

/// The part of a conversation that fitting may shorten, in sentences.
struct Vignette {
  private let conversation: Conversation
  private let message: Int
  private let part: Int
  private let text: MessagePart
  /// The sentences of the part's text: byte ranges without gaps.
  let sentences: [Range<Int>]

  /// The vignette of `conversation`, or `nil` when it has none.
  ///
  /// - Throws: `TrainPackError` with code `fit.field-range` when its text is not as long as its range in the field.
  init?(of conversation: Conversation) throws(TrainPackError) {
    guard let place = conversation.vignette else { return nil }
    self.conversation = conversation
    message = place.message
    part = place.part
    text = conversation.messages[place.message].parts[place.part]
    if let fieldRange = text.fieldRange, fieldRange.count != text.utf8.count {
      throw TrainPackError(
        .fitFieldRange,
        "the vignette has \(text.utf8.count) bytes, its range in the field \(text.field) has \(fieldRange.count)",
        at: conversation.location, fix: "report this record and its layout as a defect of TrainPack")
    }
    sentences = SentenceSplitter.ranges(in: text.utf8)
  }

  private func bytes(of run: Range<Int>) -> Range<Int> {
    sentences[run.lowerBound].lowerBound..<sentences[run.upperBound - 1].upperBound
  }

  private var fieldStart: Int { text.fieldRange?.lowerBound ?? 0 }

  /// The conversation without the sentences of `run`. What stands before and after them are two parts now, so that each
  /// still knows its bytes of the field.
  func conversation(removing run: Range<Int>) -> Conversation {
    let gap = bytes(of: run)
    let before = kept(0..<gap.lowerBound)
    let after = kept(gap.upperBound..<text.utf8.count)
    var result = conversation
    result.messages[message].parts.replaceSubrange(part...part, with: [before, after])
    return result
  }

  private func kept(_ range: Range<Int>) -> MessagePart {
    MessagePart(
      Array(text.utf8[range]), purpose: text.purpose, field: text.field,
      fieldRange: fieldStart + range.lowerBound..<fieldStart + range.upperBound)
  }

  func cut(removing run: Range<Int>, search: FitCut.Search) -> FitCut {
    let gap = bytes(of: run)
    return FitCut(
      message: message, part: part, field: text.field,
      fieldRange: fieldStart + gap.lowerBound..<fieldStart + gap.upperBound, partRange: gap,
      utf8: Array(text.utf8[gap]), sentences: run, search: search)
  }
}
