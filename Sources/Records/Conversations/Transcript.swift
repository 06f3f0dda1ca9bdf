import Diagnostics
import Prompting

/// A conversation in one text, each turn after "Human:" or "Assistant:", with a blank line before.
///
/// Source: Anthropic's HH-RLHF data.
enum Transcript {
  private static let speakers: [(marker: [UInt8], role: Role)] = [
    (Array("Human:".utf8), .user), (Array("Assistant:".utf8), .assistant),
  ]

  /// The turns of a text that begins with "Human:"; `nil` for any other text. The white space around a turn is left out.
  ///
  /// - Throws: `records.empty-field` for an assistant's turn without words.
  static func messages(of text: RecordObject.Text, in record: inout RecordObject) throws -> [Message]? {
    let bytes = text.utf8
    guard let start = bytes.firstIndex(where: { !$0.isASCIIWhiteSpace }),
      bytes[start...].starts(with: speakers[0].marker)
    else {
      return nil
    }
    var turns: [(role: Role, range: Range<Int>)] = []
    var at = start
    while at < bytes.count {
      let opensTurn = at == start || (bytes[at - 1] == 0x0A && at >= 2 && bytes[at - 2] == 0x0A)
      guard opensTurn, let speaker = speakers.first(where: { bytes[at...].starts(with: $0.marker) }) else {
        at += 1
        continue
      }
      if let last = turns.indices.last { turns[last].range = turns[last].range.lowerBound..<at }
      at += speaker.marker.count
      turns.append((speaker.role, at..<bytes.count))
    }
    return try turns.map { turn in
      let range = trimmed(turn.range, of: bytes)
      if range.isEmpty {
        if turn.role == .assistant { throw record.empty(text.pointer, "an assistant turn must say something") }
        record.note(.recordsEmptyTurn, "the \(turn.role.rawValue) turn is empty", at: text.pointer)
        return Message(role: turn.role, parts: [])
      }
      let part = MessagePart(
        Array(bytes[range]), purpose: MessageReader.purpose(of: turn.role), field: text.pointer, fieldRange: range)
      return Message(role: turn.role, parts: [part])
    }
  }

  private static func trimmed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
    guard let first = range.first(where: { !bytes[$0].isASCIIWhiteSpace }),
      let last = range.last(where: { !bytes[$0].isASCIIWhiteSpace })
    else { return range.lowerBound..<range.lowerBound }
    return first..<last + 1
  }
}
