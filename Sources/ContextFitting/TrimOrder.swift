import Diagnostics
import Prompting

/// Which texts of a record may be shortened, and in what order.
///
/// Without a word of the user's it is the vignette alone. Texts that are named go first, in their order; the vignette
/// follows where it is not among them. The question after its vignette, the options and what the assistant says are never
/// shortened.
public struct TrimOrder: Hashable, Sendable {
  /// Texts that may be shortened.
  public struct Step: Hashable, Sendable {
    public var field: FieldSelector
    /// How many sentences stay at least; the first and the last always do.
    public var minimumSentenceCount: Int

    public init(_ field: FieldSelector, minimumSentenceCount: Int = 2) {
      self.field = field
      self.minimumSentenceCount = max(2, minimumSentenceCount)
    }

    /// - Parameter text: A field as `FieldSelector` takes it, and after an equals sign the sentences that stay at least:
    ///   `context`, `context=5`.
    /// - Throws: `TrainPackError` with code `fit.field`.
    public init(_ text: String) throws(TrainPackError) {
      guard let sign = text.lastIndex(of: "="), Self.isNumber(text[text.index(after: sign)...]) else {
        self.init(try FieldSelector(text))
        return
      }
      guard let count = Int(text[text.index(after: sign)...]), count >= 0 else {
        throw TrainPackError(
          .fitField, "\(text) does not end in a number of sentences",
          fix: "write how many sentences stay at least, such as context=5, or leave the equals sign out")
      }
      self.init(try FieldSelector(String(text[..<sign])), minimumSentenceCount: count)
    }

    /// Whether it is meant for a number: a field's own name may hold an equals sign.
    private static func isNumber(_ text: Substring) -> Bool {
      text.utf8.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      }
    }

    /// The step as the other initializer takes it.
    public var text: String { minimumSentenceCount > 2 ? "\(field.text)=\(minimumSentenceCount)" : field.text }
  }

  public let first: [Step]
  /// Texts that stay whole, vignette or not.
  public let kept: [FieldSelector]

  public init() {
    first = []
    kept = []
  }

  /// The most texts that can be named.
  public static let maximumNameCount = 64

  /// All texts that are named: those that go first, then those that are kept.
  public var names: [FieldSelector] { first.map(\.field) + kept }

  /// - Throws: `TrainPackError` with code `fit.field` where a text is named twice, or more than `maximumNameCount` are.
  public init(first: [Step], kept: [FieldSelector]) throws(TrainPackError) {
    let names = first.map(\.field) + kept
    if names.count > Self.maximumNameCount {
      throw TrainPackError(
        .fitField, "\(names.count) fields are named, and \(Self.maximumNameCount) can be",
        fix: "name a field that holds the others, or a role such as role:tool")
    }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw TrainPackError(
        .fitField, "the field \(name.text) is named twice", fix: "name it once, with --trim-first or with --keep")
    }
    self.first = first
    self.kept = kept
  }

  /// Which of `names` name a text of a conversation.
  public func namesMet(in conversation: Conversation) -> NamesMet {
    var met: NamesMet = []
    for (index, name) in names.enumerated() {
      let isMet = conversation.messages.contains { message in
        message.parts.contains { name.selects($0, of: message.role) }
      }
      if isMet { met.insert(NamesMet(place: index)) }
    }
    return met
  }

  /// What is to be said of the names that no record has; `nil` where each names a text of one.
  ///
  /// - Parameter met: What `namesMet` gave, of all records together.
  public func unmetNames(_ met: NamesMet) -> Finding? {
    let unmet = names.enumerated().filter { !met.contains(NamesMet(place: $0.offset)) }.map(\.element.text)
    if unmet.isEmpty { return nil }
    return Finding(
      .fitFieldUnmet, .warning,
      "no record has a text that \(unmet.joined(separator: " or ")) names", count: unmet.count,
      fix: "see what the fields are called in the data: a field such as context, a pointer such as /contexts/0, a role "
        + "such as role:tool; an answer is never shortened")
  }

  /// Texts of one message that are shortened together.
  struct Level {
    var places: [Conversation.PartPlace]
    var minimumSentenceCount: Int
  }

  /// The texts of a conversation that may be shortened, in order; a text is in the first level that names it. Each message
  /// is a level of its own, the oldest first, so that none loses all its text.
  ///
  /// - Throws: `TrainPackError` with code `fit.field` where a text that is never shortened is named, or one that stands in
  ///   the conversation twice would be shortened.
  func levels(of conversation: Conversation) throws(TrainPackError) -> [Level] {
    var levels = first.map { Level(places: [], minimumSentenceCount: $0.minimumSentenceCount) }
    var vignette = Level(places: [], minimumSentenceCount: 2)
    for (messageIndex, message) in conversation.messages.enumerated() {
      for (partIndex, part) in message.parts.enumerated() {
        let place = Conversation.PartPlace(message: messageIndex, part: partIndex)
        if kept.contains(where: { $0.selects(part, of: message.role) }) { continue }
        if let level = first.firstIndex(where: { $0.field.selects(part, of: message.role) }) {
          if part.utf8.isEmpty || part.purpose == .layout { continue }
          // A field of a question holds the vignette and the stem after it: only the vignette is meant.
          if Self.isNeverShortened(part, of: message.role) {
            if part.purpose == .stem { continue }
            throw neverShortened(first[level].field, part, in: conversation)
          }
          if part.purpose == .systemPrompt, part.field.isEmpty { throw systemPromptOfNoRecord(first[level].field) }
          levels[level].places.append(place)
        } else if part.purpose == .vignette, message.role != .assistant {
          vignette.places.append(place)
        }
      }
    }
    let chosen = (levels + [vignette]).flatMap(\.ofEachMessage)
    try refuseTwice(chosen.flatMap(\.places), in: conversation)
    return chosen
  }

  /// Bytes of a field that stand in a conversation twice cannot be shortened in one place alone.
  private func refuseTwice(_ places: [Conversation.PartPlace], in conversation: Conversation) throws(TrainPackError) {
    let chosen = Set(places)
    if chosen.isEmpty { return }
    var texts: [(field: String, bytes: Range<Int>, isChosen: Bool)] = []
    for (messageIndex, message) in conversation.messages.enumerated() {
      for (partIndex, part) in message.parts.enumerated() {
        guard let bytes = part.fieldRange, !bytes.isEmpty else { continue }
        let place = Conversation.PartPlace(message: messageIndex, part: partIndex)
        texts.append((part.field, bytes, chosen.contains(place)))
      }
    }
    texts.sort {
      $0.field.utf8.elementsEqual($1.field.utf8)
        ? $0.bytes.lowerBound < $1.bytes.lowerBound : $0.field.utf8.lexicographicallyPrecedes($1.field.utf8)
    }
    // How far the texts of one field reach that begin no later, and those of them that may be shortened.
    var (field, reach, reachOfChosen) = ("", 0, 0)
    for text in texts {
      if !text.field.utf8.elementsEqual(field.utf8) { (field, reach, reachOfChosen) = (text.field, 0, 0) }
      if text.bytes.lowerBound < (text.isChosen ? reach : reachOfChosen) { throw standsTwice(field, conversation) }
      reach = max(reach, text.bytes.upperBound)
      if text.isChosen { reachOfChosen = max(reachOfChosen, text.bytes.upperBound) }
    }
  }

  private func standsTwice(_ field: String, _ conversation: Conversation) -> TrainPackError {
    var location = conversation.location
    location.pointer = field
    location.recordID = conversation.recordID
    return TrainPackError(
      .fitField, "a text of \(field) stands in the conversation twice, and cannot be shortened in one place alone",
      at: location, fix: "write it once in the record layout, or leave such records out with --fit drop")
  }

  private func systemPromptOfNoRecord(_ field: FieldSelector) -> TrainPackError {
    TrainPackError(
      .fitField, "\(field.text) names a system prompt that is in no record, and that is not shortened",
      fix: "shorten the text that --system-prompt gives")
  }

  private static func isNeverShortened(_ part: MessagePart, of role: Role) -> Bool {
    if role == .assistant { return true }
    switch part.purpose {
    case .stem, .option, .answer, .explanation: return true
    case .vignette, .text, .systemPrompt, .layout: return false
    }
  }

  private func neverShortened(
    _ field: FieldSelector, _ part: MessagePart, in conversation: Conversation
  ) -> TrainPackError {
    var place = conversation.location
    place.pointer = part.field
    place.recordID = conversation.recordID
    return TrainPackError(
      .fitField, "\(field.text) names a text that is never shortened: the question, an option or an answer",
      at: place,
      fix:
        "name the field of the case, or in a chat what the user says, by a pointer or role:user; a vignette is shortened "
        + "without --trim-first")
  }
}

extension TrimOrder.Level {
  /// The level's texts, message by message.
  fileprivate var ofEachMessage: [TrimOrder.Level] {
    var levels: [TrimOrder.Level] = []
    for place in places {
      if levels.last?.places.last?.message == place.message {
        levels[levels.count - 1].places.append(place)
      } else {
        levels.append(TrimOrder.Level(places: [place], minimumSentenceCount: minimumSentenceCount))
      }
    }
    return levels
  }
}
