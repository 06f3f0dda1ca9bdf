import Diagnostics
import StrictJSON

/// The options of a question with their letters: an object by letter, a list (A, B, C …), a list of {key, value}, or a field
/// for each.
struct LetteredOptions {
  struct Option: Equatable {
    var letter: [UInt8]
    var text: RecordObject.Text

    static func == (left: Option, right: Option) -> Bool {
      left.text.pointer.utf8.elementsEqual(right.text.pointer.utf8)
    }
  }

  let options: [Option]
  /// Whether the letters are not written in the record, so that an answer may name them in lower case, too.
  let hasImpliedLetters: Bool

  /// - Throws: `records.missing-field`, `records.wrong-type`, `records.unsupported` for more options than letters.
  init(of record: RecordObject) throws {
    let pointer = record.fields.pointer("options")
    if let value = record.fields.value("options"), !value.isNull || OptionColumns.family(of: record.fields) == nil {
      switch value.kind {
      case .object:
        options = try value.members.map { member in
          let key = Array(member.key.utf8 ?? [])
          return Option(letter: key, text: try record.text(member.value, at: pointer + JSONPointer.escaped(key: key)))
        }
        hasImpliedLetters = false
      case .array:
        let isKeyed = value.element(at: 0)?.kind == .object
        options = try isKeyed ? Self.keyed(value, at: pointer, of: record) : Self.list(value, at: pointer, of: record)
        hasImpliedLetters = !isKeyed
      default: throw record.wrongType(value, at: pointer, expected: .object)
      }
      return
    }
    guard let family = OptionColumns.family(of: record.fields) else { throw record.missing(pointer) }
    options = try Self.columns(family, of: record)
    hasImpliedLetters = true
  }

  private static func list(_ value: JSONValue, at pointer: String, of record: RecordObject) throws -> [Option] {
    if value.count > 26 { throw record.unsupported("more than 26 options", at: pointer) }
    return try value.elements.enumerated().map { index, element in
      Option(letter: [UInt8(ascii: "A") + UInt8(index)], text: try record.text(element, at: "\(pointer)/\(index)"))
    }
  }

  /// A list of `{"key": "A", "value": "…"}`.
  ///
  /// Source: the Hub's bigbio/med_qa.
  private static func keyed(_ value: JSONValue, at pointer: String, of record: RecordObject) throws -> [Option] {
    try value.elements.enumerated().map { index, element in
      let place = "\(pointer)/\(index)"
      guard element.kind == .object else { throw record.wrongType(element, at: place, expected: .object) }
      return Option(
        letter: try record.text(element["key"], at: "\(place)/key").utf8,
        text: try record.text(element["value"], at: "\(place)/value"))
    }
  }

  /// The options of a record with a field for each; the last ones may be blank, where other questions have more.
  private static func columns(_ family: [String], of record: RecordObject) throws -> [Option] {
    var options: [Option] = []
    for (letter, key) in zip(OptionColumns.letters, family) {
      guard let text = try record.optionalText(key) else { break }
      options.append(Option(letter: letter, text: text))
    }
    while options.count > 2, options.last?.text.isBlank == true { options.removeLast() }
    return options
  }

  /// The option that a letter names.
  func option(named letter: [UInt8]) -> Option? {
    let isLower = hasImpliedLetters && letter.count == 1 && (0x61...0x7A).contains(letter[0])
    let wanted = isLower ? [letter[0] & 0xDF] : letter
    return options.first { $0.letter == wanted }
  }

  /// The option that a number names.
  func option(at number: Int, from base: MedMCQAFormat.Base) -> Option? {
    let (index, overflow) = number.subtractingReportingOverflow(base.rawValue)
    return !overflow && options.indices.contains(index) ? options[index] : nil
  }

  var letters: String {
    options.isEmpty ? "none" : options.map { String(decoding: $0.letter, as: UTF8.self) }.joined(separator: ", ")
  }
}
