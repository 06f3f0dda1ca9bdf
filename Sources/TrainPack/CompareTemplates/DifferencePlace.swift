import Prompting

/// Where in a conversation two texts part.
public struct DifferencePlace: Hashable, Sendable {
  public enum Position: String, Hashable, Sendable {
    /// In what a message holds.
    case inside
    /// In the template's words before a message.
    case before
    /// In the template's words after the last message.
    case after
    /// In the definitions of tools.
    case tools
  }

  public var position: Position
  /// The message's index; `nil` where there is none, or it cannot be told.
  public var message: Int?
  public var role: Role?

  /// For people, who count messages from 1.
  var words: String {
    if position == .tools { return "in the definitions of tools" }
    guard let message, let role else { return position == .inside ? "in a message" : "in the template" }
    let name = "message \(message + 1) (\(role.rawValue))"
    switch position {
    case .inside: return "in \(name)"
    case .before: return "before \(name)"
    case .after: return "after \(name), the last"
    case .tools: return "in the definitions of tools"
    }
  }
}

extension DifferencePlace {
  /// Where two texts part that are the same up to an offset in each.
  ///
  /// In what a message holds where it is so on either side; before the message where it has only begun on one side, and
  /// the template still writes on the other.
  init(_ texts: TemplatePair<ProvenancedText>, at offsets: TemplatePair<Int>, in messages: [Message]) {
    let places = TemplatePair(
      a: Self.place(in: texts.a, at: offsets.a, messages), b: Self.place(in: texts.b, at: offsets.b, messages))
    let begins = TemplatePair(a: texts.a.beginsSpan(at: offsets.a), b: texts.b.beginsSpan(at: offsets.b))
    for side in TemplateSide.allCases {
      let (own, other) = (places[side], places[side.other])
      guard own.isContent else { continue }
      self = begins[side] && other.position == .before && other.message == own.message ? other : own
      return
    }
    // What one side leaves out comes first on the other.
    self = places.b.order < places.a.order ? places.b : places.a
  }

  private var isContent: Bool { position == .inside || position == .tools }

  /// By which words of a template come earlier in the conversation.
  private var order: Int { position == .after ? .max : message ?? .max }

  private init(_ position: Position, _ message: Int?, _ messages: [Message]) {
    let known = message.flatMap { messages.indices.contains($0) ? $0 : nil }
    self.init(position: position, message: known, role: known.map { messages[$0].role })
  }

  private static func place(in text: ProvenancedText, at offset: Int, _ messages: [Message]) -> DifferencePlace {
    let first = text.spanIndex(at: offset)
    if first < text.spans.count {
      let origin = text.spans[first].origin
      if origin == .toolDefinitions { return DifferencePlace(.tools, nil, messages) }
      if origin.kind != .template { return DifferencePlace(.inside, Int(origin.messageIndex), messages) }
      for span in text.spans[first...] where span.origin.kind != .template && span.origin.messageIndex >= 0 {
        return DifferencePlace(.before, Int(span.origin.messageIndex), messages)
      }
    }
    let last = text.spans.last { $0.origin.kind != .template && $0.origin.messageIndex >= 0 }
    return DifferencePlace(.after, last.map { Int($0.origin.messageIndex) }, messages)
  }
}

extension ProvenancedText {
  /// Whether a run of bytes of one origin begins at `offset`.
  fileprivate func beginsSpan(at offset: Int) -> Bool {
    let index = spanIndex(at: offset)
    return index < spans.count && (index == 0 ? 0 : spans[index - 1].end) == offset
  }
}
