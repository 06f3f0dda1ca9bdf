import Diagnostics
import Prompting
import TestSupport
import Testing

@testable import ContextFitting

@Suite("Which texts are shortened, and in what order") struct TrimOrderTests {
  private func sentences(_ name: String, _ count: Int) -> [UInt8] {
    Array((0..<count).map { "\(name) sentence \($0). " }.joined().utf8)
  }

  /// A system prompt, a tool's result, two contexts and an instruction, and an answer.
  private var conversation: Conversation {
    Conversation(
      messages: [
        Message(role: .system, parts: [MessagePart(sentences("System", 4), purpose: .systemPrompt, field: "/system")]),
        Message(role: .tool, parts: [MessagePart(sentences("Tool", 6), purpose: .text, field: "/messages/1/content")]),
        Message(
          role: .user,
          parts: [
            MessagePart(sentences("Context", 5), purpose: .vignette, field: "/contexts/0"), MessagePart(layout: "\n"),
            MessagePart(sentences("More", 4), purpose: .vignette, field: "/contexts/1"), MessagePart(layout: "\n\n"),
            MessagePart(sentences("Instruction", 5), purpose: .text, field: "/instruction"),
          ]),
        Message(role: .assistant, parts: [MessagePart(Array("Yes.".utf8), purpose: .answer, field: "/output")]),
      ], recordID: "r", location: InputLocation(source: "t.jsonl", line: 1))
  }

  private func order(_ first: [String], keep: [String] = []) throws -> TrimOrder {
    try TrimOrder(first: first.map { try TrimOrder.Step($0) }, kept: keep.map { try FieldSelector($0) })
  }

  private func fields(_ order: TrimOrder) throws -> [[String]] {
    try order.levels(of: conversation).map { level in
      level.places.map { conversation.messages[$0.message].parts[$0.part].field }
    }
  }

  @Test("without a word it is the vignette; what is named goes first, what is kept not at all")
  func levels() throws {
    #expect(try fields(TrimOrder()) == [["/contexts/0", "/contexts/1"]])
    #expect(try fields(order(["instruction"])) == [["/instruction"], ["/contexts/0", "/contexts/1"]])
    #expect(try fields(order(["contexts"])) == [["/contexts/0", "/contexts/1"]])
    #expect(
      try fields(order(["/contexts/1", "role:tool"])) == [["/contexts/1"], ["/messages/1/content"], ["/contexts/0"]])
    #expect(try fields(order([], keep: ["/contexts/0"])) == [["/contexts/1"]])
    #expect(try fields(order(["instruction"], keep: ["contexts"])) == [["/instruction"]])
    #expect(try fields(order(["role:system", "context"])) == [["/system"], ["/contexts/0", "/contexts/1"]])
    #expect(try fields(order(["role:user"], keep: ["/contexts/1"])) == [["/contexts/0", "/instruction"]])
  }

  @Test("what the assistant says, a field named twice, and what names nothing, are refused")
  func refused() throws {
    #expect(throws: TrainPackError.self) { try order(["output"]).levels(of: conversation) }
    for names in [
      ["role:assistant"], ["role:doctor"], [""], ["/"], ["/a~2"], ["a", "a"], ["a=3", "a=4"], ["a", "/a"], ["a="],
      ["a=-1"], ["a=99999999999999999999"], ["a=+"],
    ] {
      let error = #expect(throws: TrainPackError.self, "\(names)") { try order(names) }
      #expect(error?.code.id == "fit.field")
    }
    #expect(throws: TrainPackError.self) { try order(["a"], keep: ["/a"]) }
    var given = conversation
    given.messages[0].parts[0].field = ""
    #expect(throws: TrainPackError.self) { try order(["role:system"]).levels(of: given) }
  }

  @Test("options and the stem after its vignette stay, though their field is named")
  func questions() throws {
    let toy = Toy.conversation(sentences: ["One. ", "Two. ", "Three. "])
    let levels = try order(["question"]).levels(of: toy)
    #expect(levels.map(\.places) == [[Conversation.PartPlace(message: 1, part: 1)]])
    #expect(throws: TrainPackError.self) { try order(["options"]).levels(of: toy) }
  }

  @Test("what the assistant quotes of a vignette stays, and a text that stands twice is not shortened in one place")
  func quoted() throws {
    var toy = Toy.conversation(sentences: ["One. ", "Two. ", "Three. "])
    let vignette = toy.messages[1].parts[1]
    toy.messages[1].parts.remove(at: 1)
    toy.messages[2].parts.insert(vignette, at: 0)
    #expect(try TrimOrder().levels(of: toy).isEmpty)
    toy.messages[1].parts.append(vignette)
    let error = #expect(throws: TrainPackError.self) { try TrimOrder().levels(of: toy) }
    #expect(error?.code == .fitField && error?.message.contains("twice") == true)
    #expect(try order([], keep: ["question"]).levels(of: toy).isEmpty)
  }

  @Test("of several messages each keeps its first and last sentence, the oldest give first; they are not divided")
  func messages() throws {
    func message(_ role: Role, _ name: String, _ count: Int, _ place: Int) -> Message {
      Message(
        role: role, parts: [MessagePart(sentences(name, count), purpose: .text, field: "/messages/\(place)/content")])
    }
    let chat = Conversation(
      messages: [
        message(.user, "First", 4, 0), message(.assistant, "One", 1, 1), message(.user, "Second", 5, 2),
        message(.assistant, "Two", 1, 3), message(.user, "Third", 2, 4), message(.assistant, "Three", 1, 5),
      ], recordID: "r", location: InputLocation(source: "t.jsonl", line: 1))
    let total = Toy.count(chat, noise: 0)
    for excess in 1...(total - 1) {
      let fitter = ContextFitter(
        budget: try ContextBudget(contextLength: total - excess),
        policy: FitPolicy(.trim, order: try order(["role:user"])))
      let decision = try fitter.fit(chat, example: Toy.example(chat, noise: 0)) { Toy.example($0, noise: 0) }
      guard let kept = decision.shortened.first?.conversation else { continue }
      for (before, after) in zip(chat.messages, kept.messages) {
        let (old, new) = (before.parts.flatMap(\.utf8), after.parts.flatMap(\.utf8))
        let (first, last) = (SentenceSplitter.ranges(in: old).first!, SentenceSplitter.ranges(in: old).last!)
        #expect(new.starts(with: old[first]) && new.reversed().starts(with: old[last].reversed()), "\(excess)")
      }
      if kept.messages[2].parts.count > 1 { #expect(kept.messages[0].parts.count > 1, "\(excess)") }
    }
    let split = ContextFitter(
      budget: try ContextBudget(contextLength: total - 1), policy: FitPolicy(.split, order: try order(["role:user"])))
    #expect(throws: TrainPackError.self) {
      try split.fit(chat, example: Toy.example(chat, noise: 0)) { Toy.example($0, noise: 0) }
    }
  }

  @Test("a step is written as it is read")
  func steps() throws {
    for text in ["context", "/contexts/0", "role:tool", "context=5", "a=b", "a=b=12"] {
      #expect(try TrimOrder.Step(text).text == text)
    }
    #expect(try TrimOrder.Step("context=1").minimumSentenceCount == 2)
    #expect(try TrimOrder.Step("a=b").field.text == "a=b")
  }

  @Test("a text gives all that it may before the next is touched, and keeps the sentences that it has to")
  func priorities() throws {
    let total = Toy.count(conversation, noise: 0)
    func removed(_ excess: Int, _ names: [String]) throws -> [String: Int] {
      let fitter = ContextFitter(
        budget: try ContextBudget(contextLength: total - excess), policy: FitPolicy(.trim, order: try order(names)))
      let decision = try fitter.fit(conversation, example: Toy.example(conversation, noise: 0)) {
        Toy.example($0, noise: 0)
      }
      guard let cut = decision.shortened.first?.cut else { return [:] }
      return cut.pieces.reduce(into: [:]) { counts, piece in
        counts[piece.field, default: 0] +=
          SentenceSplitter.ranges(in: Array(Toy.removed(piece, from: conversation))).count
      }
    }
    #expect(try removed(1, ["role:tool"]) == ["/messages/1/content": 1])
    #expect(try removed(16, ["role:tool"]) == ["/messages/1/content": 4])
    #expect(try removed(20, ["role:tool"]) == ["/messages/1/content": 4, "/contexts/1": 1])
    #expect(try removed(10, ["role:tool=4"]) == ["/messages/1/content": 2, "/contexts/1": 1])
    #expect(try removed(20, ["role:tool=99"]) == ["/contexts/0": 4])
    #expect(try removed(total - 9, ["role:tool"]) == [:])
  }

  @Test("with a floor the best run of so many sentences is found, by trying all of them")
  func floors() throws {
    for seed in UInt64(1)...200 {
      var generator = SeededGenerator(seed: seed)
      let texts = Toy.sentences(Int.random(in: 3...11, using: &generator), longest: 9, using: &generator)
      let toy = Toy.conversation(sentences: texts)
      let noise = UInt64.random(in: 0...20, using: &generator)
      let minimum = Int.random(in: 2...texts.count, using: &generator)
      let example = Toy.example(toy, noise: noise)
      let budget = max(1, example.count - Int.random(in: 1...40, using: &generator))
      var best: (tokens: Int, kept: [UInt8])?
      for start in 1..<texts.count - 1 {
        for end in start + 1..<texts.count where texts.count - (end - start) >= minimum {
          let shortened = Toy.conversation(sentences: Array(texts[..<start] + texts[end...]))
          let tokens = Toy.count(shortened, noise: noise)
          if tokens <= budget, tokens > best?.tokens ?? 0 { best = (tokens, Toy.text(shortened)) }
        }
      }
      let policy = FitPolicy(
        .trim, order: try TrimOrder(first: [.init(FieldSelector("question"), minimumSentenceCount: minimum)], kept: []))
      let decision = try ContextFitter(budget: ContextBudget(contextLength: budget), policy: policy).fit(
        toy, example: example
      ) { Toy.example($0, noise: noise) }
      #expect(decision.shortened.first.map { Toy.text($0.conversation) } == best?.kept, "seed \(seed)")
    }
  }

  @Test(
    "a name that no record has is told, whichever records have the others; more names than there are bits are refused")
  func unmetNames() throws {
    let order = try order(["input", "contexts", "role:tool"], keep: ["/contexts/1", "/other"])
    let met = order.namesMet(in: conversation)
    #expect(met == NamesMet(rawValue: 0b01110))
    #expect(order.unmetNames(met)?.message == "no record has a text that input or /other names")
    #expect(order.unmetNames(met.union(NamesMet(rawValue: 0b10001))) == nil && TrimOrder().unmetNames([]) == nil)
    let many = (0...TrimOrder.maximumNameCount).map { "field\($0)" }
    #expect(throws: TrainPackError.self) { try self.order(many) }
    let most = try self.order(Array(many.dropLast()))
    #expect(
      most.unmetNames(NamesMet(rawValue: .max)) == nil
        && most.unmetNames(NamesMet(rawValue: .max >> 1))?.count == 1)
  }
}
