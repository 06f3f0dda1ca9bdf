import Prompting

/// Text that is taken out of a conversation, as bytes of its parts.
struct TextGaps {
  struct Gap {
    var place: Conversation.PartPlace
    var bytes: Range<Int>
    /// Where a run of removed text begins here: the white space with which a marker stands for it.
    var marker: MarkerSpace?
  }

  /// The white space around a marker.
  struct MarkerSpace {
    var before: ArraySlice<UInt8> = []
    var behind: [UInt8] = []
  }

  /// What stands in place of each run of text; empty for nothing.
  let marker: [UInt8]
  /// In the order of the text, none touching another of its part.
  private(set) var gaps: [Gap] = []

  init(marker: [UInt8]) { self.marker = marker }

  /// The gaps with others of the same conversation, which they do not overlap.
  func adding(_ others: [Gap]) -> TextGaps {
    var result = self
    result.gaps += others
    result.gaps.sort {
      ($0.place.message, $0.place.part, $0.bytes.lowerBound) < ($1.place.message, $1.place.part, $1.bytes.lowerBound)
    }
    return result
  }

  /// The conversation without the text.
  ///
  /// What stands before and after a gap are parts of their own, so that each still knows its bytes of the field. Of a part
  /// that goes as a whole and leaves no marker, white space of the layout that only divided it from its neighbour goes too.
  func conversation(from original: Conversation) -> Conversation {
    var result = original
    var end = gaps.count
    while end > 0 {
      let place = gaps[end - 1].place
      var start = end - 1
      while start > 0, gaps[start - 1].place == place { start -= 1 }
      remove(gaps[start..<end], at: place, from: &result.messages[place.message])
      end = start
    }
    return result
  }

  private func remove(_ gaps: ArraySlice<Gap>, at place: Conversation.PartPlace, from message: inout Message) {
    let part = message.parts[place.part]
    var kept: [MessagePart] = []
    var start = 0
    for gap in gaps {
      if start < gap.bytes.lowerBound { kept.append(Self.slice(part, start..<gap.bytes.lowerBound)) }
      let replacement = replacement(of: gap)
      if !replacement.isEmpty { kept.append(MessagePart(replacement, purpose: .layout)) }
      start = gap.bytes.upperBound
    }
    if start < part.utf8.count { kept.append(Self.slice(part, start..<part.utf8.count)) }
    var range = place.part..<place.part + 1
    if kept.isEmpty {
      if place.part > 0, Self.isDivider(message.parts[place.part - 1]) {
        range = place.part - 1..<place.part + 1
      } else if place.part + 1 < message.parts.count, Self.isDivider(message.parts[place.part + 1]) {
        range = place.part..<place.part + 2
      }
    }
    message.parts.replaceSubrange(range, with: kept)
  }

  /// The marker with the white space around it.
  private func replacement(of gap: Gap) -> [UInt8] {
    guard let space = gap.marker, !marker.isEmpty else { return [] }
    return space.before + marker + space.behind
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

  /// What is removed, in the terms of the record.
  func pieces(of original: Conversation) -> [FitCut.Piece] {
    gaps.map { gap in
      let part = original.messages[gap.place.message].parts[gap.place.part]
      let start = part.fieldRange?.lowerBound ?? 0
      return FitCut.Piece(
        message: gap.place.message, part: gap.place.part, field: part.field,
        fieldRange: start + gap.bytes.lowerBound..<start + gap.bytes.upperBound, partRange: gap.bytes,
        replacement: replacement(of: gap))
    }
  }
}
