import ChatTemplates
import Prompting

/// What a template does with the text of a message.
public struct ContentTrait: Hashable, Sendable {
  public var whiteSpace: WhiteSpace
  public var empty: Empty
  /// `nil` for the result of a tool, and where the template renders nothing without tools.
  public var list: List?

  /// White space at the ends of the text.
  public enum WhiteSpace: String, Hashable, Sendable {
    case kept, stripped, strippedBefore, strippedAfter
  }

  /// A text of no bytes.
  public enum Empty: String, Hashable, Sendable {
    /// The turn is there as with any text.
    case kept
    /// What is around the text is other than with any text.
    case changed
    case refused
  }

  /// A list of parts of the type text in place of a string.
  public enum List: String, Hashable, Sendable {
    /// As the string that they hold.
    case accepted
    /// In some other way, such as Python's notation of a list.
    case otherwise
    case dropped
    case refused
  }

  /// - Parameter index: The message of `messages` that is asked about.
  init?(_ probe: TraitProbe, of index: Int, in messages: [Message]) {
    guard let text = probe.text(messages), text.holds(messages[index]) else { return nil }
    whiteSpace = Self.whiteSpace(probe, index, messages)
    empty = Self.empty(probe, index, messages, beside: text)
    list =
      messages[index].role == .tool || !probe.definitions.isEmpty
      ? nil : Self.list(probe, index, messages, beside: text)
  }

  private static func whiteSpace(_ probe: TraitProbe, _ index: Int, _ messages: [Message]) -> WhiteSpace {
    let before = Array("\n  ".utf8)
    let after = Array("  \n".utf8)
    let mark = messages[index].mark
    var spaced = messages
    spaced[index] = messages[index].saying(before + mark + after)
    guard let text = probe.text(spaced), let found = text.range(ofMark: mark) else { return .stripped }
    // A filter such as `tojson` writes line breaks in its own way: the spaces beside the mark tell.
    let isContent = { (position: Int) in
      text.utf8.indices.contains(position) && text.utf8[position] == 0x20 && text.origin(at: position).kind != .template
    }
    switch (isContent(found.lowerBound - 1), isContent(found.upperBound)) {
    case (true, true): return .kept
    case (false, true): return .strippedBefore
    case (true, false): return .strippedAfter
    case (false, false): return .stripped
    }
  }

  private static func empty(
    _ probe: TraitProbe, _ index: Int, _ messages: [Message], beside text: ProvenancedText
  ) -> Empty {
    var emptied = messages
    emptied[index] = messages[index].saying([])
    guard let found = probe.text(emptied) else { return .refused }
    var expected = text.utf8
    if let range = text.range(ofMark: messages[index].mark) { expected.removeSubrange(range) }
    return found.utf8 == expected ? .kept : .changed
  }

  private static func list(
    _ probe: TraitProbe, _ index: Int, _ messages: [Message], beside text: ProvenancedText
  ) -> List {
    guard let found = try? probe.rendered(messages, withListAt: index) else { return .refused }
    if found.utf8 == text.utf8 { return .accepted }
    return found.holds(messages[index]) ? .otherwise : .dropped
  }
}

extension TraitProbe {
  var contents: [Role: ContentTrait] {
    let places: [(Role, Int, [Message])] = [
      (.system, 0, [.system()] + Self.exchange), (.user, 0, Self.exchange), (.assistant, 1, Self.exchange),
      (.tool, 2, toolExchange),
    ]
    var contents: [Role: ContentTrait] = [:]
    for (role, index, messages) in places {
      contents[role] = ContentTrait(self, of: index, in: messages)
    }
    return contents
  }

  /// Messages of which one has its text as a list of one part, as processors of images want all.
  fileprivate func rendered(_ messages: [Message], withListAt place: Int) throws -> ProvenancedText {
    let values = messages.enumerated().map { index, message in
      let text = TemplateValue.string(TemplateString(message.text(at: index)))
      let part = TemplateValue.dictionary([("type", .string("text")), ("text", text)])
      return TemplateValue.dictionary([
        ("role", .string(message.role.rawValue)), ("content", index == place ? .list([part]) : text),
      ])
    }
    let tokens = [
      ("bos_token", specialTokens.bos), ("eos_token", specialTokens.eos), ("pad_token", specialTokens.pad),
      ("unk_token", specialTokens.unk),
    ]
    let texts = tokens.compactMap { name, text in text.map { (name, TemplateValue.string(TemplateString($0))) } }
    return try template.render(
      texts + variables + [
        ("tools", .none), ("documents", .none), ("messages", .list(values)), ("add_generation_prompt", .bool(false)),
      ], clock: clock
    ).text
  }
}
