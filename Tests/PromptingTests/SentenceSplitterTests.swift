import Testing

@testable import Prompting

@Suite("SentenceSplitter")
struct SentenceSplitterTests {
  private func sentences(_ text: String) -> [String] {
    let utf8 = Array(text.utf8)
    return SentenceSplitter.ranges(in: utf8).map { String(decoding: utf8[$0], as: UTF8.self) }
  }

  @Test("each sentence keeps the white space after it")
  func keepsTrailingWhiteSpace() {
    #expect(sentences(" One.  Two?\nThree!\n\n") == [" One.  ", "Two?\n", "Three!\n\n"])
    #expect(sentences("") == [])
    #expect(sentences("  ") == ["  "])
    #expect(sentences("no mark") == ["no mark"])
  }

  @Test(
    "a full stop inside a number, after an abbreviation or an initial ends nothing",
    arguments: [
      "His temperature is 37.5 degrees.", "Dr. Lee saw Mrs. O'Neil.", "Use a drug, e.g. Aspirin, vs. Placebo.",
      "He takes 500 mg. twice a day.", "She took it p.o. daily and q.i.d. 3 days long.", "See Fig. 3 and No. 7.",
      "It grew E. coli and S. aureus.", "We follow John F. Kennedy and J. R. Smith.", "1. Rest and ice",
      "A. The first option", "About approx. Five of them (approx. 3) came.", "Smith et al. (2010) say so.",
      "He waited ... and left.", "He waited… and left.", "\"Why?\" she asks.", "The U.S. Army sent him.",
      "Visit example.com now", "He came to St. Louis.",
    ])
  func staysWhole(text: String) {
    #expect(sentences(text) == [text])
  }

  @Test(
    "sentences end where a reader would end them, marked here with a bar",
    arguments: [
      "He has a fever. |Which drug is best?", "He is 70. |He smokes.", "He is 70. |3 days ago he fell.",
      "It is due to hepatitis B. |Serology is positive.", "She lacks vitamin D. |The dose is raised.",
      "He came at 8 a.m. |The nurse saw him.", "He takes 500 mg. |She does not.",
      "He lives in the U.S. |The trip was long.",
      "\"I hurt.\" |He left.", "It hurts (a lot). |He left.", "He said no. |The doctor agreed.",
      "what is it? |i have pain",
      "i have pain. |what should i do?", "Really?! |Yes.", "Wait... |He left.", "发热三天。|给予什么药？|好。",
      "बुखार है। |क्या करें?", "Fever. |\"Which one?\"", "Fever.\n|- aspirin", "He lives at St. |The next one",
      "“Stop!” |He ran.", "He ran.) |Then he fell.", "Is it Ω? |Ωmega.", "Cost is $5. |$6 is more.", "a.\n\n|b",
      "He came in. |Then he left.",
    ])
  func endsSentence(marked: String) {
    let parts = marked.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    #expect(sentences(parts.joined()) == parts)
  }

  @Test(
    "a line break ends a sentence unless the line goes on",
    arguments: [
      "Studies show:\nHemoglobin 14 g/dL\nNa+ 140\n|Which is it?", "检查：\n血压 120/80\n脉搏 80", "检查：\n脉搏 80\n年龄38岁\n血压 120",
      "Findings:\n\n|Pallor",
      "Labs before treatment:\nGlucose: 589 mg/dL\nUrine:\nBlood: Negative\nK: 6.3\n|He is given insulin, and feels better soon.\n|Labs after:\nK: 4.3\n|What is next?",
      "Current:\n- Aspirin.\n- Metoprolol, 50 mg.\n|He was taken off warfarin.",
      "Exam:\nPallor\n|What is the diagnosis",
      "Plan:\nRest\n\n|Fluids", "Labs are:\n\n- K: 2.9\n- Na: 140\n\n|He is ill.",
      "Labs are:\r\n\r\nK: 2.9\r\n|What is it?", "Labs are:\n\n\n|K: 2.9", "Note:\r\n• one\r\n• two\r\n|End",
      "No heading\n|K: 4.3\n|Na: 140",
      "Medications:\n1. Aspirin\n2. Iron\n|He is ill.", "Plan:\n1. Rest.\n|2. Sleep.\n|He left.",
      "Plan:\r\n\r\n 1. Rest\r\n 12. Sleep\r\n|He left.", "Age:\nTaken at 38. |He left.",
      "He was told to take,\n1. Aspirin\n|2. Iron.",
      "The text\nwent on.", "Dr.\nLee came.",
      "one, \nTwo", "500 mg.\n|2. Rest", "A line\r\n|Next line\r\n\r\n|Third", "one\n\n|two", "a\u{2029}|b",
      "- one\n|- two",
      "1.\nRest", "\n\nStart\n",
    ])
  func lineBreaks(marked: String) {
    let parts = marked.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    #expect(sentences(parts.joined()) == parts)
  }

  @Test("the ranges cover any bytes, also bytes that are not UTF-8")
  func coversAnyBytes() {
    let alphabet: [UInt8] =
      Array(".?!\n\r \"')(Aab1,".utf8) + [0xE3, 0x80, 0x82, 0xFF, 0xC2, 0xA0, 0xE2, 0x80, 0xA6, 0xF0, 0]
    let seed: UInt64 = 20_231
    var state = seed
    for round in 0..<4_000 {
      var text: [UInt8] = []
      for _ in 0..<(round % 40) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.append(alphabet[Int(state >> 33) % alphabet.count])
      }
      let ranges = SentenceSplitter.ranges(in: text)
      var end = 0
      for range in ranges {
        #expect(range.lowerBound == end && !range.isEmpty, "seed \(seed), round \(round): \(text)")
        end = range.upperBound
      }
      #expect(end == text.count, "seed \(seed), round \(round): \(text)")
    }
  }
}
