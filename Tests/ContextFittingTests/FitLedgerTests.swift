import Diagnostics
import Prompting
import Testing

@testable import ContextFitting

@Suite struct FitLedgerTests {
  private let location = InputLocation(source: "fit-ledger.jsonl", line: 1)

  private let trimmed = FitLedgerEntry(
    recordID: "r-1", source: "toy.jsonl", line: 3,
    action: .trimmed(
      tokensAfter: 510, lossTokensAfter: 12,
      .init(
        sentences: 1..<2, pieces: [.init(field: "/question", range: 7..<16, utf8: Array("Mid é\n\".".utf8))])),
    reason: "4 tokens over the budget", tokensBefore: 516, budget: 512, lossTokensBefore: 12)

  private let dropped = FitLedgerEntry(
    recordID: "r-2", source: "-", line: nil, action: .dropped, reason: "1 token over the budget", tokensBefore: 513,
    budget: 512, lossTokensBefore: 0)

  @Test("a line has its keys in a fixed order, and null for what a dropped record does not have")
  func lines() {
    #expect(
      String(decoding: trimmed.json, as: UTF8.self) == #"""
        {"record_id":"r-1","source":"toy.jsonl","line":3,"action":"trimmed","reason":"4 tokens over the budget",\#
        "tokens_before":516,"tokens_after":510,"budget":512,"loss_tokens_before":12,"loss_tokens_after":12,\#
        "cut":{"sentences":[1,2],"pieces":[{"field":"/question","start":7,"end":16,"text":"Mid é\n\"."}]}}
        """#)
    #expect(
      String(decoding: dropped.json, as: UTF8.self) == #"""
        {"record_id":"r-2","source":"-","line":null,"action":"dropped","reason":"1 token over the budget",\#
        "tokens_before":513,"tokens_after":null,"budget":512,"loss_tokens_before":0,"loss_tokens_after":null,"cut":null}
        """#)
  }

  @Test("what is written is read back equal")
  func roundTrip() throws {
    for entry in [trimmed, dropped] { #expect(try FitLedgerEntry(parsing: entry.json, at: location) == entry) }
  }

  @Test("the ledger repeats every cut from the text of the record's field")
  func replay() throws {
    var replayedCount = 0
    for seed in UInt64(1)...80 {
      var generator = SeededGenerator(seed: seed)
      let conversation = Toy.conversation(sentences: Toy.sentences(7, longest: 9, using: &generator))
      let field = Array("before ".utf8) + conversation.messages[1].parts[1].utf8 + Array("Which is it?".utf8)
      let example = Toy.example(conversation, noise: 4)
      let budget = try ContextBudget(contextLength: example.count - Int.random(in: 1...40, using: &generator))
      let decision = try ContextFitter(budget: budget, policy: .trim).fit(conversation, example: example) {
        Toy.example($0, noise: 4)
      }
      let entry = try #require(
        FitLedgerEntry(decision, conversation: conversation, example: example, budget: budget), "seed \(seed)")
      let replayed = try FitLedger.replay(entry.json, field: "/question", text: field)
      guard case .trimmed(let result, let after, let cut) = decision else {
        #expect(replayed == nil && entry.action == .dropped, "seed \(seed)")
        continue
      }
      replayedCount += 1
      let vignette = result.messages[1].parts[1].utf8 + result.messages[1].parts[2].utf8
      #expect(replayed == Array("before ".utf8) + vignette + Array("Which is it?".utf8), "seed \(seed)")
      #expect(
        entry.action
          == .trimmed(
            tokensAfter: after.count, lossTokensAfter: after.lossTokenCount,
            .init(
              sentences: cut.sentences,
              pieces: cut.pieces.map { .init(field: "/question", range: $0.fieldRange, utf8: $0.utf8) })),
        "seed \(seed)")
      #expect(entry.line == 3 && entry.recordID == "r-1" && entry.tokensBefore == example.count)
    }
    #expect(replayedCount > 40)
  }

  @Test("a field that holds something else at the place of a cut is refused")
  func mismatch() throws {
    for text in ["", "0123456Mid é\n\"", "0123456Mid e\n\". and more"] {
      let error = #expect(throws: TrainPackError.self) {
        try FitLedger.replay(trimmed.json, field: "/question", text: Array(text.utf8))
      }
      #expect(error?.code.id == "fit.ledger-mismatch")
    }
    let field = Array("0123456Mid é\n\".!".utf8)
    #expect(try FitLedger.replay(trimmed.json, field: "/question", text: field) == Array("0123456!".utf8))
    #expect(try FitLedger.replay(trimmed.json, field: "/other", text: field) == field)
  }

  @Test("a kept record has no line")
  func kept() throws {
    let conversation = Toy.conversation(sentences: [])
    let example = Toy.example(conversation, noise: 0)
    let budget = try ContextBudget(contextLength: example.count)
    #expect(FitLedgerEntry(.kept, conversation: conversation, example: example, budget: budget) == nil)
  }

  @Test("a search beyond the limit is told in the reason")
  func nearest() {
    #expect(
      FitReason.trimmed(excess: 3, search: .nearest(measured: 10, possible: 66))
        == "3 tokens over the budget; the best of 10 of 66 cuts measured (--maximum-cuts-measured raises the limit)")
  }

  @Test(
    "a line that was changed is refused",
    arguments: [
      (#""trimmed""#, #""kept""#), (#""trimmed""#, #""dropped""#), (#""line":3"#, #""line":-3"#),
      (#""line":3"#, #""line":"3""#), (#""line":3"#, #""line":3.0"#), (#""line":3,"#, ""),
      (#""line":3,"#, #""line": 3,"#),
      (#""tokens_before":516"#, #""tokens_before":512"#), (#""tokens_after":510"#, #""tokens_after":513"#),
      (#""tokens_after":510"#, #""tokens_after":null"#), (#""start":7"#, #""start":8"#), (#""end":16"#, #""end":7"#),
      (#""end":16"#, #""end":9223372036854775807"#), ("[1,2]", "[0,2]"), ("[1,2]", "[2,2]"), ("[1,2]", "[1,2,3]"),
      ("[1,2]", "[]"), ("[1,2]", "7"), (#""field":"/question","#, ""), (#""source":"toy.jsonl","#, #""line":3,"#),
      ("é", #"\u00e9"#), ("}]}}", "}]}"), (#""cut":{"#, #""cut":[{"#), (#""pieces":[{"#, #""pieces":{"#),
      (#""record_id""#, #""id""#),
    ])
  func changed(text: String, replacement: String) throws {
    let line = String(decoding: trimmed.json, as: UTF8.self)
    let changed = line.replacing(text, with: replacement)
    #expect(changed != line)
    let error = #expect(throws: TrainPackError.self) {
      try FitLedgerEntry(parsing: Array(changed.utf8), at: location)
    }
    #expect(error?.location?.source == "fit-ledger.jsonl")
  }

  @Test("a line that is no object, or that ends early anywhere, is refused")
  func truncated() {
    for text in ["", "null", "[]", "7", "{}"] {
      #expect(throws: TrainPackError.self) { try FitLedgerEntry(parsing: Array(text.utf8), at: location) }
    }
    for count in 0..<trimmed.json.count {
      #expect(throws: TrainPackError.self) {
        try FitLedgerEntry(parsing: Array(trimmed.json.prefix(count)), at: location)
      }
    }
  }
}
