import Diagnostics
import Prompting
import StrictJSON

/// Fields beside a conversation that hold images or sounds, which its words are about.
///
/// Source: LLaVA's `image`; LLaMA-Factory's `images`, `videos` and `audios`, with a placeholder such as `<image>` in the
/// text where each belongs.
enum MediaFields {
  private static let names = MemberNames(["image", "images", "video", "videos", "audio", "audios"])

  /// - Throws: `records.unsupported` where such a field is filled, or a turn names its content.
  static func check(_ messages: [Message], of record: RecordObject, layout: ConversationLayout?) throws {
    for (index, value) in record.fields.root.members(named: names) {
      let name = names.names[index]
      if record.fields.map.hides(name) || layout?.fieldNames.contains(name) == true { continue }
      let kind = name.hasSuffix("s") ? String(name.dropLast()) : name
      let isFilled = value.isFilled && value.utf8?.elementsEqual("[]".utf8) != true
      let placeholder = Array("<\(kind)>".utf8)
      if !isFilled && !messages.contains(where: { names(placeholder, in: $0) }) { continue }
      throw record.unsupported(
        isFilled ? "the \(kind) that the conversation is about" : "no \(kind) where the conversation has a <\(kind)>",
        at: JSONPointer.escaped(key: name),
        fix: "take the field and its <\(kind)> out of records that make sense without it, and skip the others with "
          + "--on-bad-record skip")
    }
  }

  private static func names(_ placeholder: [UInt8], in message: Message) -> Bool {
    message.parts.contains { part in
      part.utf8.indices.contains { part.utf8[$0] == 0x3C && part.utf8[$0...].starts(with: placeholder) }
    }
  }
}
