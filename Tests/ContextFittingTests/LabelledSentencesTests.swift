import Prompting
import TestSupport
import Testing

@testable import ContextFitting

@Suite("Sentences under labels")
struct LabelledSentencesTests {
  private static func labelled(_ text: String) -> (labels: LabelledSentences, sentences: [String]) {
    let utf8 = Array(text.utf8)
    let ranges = SentenceSplitter.ranges(in: utf8)
    let labels = LabelledSentences([Self.text(utf8, ranges)])
    return (labels, ranges.map { String(decoding: utf8[$0], as: UTF8.self) })
  }

  private static func text(
    _ utf8: [UInt8], _ sentences: [Range<Int>], continues: Bool = false
  ) -> LabelledSentences.Text {
    LabelledSentences.Text(sentences: sentences.map { TextLines(utf8, $0) }, continues: continues)
  }

  /// What may be left of a text when a run of sentences goes, other than the text without all that is between its ends.
  private static func remains(of text: String, marker: String = "") throws -> Set<String> {
    let conversation = Toy.conversation(sentences: [text])
    let place = Conversation.PartPlace(message: 1, part: 1)
    let vignette = try Vignette([place], of: conversation)
    var remains: Set<String> = []
    for start in 1..<vignette.sentences.count {
      for end in start + 1..<max(start + 2, vignette.sentences.count) where end < vignette.sentences.count {
        guard vignette.labels.allowsRemoval(of: start..<end) else { continue }
        let cut = TextGaps(marker: Array(marker.utf8)).adding(vignette.gaps(removing: start..<end))
        let parts = cut.conversation(from: conversation).messages[1].parts.dropFirst().prefix { $0.purpose != .stem }
        remains.insert(String(decoding: parts.flatMap(\.utf8), as: UTF8.self))
      }
    }
    return remains
  }

  @Test("no value comes to stand under another heading")
  func headings() throws {
    let text =
      "He has pain.\n\nMedications:\nAspirin daily. Metformin, too.\n\nAllergies:\nPenicillin.\nSulfa drugs.\n\nHe drinks. Why?"
    let remains = try Self.remains(of: text)
    #expect(remains.contains("He has pain.\n\nAllergies:\nPenicillin.\nSulfa drugs.\n\nHe drinks. Why?"))
    #expect(remains.contains("He has pain.\n\nMedications:\nAspirin daily. Metformin, too.\n\nHe drinks. Why?"))
    #expect(remains.contains("He has pain.\n\nHe drinks. Why?"))
    #expect(
      !remains.contains { $0.contains("daily. Sulfa") || $0.contains("too.\n\nSulfa") || $0.contains("pain.\n\nSulfa") }
    )
    // Nor what is said behind the list.
    #expect(!remains.contains { $0.contains("daily. He drinks") || $0.contains("Penicillin.\nHe drinks") })
  }

  @Test(
    "nobody's words come to stand in another's mouth",
    arguments: [
      "Doctor:|Patient:", "[doctor]|[patient]", "**Doctor:**|**Patient:**", "医生：|患者：", "Dr Lee:|Guest family 2:",
      "Dr. Lee:|Mr. Roe:", "doctor:|patient:", "【医生】|【患者】",
    ])
  func speakers(names: String) throws {
    let (first, second) = (String(names.split(separator: "|")[0]), String(names.split(separator: "|")[1]))
    let text =
      "\(first) Hello. How old?\n\(second) I am forty. I live alone.\n\(first) Do you smoke? Do you drink?\n\(second) No."
    let remains = try Self.remains(of: text)
    #expect(remains.contains("\(first) Hello. How old?\n\(second) I am forty. I live alone.\n\(second) No."))
    #expect(remains.contains("\(first) Hello. How old?\n\(first) Do you smoke? Do you drink?\n\(second) No."))
    for wrong in [
      "forty. Do you", "forty. \(first) Do you drink", "How old?\nI live", "Hello. I live", "alone.\nDo you",
    ] {
      #expect(!remains.contains { $0.contains(wrong) }, "\(wrong)")
    }
  }

  @Test(
    "the items of a list stay under its heading, also with blank lines between them",
    arguments: [
      ("1. Aspirin", "2. Iron", "3. Zinc"), ("- Aspirin.", "- Iron.", "- Zinc."), ("Aspirin", "Iron", "Zinc"),
    ])
  func items(first: String, second: String, third: String) throws {
    let text =
      "He has pain.\nAllergies:\nPollen.\n\nMedications:\r\n\(first)\n\n\(second)\n\n\(third)\n\nHe drinks. Why? He asks."
    let remains = try Self.remains(of: text)
    #expect(remains.contains("He has pain.\n\nHe drinks. Why? He asks."))
    #expect(remains.contains { $0.contains("\(first)\n\n\(third)") })
    for wrong in ["Pollen.\n\n\(second)", "Pollen.\n\n\(third)", "pain.\n\n\(second)", "pain.\n\n\(third)"] {
      #expect(!remains.contains { $0.contains(wrong) }, "\(wrong)")
    }
  }

  @Test("what is said on lines of its own stays with its speaker, and values with the heading above them")
  func nested() throws {
    let spoken =
      "Doctor: Hello. Well.\nPatient: Yes.\nI take the following pills:\nAspirin at noon. Iron. Now?\nDoctor: So.\nPatient: No."
    #expect(
      try !Self.remains(of: spoken).contains {
        $0.hasPrefix("Doctor: Hello. I take") || $0.hasPrefix("Doctor: Hello. Iron")
      })
    let listed =
      "Doctor: Labs show:\nHb 3\nNa 4\n No. Well.\nPatient: Yes.\nDoctor: Ja. Labs show:\nHb 7\nNa 7\nDoctor: Rest."
    #expect(
      try !Self.remains(of: listed).contains {
        $0.contains("Hb 3\nLabs") || $0.contains("No. Labs") || $0.contains("Na 4\nLabs")
      })
    let chart = "Vitals:\nPulse: 80. Weak.\nTemp: 38.\nLabs:\nNa: 140. Low.\nK: 4. Why?"
    let remains = try Self.remains(of: chart)
    #expect(remains.contains { $0.hasPrefix("Vitals:\nPulse: 80.\nLabs:\nNa: 140") })
    #expect(!remains.contains { $0.contains("Weak.\nK: 4") && !$0.contains("Labs") })
  }

  @Test(
    "text without labels may be cut between all its sentences",
    arguments: [
      "One is. Two are: three. At 10:30 four. Why? No; so: it is.",
      "he said: yes. she said: no. they: never. ok: well. end.",
    ])
  func prose(text: String) {
    let (labels, sentences) = Self.labelled(text)
    for start in 1..<sentences.count - 1 {
      for end in start + 1..<sentences.count { #expect(labels.allowsRemoval(of: start..<end)) }
    }
    #expect(sentences.indices.allSatisfy(labels.mayBeFirst))
  }

  @Test(
    "a run may go only where what follows still ends the list, or still goes on with it",
    arguments: [
      ("Allergies:\nPollen\nHe takes pills daily.\nIron\nHe left.", "Pollen\nIron"),
      ("Allergies:\n- Pollen\nHe takes pills daily.\n- Iron\nHe left.", "Pollen\n- Iron"),
      ("Allergies:\n- Pollen\n\nHe takes pills daily.\n\n- Iron\n\nHe left.", "Pollen\n\n- Iron"),
      (
        "Doctor: Take it.\n- Iron\nPatient: I do.\n\n- I walk.\n- I run.\n\nDoctor: So.\nPatient: No.",
        "Iron\n\n- I walk"
      ),
      ("Plan:\n- Rest\n\nAllergies:\nHe is a farmer.\n\n- Latex\n- Nuts\n\nHe left.", "Rest\n\n- Latex"),
      ("Plan:\n- Rest\n\nAllergies:\nHe is a farmer.\n\n- Latex\n- Nuts\n\nHe left.", "pain.\n\n- Latex"),
      (
        "Plan:\n- Rest.\n\nAllergies:\n\n- Latex. It hurts him.\n\n- Nuts. He had a shock.\n\nHe left.",
        "Rest.\n\n- Nuts"
      ),
      ("**Drugs**\nAspirin it is. Zinc it was.\n\n__Plan__\nGive water. He left.\n\nHe came.", "it is. He left"),
    ])
  func successors(text: String, wrong: String) throws {
    let remains = try Self.remains(of: "He has pain. " + text + " Why?")
    #expect(!remains.isEmpty && !remains.contains { $0.contains(wrong) })
  }

  @Test("what stands under no heading comes to stand behind no list, unless it stood behind that list")
  func behindLists() throws {
    let list = ["He has pain.\n", "\n", "Medicines:\n", "- Iron daily.\n", "- Zinc weekly.\n"]
    let prose = ["He sleeps well these days.\n", "He smokes a lot at night.\n", "Why?"]
    func found(_ lines: [String]) throws -> Set<String> {
      let (conversation, vignette) = try Self.dialogue(lines)
      var found: Set<String> = []
      for start in 1..<lines.count - 1 {
        for end in start + 1..<lines.count where vignette.labels.allowsRemoval(of: start..<end) {
          found.insert(Self.kept(conversation, without: vignette.gaps(removing: start..<end), marker: ""))
        }
      }
      return found
    }
    let apart = "He has pain.\n\nHe smokes a lot at night.\nWhy?"
    #expect(try found(list + prose).contains { $0.contains("daily.\nHe smokes") })
    #expect(try found(list + prose).contains(apart))
    #expect(try !found(list + ["\n"] + prose).contains { $0.contains("daily.\nHe smokes") })
    #expect(try found(list + ["\n"] + prose).contains(apart))
  }

  @Test("a speaker ends the items before, also those that a blank line divided")
  func speakerBehindItems() throws {
    let text =
      "Doctor: Hello.\n\nHe has pain.\n\nMedications:\nAspirin.\n\n1. Rest\n2. Fluids\nDoctor: # Plan\nRest for days. Then aspirin for weeks.\n"
      + "She asks him to come again in May.\nDoctor: So. Why?"
    #expect(try !Self.remains(of: text).contains { $0.contains("pain.\n\nShe asks") })
  }

  @Test("a list that ended is no heading above the speaker who follows")
  func speakerBehindList() throws {
    let utf8 = Array(
      "[patient] Labs show:\nHb 13\nNa 4\n He takes no pills at all now.\n[doctor] - cough\n- fever\n\n[doctor] Hello. Well."
        .utf8)
    let text = Self.text(utf8, SentenceSplitter.ranges(in: utf8))
    #expect(LabelledSentences.speakers(of: [text]).contains(Array("[doctor]".utf8)))
  }

  @Test(
    "a heading within a line stays with the name at its start, and with a title a name is a speaker's",
    arguments: [
      (
        "Doctor: Hello there my friend.\nDoctor: Come in now please.\nPatient: I hurt. Labs show:\nHb 3\nNa 4\nDoctor: So. No.",
        "please.\nLabs show"
      ),
      (
        "He has pain.\nLabs show:\nHb 3\nNa 4\nDr. Lee: Labs show:\nHb 5\nNa 6\nLabs show:\nHb 7\nNa 8\nHe rests a day now. Why?",
        "Na 4\nLabs show:\nHb 7"
      ),
    ])
  func headingsOfSpeakers(text: String, wrong: String) throws {
    #expect(try !Self.remains(of: text).contains { $0.contains(wrong) })
  }

  @Test(
    "an item that ends as a sentence does, or in brackets or quotes behind its mark, stays in its list",
    arguments: [
      "Aspirin\nMetformin daily.", "Aspirin\nZinc (for years.)", "Aspirin\n\"Zinc.\"", "• Food: nuts\nZinc…",
      "阿司匹林\n二甲双胍。", "Aspirin\u{2028}Zinc daily.", "Aspirin\u{A0}\nZinc daily. At night.",
    ])
  func itemsAsSentences(items: String) throws {
    let text =
      "He has pain in his left arm. Allergies:\nPenicillin\nSulfa drugs.\nMedications:\u{A0}\n\(items)\n"
      + "He has smoked a pack of cigarettes a day for years. Why?"
    let last = try #require(items.split(whereSeparator: { "\n\u{2028}".contains($0) }).last)
    let remains = try Self.remains(of: text)
    #expect(!remains.isEmpty)
    for kept in remains where kept.contains(last) {
      let heading = try #require(kept.firstRange(of: "Medications:"), "\(kept)")
      let item = try #require(kept.firstRange(of: last))
      #expect(heading.upperBound < item.lowerBound && !kept[heading.upperBound..<item.lowerBound].contains("smoked"))
    }
  }

  @Test("no heading comes to stand there without what stood under it")
  func headingsAlone() throws {
    let text = "Patient: Pain.\n# Plan\nRest. Ice.\n# Labs\nNormal. None.\nPatient: No. Yes.\nPatient: So. Why?"
    let remains = try Self.remains(of: text)
    #expect(remains.contains("Patient: Pain.\n# Labs\nNormal. None.\nPatient: No. Yes.\nPatient: So. Why?"))
    #expect(remains.contains { $0.hasPrefix("Patient: Pain.\n# Plan\nIce.\n# Labs") })
    #expect(
      !remains.contains { $0.contains("Plan\n# Labs") || $0.contains("Plan\nPatient") || $0.contains("Labs\nPatient") })
  }

  @Test("who speaks first under a heading of another is a speaker by what comes later, and no value is")
  func lateSpeakers() throws {
    let text =
      "Patient: I hurt.\nMy pills:\nIron\nDoctor: So.\nPatient: Ah.\nDoctor: Ja. Well.\nPatient: Yes.\nDoctor: Why? When?\nPatient: No.\nLabs:\nNa: 3. Low.\nK: 4.\nNa: 5. Fine."
    let (labels, sentences) = Self.labelled(text)
    let utf8 = Array(text.utf8)
    let speakers = LabelledSentences.speakers(of: [Self.text(utf8, SentenceSplitter.ranges(in: utf8))])
    #expect(speakers == [Array("Patient".utf8), Array("Doctor".utf8)])
    let well = try #require(sentences.firstIndex(of: "Well.\n"))
    let when = try #require(sentences.firstIndex(of: "When?\n"))
    #expect(labels.allowsRemoval(of: well - 1..<when - 1) && !labels.allowsRemoval(of: well..<when))
  }

  @Test("what begins a line or a paragraph still does, with a marker too")
  func lines() throws {
    let text = "He has pain. It is dull.\nHe walks. He runs.\n\n# Plan\nRest. Ice.\n\nHe left. Why?"
    let remains = try Self.remains(of: text)
    #expect(remains.contains("He has pain.\nHe walks. He runs.\n\n# Plan\nRest. Ice.\n\nHe left. Why?"))
    #expect(remains.contains("He has pain.\n\n# Plan\nRest. Ice.\n\nHe left. Why?"))
    #expect(remains.contains("He has pain. He runs.\n\n# Plan\nRest. Ice.\n\nHe left. Why?"))
    #expect(remains.contains("He has pain. It is dull.\nHe walks. He runs.\n\n# Plan\nRest.\n\nHe left. Why?"))
    #expect(!remains.contains { $0.contains(". #") || $0.contains("Rest. He left") })
    let marked = try Self.remains(of: text, marker: "[…]")
    #expect(marked.contains("He has pain. […]\n\n# Plan\nRest. Ice.\n\nHe left. Why?"))
    #expect(marked.contains("He has pain. […] He runs.\n\n# Plan\nRest. Ice.\n\nHe left. Why?"))
    #expect(marked.contains("He has pain. It is dull.\n[…]\n\n# Plan\nRest. Ice.\n\nHe left. Why?"))
  }

  @Test("white space of any kind is told around a marker")
  func spaces() throws {
    for space in ["\u{2028}", "\u{2029}", "\u{85}", "\u{A0}", "\n\u{3000}\u{3000}", "\r\n", "\u{2003}"] {
      let text = ["He has pain.", "He walks on.", "He ran off.", "He left us.", "Why?"].joined(separator: space)
      let marked = try Self.remains(of: text, marker: "[…]")
      #expect(!marked.isEmpty)
      for remains in marked {
        #expect(remains.contains("\(space)[…]\(space)") && !remains.contains("…].") && remains.count < text.count)
      }
    }
  }

  /// A dialogue whose lines are parts, those without words too.
  private static func dialogue(_ lines: [String]) throws -> (Conversation, Vignette) {
    var conversation = Toy.conversation(sentences: lines)
    var start = Toy.fieldStart
    let parts = lines.map { line in
      defer { start += line.utf8.count }
      return MessagePart(
        Array(line.utf8), purpose: .vignette, field: "/question", fieldRange: start..<start + line.utf8.count)
    }
    conversation.messages[1].parts.replaceSubrange(1...1, with: parts)
    let places = lines.indices.map { Conversation.PartPlace(message: 1, part: $0 + 1) }
    return (conversation, try Vignette(places, of: conversation))
  }

  private static func kept(_ conversation: Conversation, without gaps: [TextGaps.Gap], marker: String) -> String {
    let cut = TextGaps(marker: Array(marker.utf8)).adding(gaps)
    let kept = cut.conversation(from: conversation).messages[1].parts.dropFirst().prefix { $0.purpose != .stem }
    return String(decoding: kept.flatMap(\.utf8), as: UTF8.self)
  }

  @Test("lines of a dialogue are texts that go on, of which the same is true")
  func partsThatGoOn() throws {
    let (conversation, vignette) = try Self.dialogue([
      "Doctor: Hello. Well?\n", "Patient: Yes. No.\n", "Doctor: Why? Now?",
    ])
    // "Well?" and what the patient says.
    #expect(vignette.labels.allowsRemoval(of: 1..<4))
    for (marker, expected) in [
      ("", "Doctor: Hello.\nDoctor: Why? Now?"), ("[…]", "Doctor: Hello. […]\nDoctor: Why? Now?"),
    ] {
      #expect(Self.kept(conversation, without: vignette.gaps(removing: 1..<4), marker: marker) == expected)
    }
    // "Well?", and the patient's "Yes.": where the run ends, on whichever line.
    #expect(
      Self.kept(conversation, without: vignette.gaps(removing: 1..<3), marker: "[…]")
        == "Doctor: Hello. […] No.\nDoctor: Why? Now?")
  }

  @Test("a line without words belongs to the line before it")
  func linesWithoutWords() throws {
    let (conversation, vignette) = try Self.dialogue([
      "He came.\n", "\n", "He sat. He ate.\n", "He ran.\n", " \r\n", "He fell.\n", "He left.\n", "\n", "Why?",
    ])
    var found: Set<String> = []
    for start in 1..<vignette.sentences.count - 1 {
      for end in start + 1..<vignette.sentences.count where vignette.labels.allowsRemoval(of: start..<end) {
        found.insert(Self.kept(conversation, without: vignette.gaps(removing: start..<end), marker: ""))
        let marked = Self.kept(conversation, without: vignette.gaps(removing: start..<end), marker: "[…]")
        #expect(!marked.contains("\n\n\n") && !marked.contains("\n\n \r\n"), "\(marked)")
      }
    }
    #expect(found.contains("He came.\n\nHe ran.\n \r\nHe fell.\nHe left.\n\nWhy?"))
    #expect(found.contains("He came.\n\nHe sat.\n \r\nHe fell.\nHe left.\n\nWhy?"))
    #expect(found.contains("He came.\n\nWhy?"))
    for text in found { #expect(!text.contains("came.\nHe") && !text.contains(".\nWhy?") && !text.contains("\n\n\n")) }
    #expect(vignette.sentences.indices.filter { !vignette.labels.mayBeFirst($0) }.count == 3)
  }

  @Test("a text begins under no label, so that what goes before it does not matter")
  func severalTexts() {
    let texts = ["He has pain.", "Medications:\nAspirin daily. Zinc at night.", "He walks. He runs."].map { text in
      let utf8 = Array(text.utf8)
      return Self.text(utf8, SentenceSplitter.ranges(in: utf8))
    }
    let labels = LabelledSentences(texts)
    #expect(labels.count == 5 && labels.allowsRemoval(of: 2..<3) && labels.allowsRemoval(of: 1..<4))
    #expect(!labels.allowsRemoval(of: 1..<2) && !labels.mayBeFirst(2) && labels.mayBeFirst(3))
  }

  @Test("what stays is read as it was, whatever run goes")
  func readAgain() {
    var removedCount = 0
    for seed in UInt64(1)...300 {
      var generator = SeededGenerator(seed: seed)
      let pieces = [
        "Doctor: ", "Patient: ", "Na: ", "A b. ", "C d.\n", "E f.\n\n", "Plan:\n", "# Labs\n", "- x\n", "- y.\n",
        "K 3\n", "1. z\n\n",
        "g h\n\n",
      ]
      let utf8 = Array(
        (0..<Int.random(in: 1...24, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
          .joined().utf8)
      let ranges = SentenceSplitter.ranges(in: utf8)
      let text = Self.text(utf8, ranges)
      let sentences = text.sentences
      let labels = LabelledSentences([text])
      if sentences.count < 3 { continue }
      let speakers = LabelledSentences.speakers(of: [text])
      let whole = Self.standing(Array(sentences.indices), of: sentences, speakers)
      for start in 1..<sentences.count - 1 {
        for end in start + 1..<sentences.count where labels.allowsRemoval(of: start..<end) {
          removedCount += 1
          let kept = Array(0..<start) + Array(end..<sentences.count)
          let standing = Self.standing(kept, of: sentences, speakers)
          #expect(
            kept.allSatisfy { standing[$0] == whole[$0] },
            "seed \(seed), \(start)..<\(end): \(String(decoding: utf8, as: UTF8.self))")
        }
      }
    }
    #expect(removedCount > 500)
  }

  /// The labels under which each sentence ends, told by where they stand: the sentence, and which of its labels.
  private static func standing(
    _ kept: [Int], of sentences: [TextLines], _ speakers: Set<[UInt8]>
  ) -> [Int: [[Int]]] {
    var reader = LabelReader(speakers: speakers)
    var places: [[Int]] = [[]]
    var standing: [Int: [[Int]]] = [:]
    for (place, index) in kept.enumerated() {
      var sentence = sentences[index]
      // The wider of the ends of lines stays.
      if place + 1 < kept.count { sentence.ending = max(sentence.ending, sentences[kept[place + 1] - 1].ending) }
      let start = reader.state.entering(sentence.entry).labels
      let isUnlabelled = reader.firstKind(of: sentence) == nil
      for order in sentence.lines.flatMap(\.labels).indices { places.append([index, order]) }
      reader.read(sentence)
      let end = reader.state.labels
      let numbers =
        [end.speaker, end.heading, end.name] + (isUnlabelled ? [start.speaker, start.heading, start.name] : [])
      standing[index] = numbers.map { places[$0] }
    }
    return standing
  }

  @Test("the runs that may go are counted as one by one, and the widest of each end is found")
  func counting() {
    for seed in UInt64(1)...400 {
      var generator = SeededGenerator(seed: seed)
      let pieces = [
        "Doctor: ", "Patient: ", "A b. ", "C d.\n", "E f.\n\n", "Plan:\n", "Na: 3.\n", "- x\n", "[x] ", "K 3\n\n", "|",
      ]
      let text = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
        pieces.randomElement(using: &generator) ?? ""
      }.joined()
      let texts = text.split(separator: "|", omittingEmptySubsequences: true).map { part in
        let utf8 = Array(part.utf8)
        return Self.text(utf8, SentenceSplitter.ranges(in: utf8), continues: Bool.random(using: &generator))
      }
      let sentences = texts.flatMap(\.sentences)
      let labels = LabelledSentences(texts)
      let longest = Int.random(in: 0...sentences.count, using: &generator)
      var found: [Int: [Int]] = [:]
      labels.forEachEnd(ofRunsUpTo: longest) { run, count in found[run.upperBound] = [run.lowerBound, count] }
      for end in 2..<max(2, sentences.count) {
        let starts = (max(1, end - longest)..<end).filter { labels.allowsRemoval(of: $0..<end) }
        #expect(found[end] == starts.first.map { [$0, starts.count] }, "seed \(seed): \(text)")
      }
      #expect(found.keys.allSatisfy { (2..<max(2, sentences.count)).contains($0) })
    }
  }
}
