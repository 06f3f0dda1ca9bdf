import ChatTemplates
import Diagnostics

/// What a template must be given beside a question and its answer to render them.
struct TemplateRequirement {
  let needs: Set<TemplateTraits.Need>
  /// Names of variables that no conversation holds, in the order in which the template reads them.
  let variables: [String]

  /// The first of nothing, a clock, tools, and both with which the template renders; else the first of these beside which
  /// it renders with texts for its other variables, and those of them that it needs.
  ///
  /// - Throws: What it ends in without any, where none helps.
  init(of template: ChatTemplate, specialTokens: SpecialTokenTexts, clock: TemplateClock) throws {
    let candidates: [Set<TemplateTraits.Need>] = [[], [.clock], [.tools], [.clock, .tools]]
    let possible = candidates.filter { !$0.contains(.clock) || clock == .unavailable }
    let failure = { (needs: Set<TemplateTraits.Need>, variables: [String]) -> (any Error)? in
      let probe = TraitProbe(
        template: template, specialTokens: specialTokens, clock: needs.contains(.clock) ? TraitProbe.clocks[0] : clock,
        definitions: needs.contains(.tools) ? [TraitProbe.definition] : [], variables: Self.values(of: variables))
      return probe.error(of: TraitProbe.exchange)
    }
    var first: (any Error)?
    for needs in possible {
      guard let error = failure(needs, []) else {
        (self.needs, variables) = (needs, [])
        return
      }
      first = first ?? error
      // More of the same work helps nobody.
      if (error as? TrainPackError)?.code == .templateLimit { throw error }
    }
    let names = template.variableNames.filter { !Self.given.contains($0) }
    guard names.count <= Self.maximumVariables, let needs = possible.first(where: { failure($0, names) == nil }) else {
      if let first { throw first }
      (needs, variables) = ([], [])
      return
    }
    self.needs = needs
    variables = names.reduce(names) { kept, name in
      let others = kept.filter { $0 != name }
      return failure(needs, others) == nil ? others : kept
    }
  }

  /// A text for each variable.
  static func values(of names: [String]) -> [(String, TemplateValue)] {
    names.map { ($0, .string("\($0)mark")) }
  }

  /// What a conversation and a model give.
  private static let given: Set<String> = [
    "messages", "tools", "documents", "add_generation_prompt", "bos_token", "eos_token", "pad_token", "unk_token",
  ]

  /// More than any model's template reads; each costs a rendering.
  private static let maximumVariables = 40
}
