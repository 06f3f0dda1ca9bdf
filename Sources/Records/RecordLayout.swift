import Diagnostics
import Prompting

/// How the fields of a record become the text of a message: a text with placeholders.
///
/// `{name}` stands for a field, `{#name}…{/name}` repeats what is inside for each value (none, one or many), `{{` and `}}`
/// are braces. Everything else is written as it stands and marked as layout.
public struct RecordLayout: Hashable, Sendable {
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

  /// Reads a layout.
  ///
  /// - Parameters:
  ///   - text: The layout.
  ///   - placeholders: The names that may stand in braces outside of sections.
  ///   - sections: The names of the sections, each with the names that may stand inside it.
  /// - Throws: `records.invalid-layout`.
  public init(_ text: String, placeholders: [String], sections: [String: [String]] = [:]) throws {
    self.text = text
    var parser = RecordLayoutParser(text, placeholders: placeholders, sections: sections)
    pieces = try parser.parse()
  }

  /// A short name for the exact text: the same for equal layouts, so that a manifest can say which one was used.
  ///
  /// Sixteen hexadecimal digits, FNV-1a of the layout's UTF-8.
  public var fingerprint: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
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
