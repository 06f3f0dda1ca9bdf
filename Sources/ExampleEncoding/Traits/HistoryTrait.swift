import ChatTemplates
import Prompting

/// What a conversation of several turns holds.
public enum HistoryForm: String, Hashable, Sendable, CaseIterable {
  /// Questions and answers.
  case plain
  /// A system prompt before them.
  case system
  /// White space around every text.
  case spaced
  /// Reasoning beside each answer.
  case reasoning
  /// Reasoning in each answer, between `<think>` and `</think>`.
  case thinkTags
  /// Calls of a tool, and their results.
  case calls
}

/// Whether the first messages of a conversation are rendered as the beginning of the whole, however many they are: only
/// then a row of several turns is what the model reads turn by turn.
public enum HistoryTrait: Hashable, Sendable {
  case kept
  /// What differs, each kind once.
  case changed([Change])
  /// The template never writes what the conversations are about.
  case notWritten
  /// It refuses the whole; with its error.
  case refused(String)

  /// What differs between the first messages alone and in the whole.
  public struct Change: Hashable, Sendable {
    public var kind: Kind
    /// What stands there only when they are rendered alone.
    public var alone: [UInt8]
    /// What stands there only in the whole.
    public var inWhole: [UInt8]
  }

  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Reasoning, or the tags around it.
    case reasoning
    case whiteSpace
    /// Where the system prompt stands.
    case system
    /// What the template writes after the last message.
    case end
    case other
  }

  /// Whether an example of several turns can be one row, in which each turn sees what it saw when it was the last: only the
  /// end of the text may differ. `nil` where nothing can be told.
  public var fitsOneRow: Bool? {
    switch self {
    case .kept: true
    case .changed(let changes): changes.allSatisfy { $0.kind == .end }
    case .notWritten, .refused: nil
    }
  }

  init(_ probe: TraitProbe, _ form: HistoryForm) {
    let messages = form.messages(probe)
    if let refusal = probe.refusal(of: messages) {
      self = .refused(refusal)
      return
    }
    guard let whole = probe.text(messages), form.isWritten(in: whole) else {
      self = .notWritten
      return
    }
    var changes: [Change] = []
    for count in 1..<messages.count {
      let first = Array(messages.prefix(count))
      guard let alone = probe.text(first), let change = Change(first, alone: alone, whole: whole),
        !changes.contains(where: { $0.kind == change.kind })
      else { continue }
      changes.append(change)
    }
    self = changes.isEmpty ? .kept : .changed(changes)
  }
}

extension HistoryForm {
  static let reasoningMark = Array("thinkmark".utf8)

  func messages(_ probe: TraitProbe? = nil) -> [Message] {
    let turns: [Message] = TraitProbe.twoExchanges + [.user(3), .assistant(3)]
    switch self {
    case .plain: return turns
    case .system: return [.system()] + turns
    case .spaced: return turns.map { $0.saying(Array(" \n".utf8) + $0.mark + Array("\n ".utf8)) }
    case .reasoning:
      return turns.map { turn in
        var copy = turn
        if turn.role == .assistant { copy.reasoning = MessagePart(Self.reasoningMark, purpose: .text) }
        return copy
      }
    case .thinkTags:
      return turns.map { turn in
        turn.role == .assistant
          ? turn.saying(Array("<think>\n".utf8) + Self.reasoningMark + Array("\n</think>\n\n".utf8) + turn.mark) : turn
      }
    case .calls:
      let exchange = probe?.toolExchange ?? [.user(1), .call(1), .toolResult(1), .assistant(2)]
      return exchange + [.user(2)] + exchange[1...]
    }
  }

  /// Whether what the form is about stands in the rendered text.
  fileprivate func isWritten(in text: ProvenancedText) -> Bool {
    switch self {
    case .plain, .spaced: true
    case .system: text.holds(.system())
    case .reasoning, .thinkTags: text.range(ofMark: Self.reasoningMark) != nil
    case .calls: text.holds(.call(1))
    }
  }
}

extension HistoryTrait.Change {
  /// - Returns: `nil` where the messages alone are the beginning of the whole.
  init?(_ messages: [Message], alone: ProvenancedText, whole: ProvenancedText) {
    if whole.utf8.starts(with: alone.utf8) { return nil }
    let mark = messages.last.map(Self.endMark) ?? []
    let end = alone.end(of: messages.count - 1, mark: mark)
    let wholeEnd = whole.end(of: messages.count - 1, mark: mark)
    let position = alone.utf8[..<alone.utf8.commonPrefixCount(whole.utf8)].endWithoutOpenMarker
    if position >= end && position >= wholeEnd {
      let others = whole.utf8[position...]
      self.init(kind: .end, alone: Array(alone.utf8[position...]), inWhole: Array(others.prefix(24)))
      if self.alone.isWhiteSpace { kind = .whiteSpace }
      return
    }
    let missing = alone.utf8[min(position, end)..<end]
    let added = whole.utf8[min(position, wholeEnd)..<wholeEnd]
    let shared = missing.endOfSharedMarkers(added)
    self.init(kind: .other, alone: Array(missing.dropLast(shared)), inWhole: Array(added.dropLast(shared)))
    kind = Self.kind(self.alone, inWhole)
  }

  /// The letters at which the last message ends.
  private static func endMark(_ message: Message) -> [UInt8] {
    let mark = message.mark
    return mark.split(whereSeparator: { [$0].isWhiteSpace }).last.map { Array($0) } ?? mark
  }

  private static func kind(_ alone: [UInt8], _ inWhole: [UInt8]) -> HistoryTrait.Kind {
    if alone.filter({ ![$0].isWhiteSpace }) == inWhole.filter({ ![$0].isWhiteSpace }) { return .whiteSpace }
    let words = (alone + inWhole).map { $0 | 0x20 }
    if words.firstRange(of: Message.system().mark) != nil { return .system }
    let names = ["think", "reason", "thought", "analysis"]
    if names.contains(where: { words.firstRange(of: Array($0.utf8)) != nil }) { return .reasoning }
    return .other
  }
}

extension ProvenancedText {
  /// Where the last byte stands that the message at `index` left; of one that cannot be told, the last of its mark.
  fileprivate func end(of index: Int, mark: [UInt8]) -> Int {
    messageExtents(count: index + 1)[index]?.end ?? range(ofMark: mark)?.upperBound ?? count
  }
}

extension ArraySlice<UInt8> {
  /// The end without a marker such as `<|im_end|>` that begins and does not end here.
  fileprivate var endWithoutOpenMarker: Int {
    guard let opening = lastIndex(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "[") }) else {
      return endIndex
    }
    let isClosed = self[opening...].contains { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "]") }
    return isClosed ? endIndex : opening
  }

  /// How many bytes two texts share at their end, without a marker that ends there and does not begin there.
  fileprivate func endOfSharedMarkers(_ other: ArraySlice<UInt8>) -> Int {
    let shared = suffix(commonSuffixCount(other))
    guard let closing = shared.firstIndex(where: { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "]") }) else {
      return shared.count
    }
    let isOpened = shared[..<closing].contains { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "[") }
    return isOpened ? shared.count : shared.endIndex - closing - 1
  }
}
