import StrictJSON

@testable import Records

/// A good record of a format, and the broken ones that can be made of it.
struct FormatSample: Sendable, CustomStringConvertible {
  let name: String
  let good: JSON
  /// The fields that a record must have, each with a value of the wrong type.
  let required: [(field: String, wrong: JSON)]
  /// Turns that do not follow one another: the changed field, and what is said of it.
  var unbalanced: (field: String, value: JSON, code: String)?
  /// An answer that is no option: the changed field, and what is said of it.
  var notAnOption: (field: String, value: JSON, code: String)?

  var description: String { name }

  /// The good record with one field changed, or taken out.
  func changed(_ field: String, _ value: JSON?) -> JSON {
    guard case .object(var members) = good else { return good }
    members.removeAll { $0.key.elementsEqual(field.utf8) }
    if let value { members.append(JSON.Member(field, value)) }
    return .object(members)
  }

  private static let seven = JSON.integer(7)

  private static func record(_ members: [JSON.Member]) -> JSON { .object([JSON.Member("id", .text("r"))] + members) }

  private static func turns(_ role: String, _ content: String, _ turns: [(String, String)]) -> JSON {
    .array(turns.map { .object([JSON.Member(role, .text($0.0)), JSON.Member(content, .text($0.1))]) })
  }

  private static let twoUsers = turns("role", "content", [("user", "q"), ("user", "q"), ("assistant", "a")])
  private static let halfAPair = JSON.array([.array([.text("only a question")])])

  static let all: [FormatSample] = [
    FormatSample(
      name: "messages",
      good: record([.init("messages", turns("role", "content", [("user", "q"), ("assistant", "a")]))]),
      required: [("messages", seven)], unbalanced: ("messages", twoUsers, "records.unbalanced-turns")),
    FormatSample(
      name: "sharegpt",
      good: record([.init("conversations", turns("from", "value", [("human", "q"), ("gpt", "a")]))]),
      required: [("conversations", seven)],
      unbalanced: (
        "conversations", turns("from", "value", [("human", "q"), ("human", "q"), ("gpt", "a")]),
        "records.unbalanced-turns"
      )),
    FormatSample(
      name: "alpaca", good: record([.init("instruction", .text("q")), .init("output", .text("a"))]),
      required: [("instruction", seven), ("output", seven)], unbalanced: ("history", halfAPair, "records.wrong-type")),
    FormatSample(
      name: "prompt-completion", good: record([.init("prompt", .text("q")), .init("completion", .text("a"))]),
      required: [("prompt", seven), ("completion", seven)],
      unbalanced: ("prompt", turns("role", "content", [("user", "q"), ("user", "q")]), "records.unbalanced-turns")),
    FormatSample(
      name: "query-response", good: record([.init("query", .text("q")), .init("response", .text("a"))]),
      required: [("query", seven), ("response", seven)], unbalanced: ("history", halfAPair, "records.wrong-type")),
    FormatSample(
      name: "preference",
      good: record([.init("prompt", .text("q")), .init("chosen", .text("a")), .init("rejected", .text("b"))]),
      required: [("prompt", seven), ("chosen", seven), ("rejected", seven)],
      unbalanced: ("prompt", turns("role", "content", [("user", "q"), ("user", "q")]), "records.unbalanced-turns")),
    FormatSample(
      name: "medqa",
      good: record([
        .init("question", .text("It is old. Which?")),
        .init("options", .object([.init("A", .text("x")), .init("B", .text("y"))])), .init("answer", .text("y")),
        .init("answer_idx", .text("B")),
      ]), required: [("question", seven), ("options", seven), ("answer", seven), ("answer_idx", seven)],
      notAnOption: ("answer_idx", .text("E"), "medqa.answer-not-an-option")),
    FormatSample(
      name: "medmcqa",
      good: record([
        .init("question", .text("It is old. Which?")), .init("opa", .text("w")), .init("opb", .text("x")),
        .init("opc", .text("y")), .init("opd", .text("z")), .init("cop", .integer(0)),
      ]),
      required: [
        ("question", seven), ("opa", seven), ("opb", seven), ("opc", seven), ("opd", seven), ("cop", .array([])),
      ], notAnOption: ("cop", .integer(5), "records.answer-not-an-option")),
    FormatSample(
      name: "pubmedqa",
      good: record([
        .init("QUESTION", .text("Is it?")), .init("CONTEXTS", .array([.text("It may be.")])),
        .init("final_decision", .text("yes")),
      ]), required: [("QUESTION", seven), ("CONTEXTS", seven), ("final_decision", seven)],
      notAnOption: ("final_decision", .text("perhaps"), "records.answer-not-an-option")),
    FormatSample(
      name: "dialogue-note", good: record([.init("dialogue", .text("D: hi.")), .init("note", .text("n"))]),
      required: [("dialogue", seven), ("note", seven)]),
    FormatSample(name: "text", good: record([.init("text", .text("t"))]), required: [("text", seven)]),
  ]
}

extension FormatSample {
  /// The fields that hold a list or an object.
  var structures: [(field: String, value: JSON)] {
    required.compactMap { field, _ in
      guard case .object(let members) = good,
        let value = members.first(where: { $0.key.elementsEqual(field.utf8) })?.value
      else { return nil }
      switch value {
      case .array, .object: return (field, value)
      default: return nil
      }
    }
  }
}
