import Diagnostics
import Prompting

/// How the fields of a record become the text of a message: a text with placeholders.
///
/// `{name}` stands for a field, `{#name}…{/name}` repeats what is inside for each value (none, one or many), `{{` and `}}`
/// are braces. A name that the format does not know is a field of the record. Everything else is written as it stands and
/// marked as layout.
public struct RecordLayout: Sendable {
  /// What the placeholders and sections of a layout stand for in one record.
  public struct Values: Sendable {
    public var placeholders: [String: [MessagePart]]
    public var sections: [String: [Values]] = [:]

    public init(_ placeholders: [String: [MessagePart]] = [:]) {
      self.placeholders = placeholders
    }
  }

  enum Piece: Hashable, Sendable {
    case literal([UInt8])
    case placeholder(String)
    case section(String, [Piece])
  }

  /// The layout as it was written.
  public let text: String
  let pieces: [Piece]
  /// The placeholders that are fields of the record.
  let fieldNames: [String]

  /// Reads a layout.
  ///
  /// - Parameters:
  ///   - text: The layout.
  ///   - vocabulary: The placeholders that may stand outside of sections, and the sections with theirs. Other names stand
  ///     for fields of the record.
  ///   - name: What errors call the layout.
  /// - Throws: `records.invalid-layout`.
  public init(
    _ text: String, vocabulary: ConversationLayout.Vocabulary, named name: String = "the record layout"
  ) throws {
    self.text = text
    var parser = RecordLayoutParser(text, vocabulary: vocabulary, name: name)
    pieces = try parser.parse()
    fieldNames = parser.fieldNames
  }

  /// Whether it is nothing but fixed words.
  var isFixed: Bool {
    pieces.allSatisfy { piece in
      if case .literal = piece { return true }
      return false
    }
  }

  /// The placeholders outside of sections.
  var placeholderNames: [String] {
    pieces.compactMap { piece in
      if case .placeholder(let name) = piece { return name }
      return nil
    }
  }

  /// Whether a section stands before the first of these placeholders.
  func hasSection(_ section: String, before names: [String]) -> Bool {
    for piece in pieces {
      switch piece {
      case .section(section, _): return true
      case .placeholder(let name) where names.contains(name): return false
      default: continue
      }
    }
    return false
  }

  /// The message's parts for one record; neighbouring fixed words are one part, and empty fields are none.
  public func parts(_ values: Values) -> [MessagePart] {
    var parts: [MessagePart] = []
    Self.append(pieces, values, to: &parts)
    return parts
  }

  private static func append(_ pieces: [Piece], _ values: Values, to parts: inout [MessagePart]) {
    for piece in pieces {
      switch piece {
      case .literal(let words): append(MessagePart(words, purpose: .layout), to: &parts)
      case .placeholder(let name):
        for part in values.placeholders[name] ?? [] { append(part, to: &parts) }
      case .section(let name, let inside):
        for value in values.sections[name] ?? [] { append(inside, value, to: &parts) }
      }
    }
  }

  private static func append(_ part: MessagePart, to parts: inout [MessagePart]) {
    if part.utf8.isEmpty { return }
    if part.purpose == .layout && parts.last?.purpose == .layout {
      parts[parts.count - 1].utf8 += part.utf8
    } else {
      parts.append(part)
    }
  }
}
