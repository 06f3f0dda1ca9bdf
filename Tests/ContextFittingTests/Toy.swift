import Diagnostics
import Prompting
import TestSupport

@testable import ContextFitting

/// Conversations of made-up sentences, and a measure that is not monotonic in the text.
enum Toy {
  static let fieldStart = 7

  /// A conversation with layout, a vignette of `sentences`, a stem, options and an answer.
  static func conversation(sentences: [String]) -> Conversation {
    let vignette = Array(sentences.joined().utf8)
    return Conversation(
      messages: [
        Message(role: .system, parts: [MessagePart(Array("Be brief.".utf8), purpose: .systemPrompt)]),
        Message(
          role: .user,
          parts: [
            MessagePart(layout: "Case: "),
            MessagePart(
              vignette, purpose: .vignette, field: "/question",
              fieldRange: fieldStart..<fieldStart + vignette.count),
            MessagePart(Array("Which is it?".utf8), purpose: .stem, field: "/question"),
            MessagePart(Array("(A) this (B) that".utf8), purpose: .option, field: "/options"),
          ]),
        Message(role: .assistant, parts: [MessagePart(Array("This.".utf8), purpose: .answer, field: "/answer")]),
      ], recordID: "r-1", location: InputLocation(source: "toy.jsonl", line: 3))
  }

  static func text(_ conversation: Conversation) -> [UInt8] {
    conversation.messages.flatMap { message in message.parts.flatMap(\.utf8) + [0x0A] }
  }

  /// The text that a piece of a cut removes.
  static func removed(_ piece: FitCut.Piece, from conversation: Conversation) -> ArraySlice<UInt8> {
    conversation.messages[piece.message].parts[piece.part].utf8[piece.partRange]
  }

  /// A token for about four bytes, and up to `noise` more by a hash of the whole text: removing text can add tokens.
  static func count(_ conversation: Conversation, noise: UInt64) -> Int {
    let bytes = text(conversation)
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return bytes.count / 4 + Int((hash >> 20) % (noise + 1))
  }

  static func example(_ conversation: Conversation, noise: UInt64) -> TokenizedExample {
    let count = count(conversation, noise: noise)
    return TokenizedExample(
      ids: [Int32](repeating: 1, count: count), starts: (0..<count).map { Int32($0) },
      ends: (0..<count).map { Int32($0 + 1) }, lossRanges: [count - 2..<count])
  }

  /// `count` sentences of one to `longest` words, each starting upper case and ending in a full stop and a space.
  static func sentences(_ count: Int, longest: Int, using generator: inout SeededGenerator) -> [String] {
    (0..<count).map { index in
      let words = (0..<Int.random(in: 1...longest, using: &generator)).map { _ in
        ["fever", "of", "unknown", "origin", "é", "症状", "persists"].randomElement(using: &generator) ?? "x"
      }
      return "S\(index) " + words.joined(separator: " ") + "end. "
    }
  }
}
