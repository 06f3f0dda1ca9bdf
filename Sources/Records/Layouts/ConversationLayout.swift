import Diagnostics
import Prompting

/// How a record becomes a conversation: a layout for each turn, in one text.
///
/// The text has a line `[user]` and a line `[assistant]`, each followed by the layout of that turn, and may begin with
/// `[system]`. The line break before the next such line, and one at the end of the text, do not belong to a layout.
/// Beside the format's own placeholders every other field of the record may stand in braces.
public struct ConversationLayout: Hashable, Sendable {
  /// What a format offers to layouts.
  public struct Vocabulary: Sendable {
    public var placeholders: [String]
    /// The sections that repeat, each with the names inside.
    public var sections: [String: [String]]
    /// The placeholders and fields that give the answer away.
    public var answers: [String]

    public init(_ placeholders: [String], sections: [String: [String]] = [:], answers: [String] = []) {
      self.placeholders = placeholders
      self.sections = sections
      self.answers = answers
    }
  }

  /// What it is called: the name of a shipped layout, or the path of the user's file.
  public let name: String
  /// The whole text; equal texts lay records out equally.
  public let text: String
  let turns: [(role: Role, layout: RecordLayout)]
  /// The names outside the assistant's turn that give the answer away.
  private let leakedNames: [String]
  /// Whether the explanation stands before the answer.
  private let isReasoningFirst: Bool

  /// Reads a layout.
  ///
  /// - Throws: `records.invalid-layout`.
  public init(_ text: String, name: String, vocabulary: Vocabulary) throws {
    self.name = name
    self.text = text
    var turns: [(role: Role, layout: RecordLayout)] = []
    for (role, body, places) in try Self.split(text, name: name) {
      turns.append((role, try RecordLayout(body, vocabulary: vocabulary, places: places)))
    }
    guard turns.map(\.role) == [.user, .assistant] || turns.map(\.role) == [.system, .user, .assistant] else {
      throw Self.problem(
        "it must have the lines [user] and [assistant], in this order; [system] may come first", name: name)
    }
    if turns.last?.layout.isFixed == true {
      throw Self.problem("its [assistant] names no field, so that every record would teach the same words", name: name)
    }
    self.turns = turns
    let answers = vocabulary.answers
    leakedNames = turns.filter { $0.role != .assistant }.flatMap { $0.layout.placeholderNames }
      .filter { answers.contains($0) }
    isReasoningFirst = turns.last?.layout.hasSection("explanation", before: answers) == true
  }

  public static func == (left: ConversationLayout, right: ConversationLayout) -> Bool {
    left.name.utf8.elementsEqual(right.name.utf8) && left.text.utf8.elementsEqual(right.text.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }

  /// The placeholders of the layout that are fields of the record, not the format's.
  var fieldNames: [String] {
    var names: [String] = []
    for name in turns.flatMap(\.layout.fieldNames) where !names.contains(name) { names.append(name) }
    return names
  }

  /// Refuses a placeholder that no record has as a field.
  ///
  /// - Throws: `records.invalid-layout`, with what may stand in braces.
  func checkFields(in records: [RecordFields], vocabulary: Vocabulary) throws {
    guard let first = records.first else { return }
    for turn in turns {
      for name in turn.layout.fieldNames where !records.contains(where: { $0.value(name) != nil }) {
        let known = vocabulary.placeholders.map { "{\($0)}" } + vocabulary.sections.keys.sorted().map { "{#\($0)}" }
        let fields = first.root.members.prefix(20).compactMap(\.key.string)
        throw TrainPackError(
          .recordsInvalidLayout,
          "{\(name)} in the record layout is neither a placeholder of the format nor a field of the first records",
          at: turn.layout.place(of: name),
          details: ["placeholders: \(known.joined(separator: ", "))", "fields: \(fields.joined(separator: ", "))"],
          fix: NearestNames(to: name, among: vocabulary.placeholders + fields).question
            ?? "name one of them, or write {{\(name)}} for the words themselves")
      }
    }
  }

  /// The messages of one record. An answer in the prompt, and an explanation that is missing before the answer, are noted.
  ///
  /// - Throws: `records.missing-field`, `records.wrong-type` for a field that the layout names and the record lacks;
  ///   `records.no-assistant-turn` where it leaves the assistant nothing of the record.
  func messages(_ values: RecordLayout.Values, of record: inout RecordObject) throws -> [Message] {
    var values = values
    for name in fieldNames { values.placeholders[name] = [try record.shownText(name).part(.text)] }
    let messages = turns.map { Message(role: $0.role, parts: $0.layout.parts(values)) }
    guard messages.last?.parts.contains(where: { $0.purpose != .layout && !Self.isBlank($0) }) == true else {
      throw TrainPackError(
        .recordsNoAssistantTurn,
        "the [assistant] of the record layout \(self.name) holds nothing of this record, so that nothing is learnt",
        at: record.location,
        fix: "name a field there that every record has, or skip such records with --on-bad-record skip")
    }
    for name in leakedNames {
      guard let part = values.placeholders[name]?.first(where: { !Self.isBlank($0) }) else { continue }
      record.note(
        .recordsAnswerInPrompt, "the record layout puts the answer, {\(name)}, into the prompt", at: part.field)
    }
    if isReasoningFirst, values.sections["explanation"]?.isEmpty != false {
      record.notes.append(
        RecordNote(.recordsNoExplanation, "there is no explanation to stand before the answer", at: record.location))
    }
    return messages
  }

  private static func isBlank(_ part: MessagePart) -> Bool {
    part.utf8.allSatisfy(\.isASCIIWhiteSpace)
  }

  private static func split(_ text: String, name: String) throws -> [(Role, String, LayoutPlaces)] {
    let headers: [String: Role] = ["[system]": .system, "[user]": .user, "[assistant]": .assistant]
    var turns: [(role: Role, lines: [String], places: LayoutPlaces)] = []
    // By bytes: to Swift a CR and the LF after it are one character.
    var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    var fileStart = 0
    for (index, slice) in lines.enumerated() {
      let line = String(decoding: slice.last == 0x0D ? slice.dropLast() : slice, as: UTF8.self)
      defer { fileStart += slice.count + 1 }
      if let role = headers[line] {
        turns.append((role, [], LayoutPlaces(name)))
      } else if line.first == "[", line.last == "]",
        line.dropFirst().dropLast().allSatisfy({ $0.isLetter && $0.isASCII })
      {
        throw problem("its line \"\(line)\" is none of [system], [user] and [assistant]", name: name)
      } else if turns.isEmpty {
        throw problem("its first line is \"\(line)\", not [user] or [system]", name: name)
      } else {
        turns[turns.count - 1].lines.append(line)
        turns[turns.count - 1].places.append(line, fileStart: fileStart, number: index + 1)
      }
    }
    return turns.map { ($0.role, $0.lines.joined(separator: "\n"), $0.places) }
  }

  private static func problem(_ what: String, name: String) -> TrainPackError {
    TrainPackError(
      .recordsInvalidLayout, "the record layout cannot be used: \(what)", at: InputLocation(source: name),
      fix: "write a line [user], the user's text with {placeholders}, a line [assistant], and the assistant's text")
  }
}

/// Which layout a run uses.
public enum LayoutChoice: Hashable, Sendable {
  /// The format's first.
  case standard
  /// A layout that TrainPack brings.
  case named(String)
  /// The user's own, from a file.
  case text(String, path: String)
}

/// A format whose records are laid out by a text that the user can replace.
public protocol LaidOutFormat: DatasetFormat {
  /// What layouts may name.
  static var vocabulary: ConversationLayout.Vocabulary { get }
  /// The layouts that TrainPack brings, the usual one first.
  static var shippedLayouts: [(name: String, text: String)] { get }
  var recordLayout: ConversationLayout { get set }
}

extension LaidOutFormat {
  public var layout: ConversationLayout? { recordLayout }

  public func checkLayout(for records: [RecordFields]) throws {
    try recordLayout.checkFields(in: records, vocabulary: Self.vocabulary)
  }

  public func laidOut(by choice: LayoutChoice) throws -> any DatasetFormat {
    var copy = self
    copy.recordLayout = try Self.layout(choice, formatName: name)
    return copy
  }

  static func layout(_ choice: LayoutChoice, formatName: String) throws -> ConversationLayout {
    switch choice {
    case .standard:
      return try ConversationLayout(
        shippedLayouts.first?.text ?? "", name: shippedLayouts.first?.name ?? "", vocabulary: vocabulary)
    case .text(let text, let path): return try ConversationLayout(text, name: path, vocabulary: vocabulary)
    case .named(let name):
      if let shipped = shippedLayouts.first(where: { $0.name == name }) {
        return try ConversationLayout(shipped.text, name: shipped.name, vocabulary: vocabulary)
      }
      let names = shippedLayouts.map(\.name)
      throw TrainPackError(
        .recordsUnknownLayout, "the format \(formatName) has no record layout \"\(name)\"",
        details: ["layouts: \(names.joined(separator: ", "))"],
        fix: NearestNames(to: name, among: names).question ?? "name one of them, or a file that holds a layout")
    }
  }
}
