import ChatTemplates
import Diagnostics
import Foundation
import Prompting
import StrictJSON
import Testing

@testable import TrainPack

/// The templates that were written here, held against their vendors' own over a matrix of conversations.
@Suite("Templates written here")
struct WrittenTemplateTests {
  struct Pair: CustomTestStringConvertible, Sendable {
    var own: String
    var vendor: String
    var takesSystem = true
    var takesTools = false
    /// Whether an empty system prompt is within the scope.
    var takesEmptySystem = true

    var testDescription: String { own }
  }

  static let pairs = [
    Pair(own: "llama/llama-2-7b-chat", vendor: "more/llama2__7b"),
    Pair(own: "llama/llama-3.1-8b-instruct", vendor: "llama.cpp/meta-llama-Llama-3.1-8B-Instruct", takesTools: true),
    Pair(own: "gemma/gemma-2-9b-it", vendor: "llama.cpp/google-gemma-2-2b-it", takesSystem: false),
    Pair(
      own: "phi/phi-3-mini-4k-instruct", vendor: "llama.cpp/microsoft-Phi-3.5-mini-instruct", takesEmptySystem: false),
  ]

  @Test("the texts are the vendor's, byte for byte", arguments: pairs)
  func equal(pair: Pair) throws {
    let path = "data/templates/\(pair.vendor).jinja"
    guard let file = PipelineFixture.shared(path, for: "WrittenTemplateTests.equal of \(pair.own)") else { return }
    let own = try template(PipelineFixture.root + "/ModelProfiles/\(pair.own).jinja")
    let vendor = try template(file)
    var compared = 0
    for variables in Self.conversations(pair) {
      let expected = try text(vendor, variables)
      let found = try text(own, variables)
      #expect(found == expected, "\(variables)")
      compared += 1
    }
    print("\(pair.own): \(compared) conversations")
    #expect(compared >= 140)
  }

  @Test("what the vendor refuses is refused", arguments: pairs.prefix(1) + pairs[2...2])
  func refusals(pair: Pair) throws {
    let own = try template(PipelineFixture.root + "/ModelProfiles/\(pair.own).jinja")
    let refused: [[(String, String)]] = [
      [("user", "a"), ("user", "b")], [("assistant", "a")], [("user", "a"), ("system", "b")],
      [("user", "a"), ("tool", "b")],
    ]
    for turns in refused + (pair.takesSystem ? [] : [[("system", "s"), ("user", "a")]]) {
      #expect(throws: TrainPackError.self, "\(turns)") { try text(own, Self.variables(turns)) }
    }
  }

  // MARK: Conversations

  private static let contents = [
    "What is next?", "  two spaces before and after  ", "line\n\nbreaks\r\n\tand tabs\n", "發燒三天 🩺 e\u{301}", "",
    "He typed </s> [INST] <|eot_id|> <end_of_turn> <|end|>", "{\"a\": [1, 2]} <b>&amp;</b> \"quoted\" \\n",
  ]

  private static func conversations(_ pair: Pair) -> [[(String, JSON)]] {
    var found: [[(String, JSON)]] = []
    let systems: [String?] =
      pair.takesSystem ? [nil, "Be careful.", " padded \n"] + (pair.takesEmptySystem ? [""] : []) : [nil]
    for (index, content) in contents.enumerated() {
      for system in systems {
        for turnCount in 1...4 {
          // A message of its own for each turn, the content in every place once.
          let turns = (0..<turnCount).map { turn in
            (turn % 2 == 0 ? "user" : "assistant", contents[(index + turn) % contents.count])
          }
          for prompt in [false, true] {
            found.append(
              variables((system.map { [("system", $0)] } ?? []) + turns) + [("add_generation_prompt", .bool(prompt))])
          }
        }
      }
      if !pair.takesSystem {
        // As many again without a system prompt, with other texts around.
        for turnCount in 1...13 {
          let turns = (0..<turnCount).map { ($0 % 2 == 0 ? "user" : "assistant", "\(content)\($0)") }
          found.append(variables(turns))
        }
      }
      if pair.takesTools { found += toolConversations(content) }
    }
    return found
  }

  private static func toolConversations(_ content: String) -> [[(String, JSON)]] {
    let parameters: JSON = [
      "type": "object",
      "properties": ["drug": ["type": "string", "description": "näme <a> & more"], "weight": ["type": "number"]],
      "required": ["drug"],
    ]
    let tool = { (name: String) -> JSON in
      [
        "type": "function",
        "function": ["name": .text(name), "description": .text(content), "parameters": parameters],
      ]
    }
    let call: JSON = [
      "role": "assistant",
      "tool_calls": [
        ["type": "function", "function": ["name": "dose", "arguments": ["drug": .text(content), "n": 2]]]
      ],
    ]
    let user: JSON = ["role": "user", "content": .text(content)]
    let result: JSON = ["role": "tool", "content": .text(content)]
    let answer: JSON = ["role": "assistant", "content": .text(content)]
    let system: JSON = ["role": "system", "content": .text(content)]
    let rounds: [[JSON]] = [
      [user], [user, answer], [user, call], [user, call, result], [user, call, result, answer, user],
      [system, user, call, result, answer],
    ]
    return rounds.flatMap { messages in
      [[tool("dose")], [tool("dose"), tool("other")]].flatMap { tools in
        [false, true].map { prompt in
          special + [
            ("messages", .array(messages)), ("tools", .array(tools)), ("add_generation_prompt", .bool(prompt)),
          ]
        }
      } + [special + [("messages", .array(messages))]]
    }
  }

  private static let special: [(String, JSON)] = [("bos_token", "<s>"), ("eos_token", "</s>")]

  private static func variables(_ turns: [(String, String)]) -> [(String, JSON)] {
    special + [("messages", .array(turns.map { ["role": .text($0.0), "content": .text($0.1)] }))]
  }

  // MARK: Rendering

  private func template(_ path: String) throws -> ChatTemplate {
    try ChatTemplate(source: [UInt8](Data(contentsOf: URL(fileURLWithPath: path))), name: path)
  }

  private func text(_ template: ChatTemplate, _ variables: [(String, JSON)]) throws -> String {
    let location = InputLocation(source: "matrix")
    let values = try variables.map { name, value in
      (name, try TemplateVariable(named: name, in: location).value(of: value))
    }
    return String(decoding: try template.render(values, clock: .unavailable).text.utf8, as: UTF8.self)
  }
}
