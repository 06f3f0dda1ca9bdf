import Diagnostics
import ExampleEncoding
import ModelProfiles
import Prompting
import Reports

/// What a chat template does, for `profiles show`.
struct TemplateTraitsReport {
  let account: TemplateAccount
  let profile: ModelProfile

  var section: ReportSection {
    let title = "What the template does, told by small conversations"
    switch account.traits {
    case .success(let traits):
      var blocks: [ReportBlock] = [
        .facts(facts(traits)), .table(Self.history(traits)), .table(Self.contents(traits)),
      ]
      blocks.append(
        .note(
          "Words with \"mark\" in them stand for the texts of the messages. Turns that change when more follow are not what the "
            + "model sees when it answers: make an example of each, where they do not fit one row."))
      if case .failure(let error) = account.loss {
        blocks.append(.note("Which token ends an answer, and whether it is trained, is not known: \(error.message)."))
      }
      return ReportSection(title, blocks)
    case .failure(let error):
      return ReportSection(title, [.note("It does not render a question and its answer: \(error.message).")])
    }
  }

  // MARK: Facts

  private func facts(_ traits: TemplateTraits) -> ReportFacts {
    let loss = try? account.loss.get()
    return ReportFacts(
      "template_traits",
      Self.system(traits) + [
        .init("alternation", "order of roles", .text(traits.alternation.rawValue)),
        .init("first_assistant", "a first turn of the assistant", .text(traits.firstAssistant.rawValue)),
        .init("bos", "the token that begins a text", traits.beginning.map { .text($0.words) } ?? .none),
        .init("turn_end", "after the last answer", .text(Self.text(traits.turnEnd.last))),
        .init("end_token", "  its token", token(loss?.last)),
        .init("end_trained", "  trained", Self.flag(loss?.last?.isTrained)),
        .init("earlier_turn_end", "after an earlier answer", .text(Self.text(traits.turnEnd.earlier))),
        .init("earlier_end_token", "  its token", token(loss?.earlier)),
        .init("earlier_end_trained", "  trained", Self.flag(loss?.earlier?.isTrained)),
        .init("cue", "generation cue is before the last answer", Self.flag(traits.cue.precedesLast)),
        .init("earlier_cue", "  before an earlier answer", Self.flag(traits.cue.precedesEarlier)),
        .init("date", "date of today", .text(traits.date?.place.words ?? "not written")),
        .init("date_line", "  in 2001", traits.date.map { .text(Self.text($0.line)) } ?? .none),
        .init(
          "needs", "renders nothing without",
          .list(
            TemplateTraits.Need.allCases.filter(traits.needs.contains).map(\.rawValue)
              + traits.neededVariables.map { "the variable \($0)" })),
        .init("tool_results", "results of tools", .text(traits.toolResults.rawValue)),
        .init("generation", "marks what is generated", Self.flag(traits.marksGeneration)),
        .init(
          "generation_differences", "  other than the rule in",
          loss?.tagDifferences.map { .list($0.map(\.words)) } ?? .none),
      ])
  }

  private static func system(_ traits: TemplateTraits) -> [ReportFacts.Fact] {
    var words = "native"
    var turn: String?
    var refusal: String?
    switch traits.system {
    case .native: break
    case .folded(let place): (words, turn) = ("folded", place.rawValue)
    case .dropped: words = "dropped"
    case .unanswered: words = "dropped before an answer"
    case .rejected(let error): (words, refusal) = ("rejected", error)
    }
    return [
      .init("system", "system prompt", .text(words)),
      .init("system_turn", "  into the user turn that is", turn.map { .text($0) } ?? .none),
      .init("system_error", "  with the error", refusal.map { .text($0) } ?? .none),
      .init("default_system", "  where none is given", traits.defaultSystem.map { .text(text($0)) } ?? .none),
    ]
  }

  private func token(_ end: LossTraits.End?) -> ReportValue {
    guard let end, let token = profile.tokenizer.endOfTurn.first(where: { $0.id == end.tokenID }) else { return .none }
    return .text("\(token.string) (\(token.id))")
  }

  private static func flag(_ value: Bool?) -> ReportValue { value.map { .flag($0 ? .yes : .no) } ?? .none }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  // MARK: Tables

  private static func history(_ traits: TemplateTraits) -> ReportTable {
    let rows: [[ReportValue]] = HistoryForm.allCases.map { form in
      let trait = traits.history[form]
      return [.text(form.words), .text(trait?.words ?? ""), flag(trait?.fitsOneRow), .list(trait?.details ?? [])]
    }
    return ReportTable(
      "template_history",
      columns: [
        .init("conversation", "turns, when more follow"), .init("state", "are"), .init("one_row", "fit one row"),
        .init("changes", "what changes"),
      ],
      rows: rows)
  }

  private static func contents(_ traits: TemplateTraits) -> ReportTable {
    let roles: [Role] = [.system, .user, .assistant, .tool]
    return ReportTable(
      "template_contents",
      columns: [
        .init("role", "texts of"), .init("white_space", "outer white space"), .init("empty", "an empty one"),
        .init("list", "a list of texts"),
      ],
      rows: roles.map { role in
        guard let content = traits.contents[role] else { return [.text(role.rawValue)] }
        return [
          .text(role.rawValue), .text(content.whiteSpace.words), .text(content.empty.rawValue),
          content.list.map { .text($0.rawValue) } ?? .none,
        ]
      })
  }
}

// MARK: Words

extension BeginningTrait {
  fileprivate var words: String {
    switch (atStart, isRepeated) {
    case (0, false): "not written"
    case (0, true): "before later questions only"
    case (1, false): "once"
    case (1, true): "before each question"
    default: "\(atStart) times in a row"
    }
  }
}

extension DateTrait.Place {
  fileprivate var words: String {
    switch self {
    case .beforeMessages: "before the messages"
    case .amongMessages: "among the messages"
    case .afterMessages: "after the messages"
    }
  }
}

extension HistoryForm {
  fileprivate var words: String {
    switch self {
    case .plain: "questions and answers"
    case .system: "with a system prompt"
    case .spaced: "with outer white space"
    case .reasoning: "with reasoning"
    case .thinkTags: "with <think> in the text"
    case .calls: "with calls of a tool"
    }
  }
}

extension HistoryTrait {
  fileprivate var words: String {
    switch self {
    case .kept: "kept"
    case .changed: "changed"
    case .notWritten: "not written"
    case .refused: "refused"
    }
  }

  fileprivate var details: [String] {
    switch self {
    case .kept, .notWritten: []
    case .changed(let changes): changes.map(\.words)
    case .refused(let error): [error]
    }
  }
}

extension HistoryTrait.Change {
  /// What it is, then what stands there when no turns follow and when some do.
  fileprivate var words: String {
    let name =
      switch kind {
      case .reasoning: "reasoning"
      case .whiteSpace: "white space"
      case .system: "place of the system prompt"
      case .end: "end of the text"
      case .other: "text"
      }
    return "\(name) (\(Self.quoted(alone)) becomes \(Self.quoted(inWhole)))"
  }

  private static func quoted(_ bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "nothing" }
    let text = String(decoding: bytes, as: UTF8.self)
    return "\"" + (text.count > 48 ? text.prefix(24) + " … " + text.suffix(20) : text) + "\""
  }
}

extension ContentTrait.WhiteSpace {
  fileprivate var words: String {
    switch self {
    case .kept: "kept"
    case .stripped: "stripped"
    case .strippedBefore: "stripped before"
    case .strippedAfter: "stripped after"
    }
  }
}

extension LossTraits.TagDifference {
  fileprivate var words: String {
    switch self {
    case .cue: "cue"
    case .lineBreak: "line break after the end of the turn"
    case .beyondEnd: "text after the end of the turn"
    case .end: "end of the turn"
    case .history: "history"
    case .answer: "last answer"
    case .elsewhere: "text that is no answer"
    }
  }
}
