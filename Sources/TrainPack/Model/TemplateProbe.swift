import Diagnostics
import ExampleEncoding
import ModelProfiles
import Prompting

/// Holds what a profile says of its chat template against what the template does with small conversations.
struct TemplateProbe {
  let profile: ModelProfile
  let account: TemplateAccount

  init(model: TargetModel) {
    profile = model.profile
    account = TemplateAccount(of: model)
  }

  private var template: TemplateDescription { profile.template }

  /// One result for each thing that the profile says.
  func run() -> [SelfTestResult] {
    [
      result("emitsBOS", beginning), result("hasGeneration", generation), result("turnEnd", turnEnd),
      result("endOfTurn", endOfTurn), result("system", system), result("defaultSystem", defaultSystem),
      result("alternation", alternation), SelfTestResult(name: "template.tools", difference: tools),
    ]
  }

  private func result(_ field: String, _ difference: (TemplateTraits) -> String?) -> SelfTestResult {
    let name = "template.\(field)"
    switch account.traits {
    case .success(let traits): return SelfTestResult(name: name, difference: difference(traits))
    case .failure(let error):
      return SelfTestResult(name: name, difference: "the template fails on a question and its answer: \(error.message)")
    }
  }

  private func beginning(_ traits: TemplateTraits) -> String? {
    guard let bos = profile.tokenizer.bos else { return nil }
    let count = traits.beginning?.atStart ?? 0
    if count > 1 { return "the template writes \(bos.string) \(count) times in a row" }
    if (count == 1) == template.emitsBOS { return nil }
    return "the template \(count == 1 ? "writes" : "does not write") \(bos.string) first, the profile says emitsBOS "
      + "\(template.emitsBOS)"
  }

  private func generation(_ traits: TemplateTraits) -> String? {
    if traits.marksGeneration == template.hasGeneration { return nil }
    return "the template \(traits.marksGeneration ? "has" : "has no") {% generation %}, the profile says hasGeneration "
      + "\(template.hasGeneration)"
  }

  private func turnEnd(_ traits: TemplateTraits) -> String? {
    for (end, which) in [(traits.turnEnd.last, "the last answer"), (traits.turnEnd.earlier, "an earlier answer")] {
      let text = end.drop(while: \.isASCIIWhiteSpace)
      if template.turnEnd.contains(where: { end.starts(with: $0) || text.starts(with: $0) }) { continue }
      return "the template writes \"\(Self.words(end.prefix(40)))\" after \(which), which begins with none of the "
        + "profile's turnEnd: " + template.turnEnd.map { "\"\(Self.words($0))\"" }.joined(separator: ", ")
    }
    return nil
  }

  /// The tokens that the profile says end a turn are those after the answers, and are learnt.
  private func endOfTurn(_: TemplateTraits) -> String? {
    switch account.loss {
    case .failure(let error): return error.message
    case .success(let loss):
      for (end, which) in [(loss.last, "the last answer"), (loss.earlier, "an earlier answer")] {
        guard let end else { return "none of the profile's endOfTurn tokens follows \(which)" }
        if !end.isTrained { return "the token \(end.tokenID), which ends \(which), is not trained" }
      }
      return nil
    }
  }

  private func system(_ traits: TemplateTraits) -> String? {
    let found: TemplateDescription.SystemPrompt? =
      switch traits.system {
      case .native: .native
      case .folded: .fold
      case .rejected: .reject
      case .dropped, .unanswered: nil
      }
    if found == template.system { return nil }
    let words =
      switch traits.system {
      case .native: "writes a system prompt as a turn of its own"
      case .folded: "writes a system prompt inside a user turn"
      case .rejected: "refuses a system prompt"
      case .dropped: "leaves a system prompt out"
      case .unanswered: "leaves a system prompt out where an answer follows"
      }
    return "the template \(words), the profile says \(template.system.rawValue)"
  }

  private func defaultSystem(_ traits: TemplateTraits) -> String? {
    let said = template.defaultSystem.map { Array($0.utf8) }
    if traits.defaultSystem == said { return nil }
    switch (traits.defaultSystem, said) {
    case (nil, _): return "the template writes no system prompt where none is given, the profile names a defaultSystem"
    case (let found?, nil):
      return
        "the template opens a system turn where no system prompt is given, with \"\(Self.words(found.prefix(80)))\", "
        + "the profile names no defaultSystem"
    case (let found?, _):
      return
        "the template writes \"\(Self.words(found.prefix(80)))\" where no system prompt is given, which is not the "
        + "profile's defaultSystem"
    }
  }

  private func alternation(_ traits: TemplateTraits) -> String? {
    if traits.alternation.rawValue == template.alternation.rawValue { return nil }
    return
      "the template \(traits.alternation == .strict ? "refuses" : "takes") two user turns in a row, the profile says "
      + template.alternation.rawValue
  }

  private var tools: String? {
    let renders = account.toolCalls.isRendered
    if renders == template.tools { return nil }
    return "the template \(renders ? "renders" : "renders no") calls of tools, the profile says tools \(template.tools)"
  }

  private static func words(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
