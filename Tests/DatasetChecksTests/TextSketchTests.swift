import Diagnostics
import Prompting
import TestSupport
import Testing

@testable import DatasetChecks

@Suite("Sketches of texts")
struct TextSketchTests {
  private func sketch(_ messages: [(Role, String)]) -> TextSketch {
    let conversation = Conversation(
      messages: messages.map { Message(role: $0.0, parts: [MessagePart(Array($0.1.utf8), purpose: .text)]) },
      recordID: "x", location: InputLocation(source: "x"))
    return TextSketch(folded: FoldedText.folded(conversation))
  }

  private func sketch(_ words: [String]) -> TextSketch { sketch([(.user, words.joined(separator: " "))]) }

  /// The share of all runs of three words of two texts that both have.
  private func similarity(_ left: [String], _ right: [String]) -> Double {
    func runs(_ words: [String]) -> Set<[String]> { Set((2..<words.count).map { Array(words[$0 - 2...$0]) }) }
    let (left, right) = (runs(left), runs(right))
    return Double(left.intersection(right).count) / Double(left.union(right).count)
  }

  @Test(
    "of texts with four fifths of their runs in common nearly all are found, of whatever length, of those with half none",
    arguments: [UInt64(1), 2, 3])
  func found(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var (similar, missed, different, mistaken) = (0, 0, 0, 0)
    for _ in 0..<4_000 {
      let words = (0..<Int.random(in: 12...300, using: &generator)).map { _ in
        "w\(Int.random(in: 0..<5_000, using: &generator))"
      }
      var changed = words
      for _ in 0..<Int.random(in: 1...max(1, words.count / 6), using: &generator) {
        changed[Int.random(in: words.indices, using: &generator)] =
          "other\(Int.random(in: 0..<5_000, using: &generator))"
      }
      let (left, right) = (sketch(words), sketch(changed))
      let isFound =
        left.isSimilar(to: right)
        && (0..<TextSketch.bandCount).contains { left.key(ofBand: $0) == right.key(ofBand: $0) }
      let similarity = similarity(words, changed)
      if similarity >= 0.8 { (similar, missed) = (similar + 1, missed + (isFound ? 0 : 1)) }
      if similarity <= 0.5 { (different, mistaken) = (different + 1, mistaken + (isFound ? 1 : 0)) }
    }
    #expect(similar > 500 && missed * 100 <= similar, "\(missed) of \(similar)")
    #expect(different > 50 && mistaken * 50 <= different, "\(mistaken) of \(different)")
  }

  @Test(
    "case, punctuation and the system prompt have no say; one word of thirty, or one character of thirty, leaves texts similar"
  )
  func examples() {
    let vignette =
      "A 54-year-old man comes to the clinic with crushing chest pain that began two hours ago while he was climbing the "
      + "stairs to his flat, with nausea and sweating."
    let changed = vignette.replacing("climbing", with: "leaving").uppercased().replacing(",", with: " ;")
    let answer = (Role.assistant, "Give aspirin at once, and call for an ambulance.")
    let first = sketch([(.user, vignette), answer])
    #expect(first.isSimilar(to: sketch([(.user, changed), answer])))
    #expect(first == sketch([(.system, "You are a physician of many years."), (.user, vignette), answer]))
    #expect(!first.isSimilar(to: sketch([(.user, String(vignette.prefix(60))), answer])))
    let chinese = "患者男性五十四岁因胸痛两小时入院既往有高血压病史十年吸烟史二十年查体血压正常心率快"
    #expect(sketch([(.user, chinese)]).isSimilar(to: sketch([(.user, chinese.replacing("五", with: "六"))])))
  }

  @Test("a sketch of no words is similar to none, and words of other messages make other runs")
  func edges() {
    #expect(sketch([(.user, "… !")]).isEmpty && !sketch([(.user, "")]).isSimilar(to: .none))
    #expect(sketch([(.system, "only this")]).isEmpty)
    #expect(sketch([(.user, "one")]).isSimilar(to: sketch([(.user, "One.")])))
    #expect(!sketch([(.user, "one")]).isSimilar(to: sketch([(.user, "two")])))
    #expect(sketch([(.user, "one two")]) != sketch([(.user, "two one")]))
    #expect(sketch([(.user, "a b c"), (.assistant, "d e f")]) != sketch([(.user, "a b c d e f")]))
    // Bytes that no message begins with, and roles without an end.
    for bytes: [UInt8] in [[], [0x1E], [0x1F], [0x41], [0x1E, 0x41], [0x1E, 0x1F, 0xE4], [0x1E, 0x1F, 0xF0, 0xA0]] {
      _ = TextSketch(folded: bytes)
    }
  }
}
