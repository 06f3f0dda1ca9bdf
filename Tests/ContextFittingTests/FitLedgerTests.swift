import Diagnostics
import Prompting
import TestSupport
import Testing

@testable import ContextFitting

@Suite struct FitLedgerTests {
  private static let sum = String(repeating: "0af9", count: 16)
  private let location = InputLocation(source: "fit-ledger.jsonl", line: 1)

  private let trimmed = FitLedgerEntry(
    recordID: "r-1", source: "toy.jsonl", line: 3, recordSum: Self.sum, policy: .trim, action: .trimmed,
    reason: "4 tokens over the budget", tokensBefore: 516, lossTokensBefore: 12, budget: 512,
    examples: [
      .init(
        tokenCount: 510, lossTokenCount: 12, sentences: .init(removed: 1, total: 3),
        removed: [
          .init(field: "/question", range: 7..<16, utf8: Array("Mid é\n\".".utf8), replacement: Array("[…]".utf8))
        ])
    ])

  private let split = FitLedgerEntry(
    recordID: "r-4", source: "toy.jsonl", line: 9, recordSum: Self.sum, policy: .split, action: .split,
    reason: "9 tokens over the budget",
    tokensBefore: 521, lossTokensBefore: 3, budget: 512,
    examples: [
      .init(
        tokenCount: 300, lossTokenCount: 3, sentences: .init(removed: 1, total: 2),
        removed: [.init(field: "/a", range: 0..<1, utf8: nil)]),
      .init(
        tokenCount: 301, lossTokenCount: 3, sentences: .init(removed: 1, total: 2),
        removed: [.init(field: "/a", range: 1..<2, utf8: nil)]),
    ])

  private let turns = FitLedgerEntry(
    recordID: "r-5", source: "toy.jsonl", line: 10, recordSum: Self.sum, policy: .turns, action: .trimmed,
    reason: "9 tokens over the budget", tokensBefore: 521, lossTokensBefore: 30, budget: 512,
    examples: [
      .init(
        tokenCount: 300, lossTokenCount: 3,
        turns: [
          .init(element: "/messages/1", role: .user, utf8: Array("Why?".utf8)),
          .init(element: "/messages/2", role: .assistant, utf8: [], toolCalls: [Array("look".utf8), Array("é".utf8)]),
        ])
    ])

  private let dropped = FitLedgerEntry(
    recordID: "r-2", source: "-", line: nil, recordSum: Self.sum, policy: .drop, action: .dropped,
    reason: "1 token over the budget",
    tokensBefore: 513, lossTokensBefore: 0, budget: 512)

  @Test("a line has its keys in a fixed order")
  func lines() {
    #expect(
      String(decoding: trimmed.json, as: UTF8.self) == #"""
        {"record_id":"r-1","source":"toy.jsonl","line":3,\#
        "record_sha256":"\#(Self.sum)","policy":"trim","action":"trimmed",\#
        "reason":"4 tokens over the budget","tokens_before":516,"loss_tokens_before":12,"budget":512,\#
        "examples":[{"tokens":510,"loss_tokens":12,"sentences":{"removed":1,"of":3},"removed":[{"field":"/question",\#
        "start":7,"end":16,"text":"Mid é\n\".","replacement":"[…]"}],"turns":[]}]}
        """#)
    #expect(
      String(decoding: split.json, as: UTF8.self) == #"""
        {"record_id":"r-4","source":"toy.jsonl","line":9,\#
        "record_sha256":"\#(Self.sum)","policy":"split","action":"split",\#
        "reason":"9 tokens over the budget","tokens_before":521,"loss_tokens_before":3,"budget":512,\#
        "examples":[{"tokens":300,"loss_tokens":3,"sentences":{"removed":1,"of":2},"removed":[{"field":"/a",\#
        "start":0,"end":1,"text":null,"replacement":""}],"turns":[]},\#
        {"tokens":301,"loss_tokens":3,"sentences":{"removed":1,"of":2},"removed":[{"field":"/a",\#
        "start":1,"end":2,"text":null,"replacement":""}],"turns":[]}]}
        """#)
    #expect(
      String(decoding: turns.json, as: UTF8.self) == #"""
        {"record_id":"r-5","source":"toy.jsonl","line":10,\#
        "record_sha256":"\#(Self.sum)","policy":"turns","action":"trimmed",\#
        "reason":"9 tokens over the budget","tokens_before":521,"loss_tokens_before":30,"budget":512,\#
        "examples":[{"tokens":300,"loss_tokens":3,"sentences":null,"removed":[],\#
        "turns":[{"element":"/messages/1","role":"user","text":"Why?","tool_calls":[]},\#
        {"element":"/messages/2","role":"assistant","text":"","tool_calls":["look","é"]}]}]}
        """#)
    #expect(
      String(decoding: dropped.json, as: UTF8.self) == #"""
        {"record_id":"r-2","source":"-","line":null,\#
        "record_sha256":"\#(Self.sum)","policy":"drop","action":"dropped",\#
        "reason":"1 token over the budget","tokens_before":513,"loss_tokens_before":0,"budget":512,"examples":[]}
        """#)
  }

  @Test("what is written is read back equal")
  func roundTrip() throws {
    for entry in [trimmed, split, turns, dropped] {
      #expect(try FitLedgerEntry(parsing: entry.json, at: location) == entry)
    }
  }

  @Test(
    "the ledger repeats every cut from the text of the record's field",
    arguments: [FitPolicy.trim, .split, FitPolicy(.trim, marker: Array("[…]".utf8)), FitPolicy(.split, marker: [0x2E])])
  func replay(policy: FitPolicy) throws {
    var replayedCount = 0
    for seed in UInt64(1)...80 {
      var generator = SeededGenerator(seed: seed)
      let conversation = Toy.conversation(sentences: Toy.sentences(7, longest: 9, using: &generator))
      let field = Array("before ".utf8) + conversation.messages[1].parts[1].utf8 + Array("Which is it?".utf8)
      let example = Toy.example(conversation, noise: 4)
      let budget = try ContextBudget(contextLength: example.count - Int.random(in: 1...40, using: &generator))
      let decision = try ContextFitter(budget: budget, policy: policy).fit(conversation, example: example) {
        Toy.example($0, noise: 4)
      }
      let entry = try #require(
        FitLedgerEntry(
          decision, by: policy, conversation: conversation, example: example, budget: budget, recordSum: Self.sum),
        "seed \(seed)")
      let replayed = try FitLedger.replay(entry.json, field: "/question", text: field)
      let results = decision.shortened
      #expect(entry.examples.count == results.count && replayed.count == results.count, "seed \(seed)")
      #expect(results.isEmpty == (entry.action == .dropped), "seed \(seed)")
      for ((result, text), listed) in zip(zip(results, replayed), entry.examples) {
        replayedCount += 1
        let parts = result.conversation.messages[1].parts
        let vignette = parts.dropFirst().prefix { $0.purpose != .stem }.flatMap(\.utf8)
        #expect(text == Array("before ".utf8) + vignette + Array("Which is it?".utf8), "seed \(seed)")
        #expect(
          (listed.tokenCount, listed.lossTokenCount) == (result.example.count, result.example.lossTokenCount)
            && listed.tokenCount <= budget.tokens, "seed \(seed)")
      }
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
    #expect(try FitLedger.replay(trimmed.json, field: "/question", text: field) == [Array("0123456[…]!".utf8)])
    #expect(try FitLedger.replay(trimmed.json, field: "/other", text: field) == [field])
  }

  @Test("a kept record has no line")
  func kept() throws {
    let conversation = Toy.conversation(sentences: [])
    let example = Toy.example(conversation, noise: 0)
    let budget = try ContextBudget(contextLength: example.count)
    #expect(
      FitLedgerEntry(
        .kept, by: .trim, conversation: conversation, example: example, budget: budget, recordSum: Self.sum) == nil)
  }

  @Test("a search beyond the limit is told in the reason")
  func nearest() {
    #expect(
      FitReason.shortened(excess: 3, search: .nearest(measured: 10, possible: 66))
        == "3 tokens over the budget; the best of 10 of 66 cuts measured (--maximum-cuts-measured raises the limit)")
  }

  @Test(
    "a line that was changed is refused",
    arguments: [
      (#""trimmed""#, #""kept""#), (#""trimmed""#, #""dropped""#), (#""trimmed""#, #""split""#),
      (#""trim""#, #""cut""#), (#""line":3"#, #""line":-3"#),
      (#""line":3"#, #""line":"3""#), (#""line":3"#, #""line":3.0"#), (#""line":3,"#, ""),
      (#""line":3,"#, #""line": 3,"#),
      (#""tokens_before":516"#, #""tokens_before":512"#), (#""tokens":510"#, #""tokens":513"#),
      (#""tokens":510"#, #""tokens":null"#), (#""start":7"#, #""start":8"#), (#""end":16"#, #""end":7"#),
      (#""end":16"#, #""end":9223372036854775807"#), (#""removed":1"#, #""removed":3"#),
      (#""removed":1"#, #""removed":0"#),
      (#"{"removed":1,"of":3}"#, "null"), (#"{"removed":1,"of":3}"#, "[1,3]"),
      (#""text":"Mid é\n\"."#, #""text":null"#), (#""field":"/question","#, ""),
      (#""source":"toy.jsonl","#, #""line":3,"#),
      ("é", #"\u00e9"#), ("}]}", "}]"), (#""examples":[{"#, #""examples":{"#), (#""turns":[]"#, #""turns":[{}]"#),
      (#""turns":[]"#, #""turns":[{"element":"/a","role":"doctor","text":"","tool_calls":[]}]"#),
      (#""turns":[]"#, #""turns":[{"element":"/a","role":"user","text":"","tool_calls":[1]}]"#),
      (#""turns":[]"#, #""turns":[{"element":"/a","role":"user","text":"","tool_calls":"look"}]"#),
      (#""turns":[]"#, #""turns":[{"element":"/a","role":"user","text":""}]"#), (#""record_id""#, #""id""#),
      (#""record_sha256":"0"#, #""record_sha256":""#), (#""record_sha256":"0"#, #""record_sha256":"A"#),
      (#""record_sha256":"0"#, #""record_sha256":"g"#), (#""record_sha256":"\#(Self.sum)""#, #""record_sha256":null"#),
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

  @Test("of a divided record, all of whose text stands in its examples, no text is repeated")
  func dividedText() throws {
    let line = String(decoding: split.json, as: UTF8.self).replacing(#""text":null"#, with: #""text":"x""#)
    #expect(throws: TrainPackError.self) { try FitLedgerEntry(parsing: Array(line.utf8), at: location) }
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
