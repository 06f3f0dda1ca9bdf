import Diagnostics
import Prompting
import TestSupport
import Testing

@testable import ContextFitting

@Suite("Leaving out the oldest turns") struct EarlierTurnsTests {
  /// A conversation of roles, each message an element of its own with `length` words.
  private func conversation(_ roles: [Role], lengths: [Int]? = nil) -> Conversation {
    Conversation(
      messages: roles.enumerated().map { index, role in
        let words = String(repeating: "w\(index) ", count: lengths?[index] ?? 3)
        let purpose: MessagePart.Purpose = role == .system ? .systemPrompt : role == .assistant ? .answer : .text
        var message = Message(
          role: role, parts: [MessagePart(Array(words.utf8), purpose: purpose, field: "/messages/\(index)/content")])
        message.element = "/messages/\(index)"
        return message
      }, recordID: "r", location: InputLocation(source: "t.jsonl", line: 1))
  }

  private func fit(_ conversation: Conversation, to tokens: Int) throws -> FitDecision {
    try ContextFitter(budget: ContextBudget(contextLength: tokens), policy: .turns).fit(
      conversation, example: Toy.example(conversation, noise: 0)
    ) { Toy.example($0, noise: 0) }
  }

  @Test("an exchange begins where the user speaks after somebody else; the last, and the system prompt, stay")
  func exchanges() {
    let cases: [([Role], [Range<Int>])] = [
      ([.user, .assistant], []), ([.system, .user, .assistant], []), ([.assistant], []), ([.user], []), ([], []),
      ([.user, .assistant, .user, .assistant], [0..<2]),
      ([.system, .user, .assistant, .user, .assistant, .user, .assistant], [1..<3, 3..<5]),
      ([.assistant, .user, .assistant], [0..<1]),
      ([.user, .assistant, .tool, .assistant, .user, .user, .assistant], [0..<4]),
      ([.user, .user, .assistant, .user, .assistant, .user], [0..<3]),
      ([.system, .developer, .user, .assistant, .user, .assistant], [2..<4]),
    ]
    for (roles, ranges) in cases {
      #expect(EarlierTurns(of: conversation(roles)).exchanges == ranges, "\(roles)")
    }
  }

  @Test("as few exchanges go as will do, by trying every number; nothing else changes")
  func exhaustive() throws {
    var shortenedCount = 0
    for seed in UInt64(1)...300 {
      var generator = SeededGenerator(seed: seed)
      var roles: [Role] = Bool.random(using: &generator) ? [.system] : []
      for _ in 0..<Int.random(in: 1...9, using: &generator) {
        roles += Array(repeating: .user, count: Int.random(in: 1...2, using: &generator)) + [.assistant]
        if Bool.random(using: &generator) { roles += [.tool, .assistant] }
      }
      let lengths = roles.map { _ in Int.random(in: 1...20, using: &generator) }
      let conversation = conversation(roles, lengths: lengths)
      let total = Toy.count(conversation, noise: 0)
      let budget = Int.random(in: max(1, total / 5)...total, using: &generator)
      let exchanges = EarlierTurns(of: conversation).exchanges
      // Every number of exchanges, cut out of the messages here.
      let fewest = (0...exchanges.count).first { count in
        var shortened = conversation
        if count > 0 { shortened.messages.removeSubrange(exchanges[0].lowerBound..<exchanges[count - 1].upperBound) }
        return Toy.count(shortened, noise: 0) <= budget
      }
      switch try fit(conversation, to: budget) {
      case .kept: #expect(fewest == 0)
      case .dropped(let reason):
        #expect(fewest == nil && total > budget, "seed \(seed)")
        #expect(reason.kind == (exchanges.isEmpty ? .noEarlierTurns : .lastExchangeTooLong(earlier: exchanges.count)))
      case .shortened(let result):
        shortenedCount += 1
        let count = try #require(fewest, "seed \(seed)")
        let removed = exchanges[0].lowerBound..<exchanges[count - 1].upperBound
        var expected = conversation
        expected.messages.removeSubrange(removed)
        #expect(result.conversation == expected, "seed \(seed)")
        #expect(result.cut.turns.map(\.message) == Array(removed), "seed \(seed)")
        #expect(result.cut.turns.map(\.element) == removed.map { "/messages/\($0)" }, "seed \(seed)")
        #expect(result.cut.pieces.isEmpty && result.cut.sentences == nil)
      case .split: Issue.record("seed \(seed): divided")
      }
    }
    #expect(shortenedCount > 100)
  }

  @Test("turns that are no elements of a list of the record cannot be left out, nor those after them")
  func withoutElements() throws {
    var conversation = conversation([.user, .assistant, .user, .assistant, .user, .assistant])
    conversation.messages[2].element = nil
    #expect(EarlierTurns(of: conversation).exchanges == [0..<2])
    conversation.messages[1].element = nil
    #expect(EarlierTurns(of: conversation).exchanges.isEmpty)
    #expect(
      try fit(conversation, to: 2)
        == .dropped(FitReason(.noEarlierTurns, excess: Toy.count(conversation, noise: 0) - 2)))
  }

  @Test("what a turn calls is told by name")
  func calls() {
    var conversation = conversation([.user, .assistant, .tool, .assistant, .user, .assistant])
    conversation.messages[1].parts = []
    conversation.messages[1].toolCalls = [
      ToolCall(name: Array("look".utf8), arguments: Array("{}".utf8)),
      ToolCall(name: Array("ask".utf8), arguments: Array("{}".utf8)),
    ]
    let turns = EarlierTurns(of: conversation).turns(1)
    #expect(turns.map(\.toolCalls) == [[], [Array("look".utf8), Array("ask".utf8)], [], []])
    #expect(turns[1].utf8.isEmpty)
  }

  @Test(
    "a system prompt in the middle stays, and one that was put into a user's message goes into the next that is left")
  func systemPrompts() {
    let middle = conversation([.user, .assistant, .system, .user, .assistant, .user, .assistant])
    let turns = EarlierTurns(of: middle)
    #expect(turns.exchanges == [0..<3, 3..<5])
    #expect(turns.conversation(without: 2).messages.map(\.role) == [.system, .user, .assistant])
    #expect(turns.turns(1).map(\.message) == [0, 1])

    var folded = conversation([.user, .assistant, .user, .assistant])
    let prompt = [MessagePart(Array("Be brief.".utf8), purpose: .systemPrompt), MessagePart(layout: "\n\n")]
    folded.messages[0].parts.insert(contentsOf: prompt, at: 0)
    let shortened = EarlierTurns(of: folded).conversation(without: 1)
    #expect(shortened.messages[0].parts == prompt + folded.messages[2].parts)
  }

  @Test("of a preference pair only the prompt loses turns")
  func preference() {
    var pair = conversation([.user, .assistant, .user, .assistant, .user, .assistant])
    pair.preference = Conversation.Preference(promptCount: 3, rejected: [pair.messages[3]])
    let turns = EarlierTurns(of: pair)
    #expect(turns.exchanges == [0..<2])
    let shortened = turns.conversation(without: 1)
    #expect(shortened.preference?.promptCount == 1 && shortened.messages == Array(pair.messages[2...]))
  }
}
