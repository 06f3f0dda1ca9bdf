import Diagnostics
import Prompting
import StrictJSON

/// A conversation of doctor and patient, and the note that is made of it: `dialogue` with `note`, or with `section_text` and
/// its `section_header`.
///
/// The dialogue is what may be shortened; a line of it, which is a turn as a rule, ends a sentence.
///
/// Source: ACI-Bench and MTS-Dialog (Yim et al., Ben Abacha et al., 2023).
public struct DialogueNoteFormat: LaidOutFormat, NamedFormat {
  public let name = "dialogue-note"
  public let summary = "dialogue, and note or section_text; optional section_header"
  public let shape = FormatShape(
    [FieldRequirement("dialogue", .string), FieldRequirement(oneOf: Self.noteRole.keys, .string)],
    foreign: ["messages", "conversations", "chosen", "rejected"])
  public let fieldNames = ["dialogue", "section_header"] + Self.noteRole.keys
  public var recordLayout: ConversationLayout

  public var names: Names?

  public struct Names: RoleNames {
    var note: String

    public init(in records: [RecordFields]) throws { note = try noteRole.only(in: records) ?? noteRole.keys[0] }

    public var passedOver: [String] { noteRole.passedOver(by: note) }
  }

  static let noteRole = FieldRole("the note", ["note", "section_text"])

  public static let vocabulary = ConversationLayout.Vocabulary(
    ["dialogue", "note"], sections: ["section": ["section"]], answers: noteRole.keys)
  public static let shippedLayouts = [
    (
      name: "dialogue-first",
      text: """
      [user]
      {dialogue}

      Write the {#section}section {section} of the {/section}clinical note for this conversation.
      [assistant]
      {note}
      """
    )
  ]

  public init() throws { recordLayout = try Self.layout(.standard, formatName: "dialogue-note") }

  public func content(of record: inout RecordObject) throws -> RecordContent {
    let dialogue = try record.text("dialogue")
    if dialogue.isBlank { throw record.empty(dialogue.pointer, "there is no conversation to make a note of") }
    let note = try record.text(names(of: record).note)
    if note.isBlank { throw record.empty(note.pointer, "there is no answer to learn") }
    var values = RecordLayout.Values(["dialogue": Self.lines(of: dialogue), "note": [note.part(.answer)]])
    if let section = try record.optionalText("section_header"), !section.isBlank {
      values.sections["section"] = [RecordLayout.Values(["section": [section.part(.text)]])]
    }
    return RecordContent(try recordLayout.messages(values, of: &record))
  }

  /// The lines of a text, each a part with its line break.
  private static func lines(of text: RecordObject.Text) -> [MessagePart] {
    var parts: [MessagePart] = []
    var start = 0
    for (index, byte) in text.utf8.enumerated() where byte == 0x0A || index == text.utf8.count - 1 {
      let range = start..<index + 1
      parts.append(
        MessagePart(Array(text.utf8[range]), purpose: .vignette, field: text.pointer, fieldRange: range))
      start = index + 1
    }
    return parts
  }
}
