import Diagnostics

/// Reads the text of a layout into pieces.
struct RecordLayoutParser {
  private let text: [UInt8]
  private let placeholders: [String]
  private let sections: [String: [String]]
  private let places: LayoutPlaces
  /// The names met that the format does not know: fields of the record.
  private(set) var fieldNames: [String] = []
  private var at = 0

  init(_ layout: String, vocabulary: ConversationLayout.Vocabulary, places: LayoutPlaces) {
    text = Array(layout.utf8)
    placeholders = vocabulary.placeholders
    sections = vocabulary.sections
    self.places = places
  }

  mutating func parse() throws -> [RecordLayout.Piece] {
    var outer: [RecordLayout.Piece] = []
    var inner: [RecordLayout.Piece] = []
    var section: String?
    var literal: [UInt8] = []
    func flush() {
      if literal.isEmpty { return }
      if section == nil { outer.append(.literal(literal)) } else { inner.append(.literal(literal)) }
      literal = []
    }
    while at < text.count {
      let byte = text[at]
      if byte != 0x7B && byte != 0x7D {
        literal.append(byte)
        at += 1
      } else if at + 1 < text.count && text[at + 1] == byte {
        literal.append(byte)
        at += 2
      } else if byte == 0x7D {
        throw problem("a } closes nothing", at: at, fix: "write }} for a brace")
      } else {
        let start = at
        let name = try self.name()
        flush()
        switch name.first {
        case "#":
          let opened = String(name.dropFirst())
          try require(opened, among: Array(sections.keys).sorted(), "section", at: start)
          if section != nil { throw problem("sections do not nest", at: start, fix: "close {/\(section ?? "")} first") }
          section = opened
        case "/":
          guard let opened = section, opened == name.dropFirst() else {
            throw problem("{\(name)} closes no section", at: start, fix: "open it with {#\(name.dropFirst())}")
          }
          outer.append(.section(opened, inner))
          inner = []
          section = nil
        default:
          try take(name, inside: section, at: start)
          if section == nil { outer.append(.placeholder(name)) } else { inner.append(.placeholder(name)) }
        }
      }
    }
    flush()
    if let section {
      throw problem("the section {#\(section)} is not closed", at: text.count, fix: "write {/\(section)} after it")
    }
    return outer
  }

  /// Reads `{name}` and returns what stands inside.
  private mutating func name() throws -> String {
    guard let end = text[at...].firstIndex(of: 0x7D) else {
      throw problem("a { is not closed", at: at, fix: "write }, or {{ for a brace")
    }
    defer { at = end + 1 }
    return String(decoding: text[(at + 1)..<end], as: UTF8.self)
  }

  /// Takes note of a placeholder; one that the format does not know is a field of the record, outside of sections.
  private mutating func take(_ name: String, inside section: String?, at offset: Int) throws {
    if let section {
      return try require(name, among: sections[section] ?? [], "placeholder", at: offset)
    }
    if placeholders.contains(name) { return }
    if name.isEmpty || name.utf8.contains(where: { $0 < 0x20 }) {
      try require(name, among: placeholders, "placeholder", at: offset)
    }
    if !fieldNames.contains(name) { fieldNames.append(name) }
  }

  private func require(_ name: String, among known: [String], _ what: String, at offset: Int) throws {
    if known.contains(name) { return }
    let nearest = NearestNames(to: name, among: known).names.first
    throw problem(
      "there is no \(what) \"\(name)\" here", at: offset,
      fix: (nearest.map { "write \"\($0)\" if that is meant; " } ?? "")
        + "known: \(known.isEmpty ? "none" : known.joined(separator: ", "))")
  }

  private func problem(_ message: String, at offset: Int, fix: String) -> TrainPackError {
    TrainPackError(
      .recordsInvalidLayout, message, at: places.place(offset), fix: fix)
  }
}
