import Diagnostics
import Prompting
import Testing

@testable import DatasetChecks

@Suite struct FoldedTextTests {
  @Test(
    "case, white space and punctuation are folded, symbols and letters stay",
    arguments: [
      ("  A 23-year-old,\nMAN.", "a 23 year old man"), ("é É", "é é"), ("pH < 7.4", "ph < 7 4"),
      ("症状。 続く", "症状 続く"), ("“quoted”", "quoted"), ("...", ""), ("", ""), ("5 °C + 3", "5 °c + 3"),
    ])
  func folds(text: String, folded: String) {
    #expect(String(decoding: FoldedText.folded(Array(text.utf8)), as: UTF8.self) == folded)
  }

  @Test("the short way for ASCII agrees with the Unicode categories")
  func ascii() {
    for value in UInt8(0)..<0x80 {
      let category = Unicode.Scalar(value).properties.generalCategory
      let isKept: Bool =
        switch category {
        case .uppercaseLetter, .lowercaseLetter, .decimalNumber, .mathSymbol, .currencySymbol, .modifierSymbol: true
        default: false
        }
      #expect(FoldedText.folded([value]).isEmpty == !isKept, "\(value)")
    }
  }

  @Test("each character beyond ASCII is folded as its Unicode properties say")
  func beyondASCII() {
    for value in UInt32(0x80)...0x1_F9FF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let properties = scalar.properties
      let isSeparator: Bool =
        switch properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control, .format, .surrogate, .privateUse,
          .unassigned, .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
          .initialPunctuation, .finalPunctuation, .otherPunctuation:
          true
        default: false
        }
      let expected = isSeparator ? [] : Array(properties.lowercaseMapping.utf8)
      let found = FoldedText.folded(Array(String(scalar).utf8))
      if found != expected { Issue.record("U+\(String(value, radix: 16)): \(found), not \(expected)") }
    }
  }

  @Test("any bytes are folded as their characters are, one by one")
  func anyBytes() {
    let pieces: [[UInt8]] = [
      Array("The ".utf8), Array("ÀÉ".utf8), Array("症状。".utf8), Array("，Ａ！".utf8), Array("한글 ".utf8), Array("😀".utf8),
      Array("°C".utf8), Array("  ,-".utf8), [0xE3], [0xE3, 0x81], [0xED, 0xA0, 0x80], [0xFF], [0x80], [0xF0, 0x9F],
      Array("İ".utf8), Array("\u{3000}\u{200B}".utf8), Array("x".utf8), [0xC3], [0xE0, 0x80, 0x80],
    ]
    var state: UInt64 = 5
    for _ in 0..<4_000 {
      var bytes: [UInt8] = []
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes += pieces[Int(state >> 33) % pieces.count]
      }
      // Each character alone, as the tests above hold them; a separator between two is one space.
      var expected: [UInt8] = []
      var isApart = false
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        let folded = FoldedText.folded(Array(String(scalar).utf8))
        if folded.isEmpty {
          isApart = !expected.isEmpty
        } else {
          if isApart { expected.append(0x20) }
          expected += folded
          isApart = false
        }
      }
      #expect(FoldedText.folded(bytes) == expected, "\(bytes)")
    }
  }

  @Test("conversations are equal after folding only when their roles and texts are")
  func conversations() {
    func folded(_ messages: [(Role, String)]) -> [UInt8] {
      FoldedText.folded(
        Conversation(
          messages: messages.map { Message(role: $0, parts: [MessagePart(Array($1.utf8), purpose: .text)]) },
          recordID: "1", location: InputLocation(source: "x")))
    }
    #expect(folded([(.user, "Why?"), (.assistant, "So.")]) == folded([(.user, "why"), (.assistant, " so")]))
    #expect(folded([(.user, "why so")]) != folded([(.user, "why"), (.assistant, "so")]))
    #expect(folded([(.user, "why")]) != folded([(.system, "why")]))
    #expect(
      folded([(.user, "Cafe\u{301} 한글")])
        == folded([(.user, "caf\u{E9} \u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}")]))
    #expect(FoldedText.folded([0xFF, 0x41]) == Array("\u{FFFD}a".utf8))
  }
}
