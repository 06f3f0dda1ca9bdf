import Prompting

/// What a template writes for all conversations of a shape: its own words, and the texts of messages between them.
public struct RenderPlan: Sendable {
  enum Piece: Equatable, Sendable {
    case fixed([UInt8], Origin)
    case content(message: Int, ContentForm)
  }

  let pieces: [Piece]

  /// The pieces of a text that a template wrote for texts that stand for others.
  init(of text: ProvenancedText) {
    var pieces: [Piece] = []
    var start = 0
    for span in text.spans {
      if let (message, form) = ContentForm.named(by: span.origin) {
        // A byte for each time.
        pieces += repeatElement(.content(message: message, form), count: span.end - start)
      } else {
        pieces.append(.fixed(Array(text.utf8[start..<span.end]), span.origin))
      }
      start = span.end
    }
    self.pieces = pieces
  }

  /// Writes a conversation of the plan's shape.
  ///
  /// - Returns: What the template writes for it, byte for byte, with the same origins.
  public func render(_ conversation: Conversation) -> PlannedPrompt {
    var text = ProvenancedText()
    let size = size(of: conversation)
    text.reserveCapacity(size.byteCount, spanCount: size.spanCount)
    var ends: [Int] = []
    ends.reserveCapacity(pieces.count)
    for piece in pieces {
      switch piece {
      case .fixed(let bytes, let origin): text.append(bytes, origin: origin)
      case .content(let message, .whole): conversation.messages[message].appendText(at: message, to: &text)
      case .content(let message, let form):
        let content = conversation.messages[message].text(at: message)
        text.append(content, in: form.range(of: content.utf8))
      }
      ends.append(text.count)
    }
    return PlannedPrompt(prompt: RenderedPrompt(text: text), ends: ends)
  }

  /// At least as many bytes and spans as the conversation's text will have.
  private func size(of conversation: Conversation) -> (byteCount: Int, spanCount: Int) {
    var size = (byteCount: 0, spanCount: 0)
    for piece in pieces {
      switch piece {
      case .fixed(let bytes, _):
        size.byteCount += bytes.count
        size.spanCount += 1
      case .content(let message, _):
        for part in conversation.messages[message].parts { size.byteCount += part.utf8.count }
        size.spanCount += conversation.messages[message].parts.count
      }
    }
    return size
  }

  /// Where the text of another plan ends in that of this one, for the same texts; `nil` where one need not begin with the
  /// other.
  public func end(of beginning: RenderPlan) -> PlannedPlace? {
    guard let last = beginning.pieces.last else { return PlannedPlace(pieceCount: 0, byteCount: 0) }
    let count = beginning.pieces.count
    guard count <= pieces.count, beginning.pieces.dropLast().elementsEqual(pieces.prefix(count - 1)) else { return nil }
    if case .fixed(let start, let origin) = last, case .fixed(let whole, origin) = pieces[count - 1],
      whole.starts(with: start)
    {
      return PlannedPlace(pieceCount: count - 1, byteCount: start.count)
    }
    return pieces[count - 1] == last ? PlannedPlace(pieceCount: count, byteCount: 0) : nil
  }
}

/// A place in what a plan writes: so many bytes behind its first pieces.
public struct PlannedPlace: Sendable {
  let pieceCount: Int
  let byteCount: Int
}

/// A conversation as a plan writes it.
public struct PlannedPrompt: Sendable {
  public let prompt: RenderedPrompt
  /// Where each piece of the plan ends, in bytes.
  private let ends: [Int]

  init(prompt: RenderedPrompt, ends: [Int]) {
    self.prompt = prompt
    self.ends = ends
  }

  /// Where a place of the plan is, in bytes.
  public func offset(of place: PlannedPlace) -> Int {
    (place.pieceCount == 0 ? 0 : ends[place.pieceCount - 1]) + place.byteCount
  }
}
