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
  private let places: LayoutPlaces
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
    try self.init(text, vocabulary: vocabulary, places: LayoutPlaces(name))
  }

  /// - Parameter places: Where the text stands in its file.
  init(_ text: String, vocabulary: ConversationLayout.Vocabulary, places: LayoutPlaces) throws {
    self.text = text
    self.places = places
    var parser = RecordLayoutParser(text, vocabulary: vocabulary, places: places)
    pieces = try parser.parse()
    fieldNames = parser.fieldNames
  }

  /// Where a placeholder stands first.
  func place(of name: String) -> InputLocation {
    let (bytes, wanted) = (Array(text.utf8), Array("{\(name)}".utf8))
    let offset = bytes.indices.first { bytes[$0] == 0x7B && bytes[$0...].starts(with: wanted) }
    return places.place(offset ?? 0)
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
