import ChatTemplates
import Prompting

/// What a template does with a system prompt.
public enum SystemTrait: Hashable, Sendable {
  /// Writes it before the first user turn.
  case native
  /// Writes it inside a user turn.
  case folded(Turn)
  /// Leaves it out.
  case dropped
  /// Writes it only where the conversation ends in a question, so never in what is trained.
  case unanswered
  /// Ends in an error, whose text this is.
  case rejected(String)

  /// Which of several user turns.
  public enum Turn: String, Hashable, Sendable {
    case first, last
  }

  /// Where the user's text follows the prompt after what begins a user's turn, the prompt stands before that turn.
  init(_ probe: TraitProbe) {
    let messages = [.system()] + TraitProbe.exchange
    if let refusal = probe.refusal(of: messages) {
      self = .rejected(refusal)
      return
    }
    guard let text = probe.text(messages), let prompt = text.range(ofMark: messages[0].mark) else {
      let question = Array(messages.prefix(2))
      self = probe.text(question, cue: .added)?.holds(messages[0]) == true ? .unanswered : .dropped
      return
    }
    guard let question = text.range(ofMark: messages[1].mark) else {
      self = .native
      return
    }
    let opening = probe.userOpening(after: text.utf8[min(prompt.upperBound, question.lowerBound)..<question.lowerBound])
    let isOpened = opening.contains { (0x41...0x5A).contains($0 & 0xDF) || $0 >= 0x80 }
    self = isOpened && prompt.lowerBound < question.lowerBound ? .native : .folded(Self.turn(probe))
  }

  private static func turn(_ probe: TraitProbe) -> Turn {
    let messages = [.system()] + TraitProbe.twoExchanges
    guard let text = probe.text(messages), let prompt = text.range(ofMark: messages[0].mark),
      let answer = text.range(ofMark: messages[2].mark)
    else { return .first }
    return prompt.lowerBound > answer.lowerBound ? .last : .first
  }
}

extension EncodingScheme {
  /// Whether the template opens a system turn where no system prompt is given.
  public var opensSystemTurn: Bool {
    TraitProbe(template: template, specialTokens: specialTokens, clock: clock, variables: variables).defaultSystem
      != nil
  }
}

extension TraitProbe {
  /// What begins a user's turn: what the text before a first question without a system prompt ends in, and the text before
  /// a second one, and `other`.
  func userOpening(after other: ArraySlice<UInt8>? = nil) -> ArraySlice<UInt8> {
    guard let first = beforeFirstQuestion else { return [] }
    var opening = first.utf8.prefix(upTo: first.end)
    if let text = text(Self.twoExchanges), let answer = text.range(ofMark: Self.twoExchanges[1].mark),
      let question = text.range(ofMark: Self.twoExchanges[2].mark), answer.upperBound <= question.lowerBound
    {
      opening = opening.suffix(opening.commonSuffixCount(text.utf8[answer.upperBound..<question.lowerBound]))
    }
    return other.map { opening.suffix(opening.commonSuffixCount($0)) } ?? opening
  }

  /// The text of an exchange without a system prompt, and where its question begins.
  private var beforeFirstQuestion: (utf8: [UInt8], end: Int)? {
    guard let text = text(Self.exchange), let question = text.range(ofMark: Self.exchange[0].mark) else { return nil }
    return (text.utf8, question.lowerBound)
  }

  /// What stands in the system turn of a conversation that has no system prompt; `nil` where there is no such turn.
  ///
  /// The turn is known by its head, which is that of a user's turn with "system" in place of "user"; else it is what stands
  /// in the place of the system prompt of a conversation that has one.
  var defaultSystem: [UInt8]? {
    guard let beginning = beforeFirstQuestion else { return nil }
    let before = beginning.utf8.prefix(upTo: beginning.end)
    let withPrompt = around(.system(), in: [.system()] + Self.exchange)
    let isSame = withPrompt.map { before.suffix($0.after.count).elementsEqual($0.after) } == true
    let closing = withPrompt.flatMap { isSame ? $0.after : nil } ?? userOpening()
    let body = before.dropLast(closing.count)
    if let head = Self.systemHead(userOpening(after: closing)), let found = body.firstRange(of: head) {
      let text = body[found.upperBound...]
      return Array(isSame ? text : Self.withoutEnd(text, as: withPrompt?.after ?? []))
    }
    guard let opening = withPrompt?.before, body.count > opening.count, body.starts(with: opening) else { return nil }
    let text = body.dropFirst(opening.count)
    return text.isWhiteSpace ? nil : Array(text)
  }

  /// The text of a system turn without what ends the turn, which is the first marker that follows a system prompt.
  private static func withoutEnd(_ text: ArraySlice<UInt8>, as after: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let closing = after.firstIndex(where: { ">]".utf8.contains($0) }) else { return text }
    let marker = Array(after[...closing].drop { [$0].isWhiteSpace })
    guard let found = text.ranges(of: marker).last, text[found.upperBound...].isWhiteSpace else { return text }
    return text[..<found.lowerBound]
  }

  /// What the template writes before a system prompt, and between it and the question.
  private func around(_ prompt: Message, in messages: [Message]) -> (
    before: ArraySlice<UInt8>, after: ArraySlice<UInt8>
  )? {
    guard let text = text(messages), let found = text.range(ofMark: prompt.mark),
      let question = text.range(ofMark: messages[1].mark), found.upperBound <= question.lowerBound
    else { return nil }
    return (text.utf8.prefix(upTo: found.lowerBound), text.utf8[found.upperBound..<question.lowerBound])
  }

  /// What begins a system turn, where a user's turn begins with `opening`.
  private static func systemHead(_ opening: ArraySlice<UInt8>) -> [UInt8]? {
    let pairs = [("user", "system"), ("User", "System"), ("USER", "SYSTEM")]
    for (user, system) in pairs {
      if let range = opening.firstRange(of: Array(user.utf8)), range.upperBound < opening.endIndex {
        return Array(system.utf8) + opening[range.upperBound...]
      }
    }
    return nil
  }
}
