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
