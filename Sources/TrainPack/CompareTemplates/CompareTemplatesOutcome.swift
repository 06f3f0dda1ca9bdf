import DatasetChecks
import Diagnostics
import Reports

/// What comparing two chat templates on a dataset came to.
public struct CompareTemplatesOutcome: Sendable {
  public let templates: ComparedTemplates
  public let summary: ReadSummary
  let tally: TemplateComparisonTally

  init(templates: ComparedTemplates, tally: TemplateComparisonTally, summary: ReadSummary) {
    self.templates = templates
    self.tally = tally
    self.summary = summary
  }

  /// Whether training and serving are told to differ: a finding of severity error.
  public var isDifferent: Bool { findings.contains { $0.severity == .error } }

  /// The records that were compared or refused.
  var recordCount: Int { summary.recordCount - summary.rejectedCount }

  private func name(_ side: TemplateSide) -> String { "\(side.name) (\(templates.pair[side].name))" }

  /// What was seen, errors first.
  public var findings: [Finding] {
    let all = [tokens, refused(.a), refused(.b), prompt, promptRefusal, refusedByBoth, promptTokens, loss]
    let found = all.compactMap(\.self)
    return found.filter { $0.severity == .error } + found.filter { $0.severity != .error }
  }

  private var tokens: Finding? {
    let tally = tally.different
    if tally.count == 0 { return nil }
    return Finding(
      .compareTemplatesTokens, .error,
      "the two templates give different tokens for \(Words.share(tally.count, of: recordCount)): "
        + Words.list(kinds.map { "\($0.kind.name) in \(Words.grouped($0.count))" }),
      count: tally.count, places: tally.places,
      fix: "train with the template that serves, or serve with the one that trained; the first place of each way to "
        + "differ is shown")
  }

  /// The kinds of difference with the records that show them, in the order of the kinds.
  var kinds: [(kind: TemplateDifference, count: Int, only: Int, first: InputLocation?)] {
    tally.kinds.keys.sorted().compactMap { kind in
      tally.kinds[kind].map { (kind, $0.tally.count, $0.only, $0.tally.places.first) }
    }
  }

  private func refused(_ side: TemplateSide) -> Finding? {
    let refused = tally.refused[side]
    if refused.count == 0 { return nil }
    let reason = tally.refusals.first { $0.key.side == side }
    return Finding(
      .compareTemplatesRefused, .error,
      "\(name(side)) refuses \(Words.share(refused.count, of: recordCount)) that \(side.other.name) renders: "
        + (reason?.key.message ?? ""),
      count: refused.count, places: refused.places, fix: reason?.fix ?? "")
  }

  private var refusedByBoth: Finding? {
    let refused = tally.refusedByBoth
    if refused.count == 0 { return nil }
    let isAll = refused.count == recordCount
    return Finding(
      .compareTemplatesRefusedByBoth, isAll ? .error : .warning,
      isAll
        ? "both templates refuse every record, so that there is nothing to compare: \(tally.refusals.first?.key.message ?? "")"
        : "both templates refuse \(Words.share(refused.count, of: recordCount)), which are not compared",
      count: refused.count, places: refused.places,
      fix: tally.refusals.first?.fix ?? "")
  }

  private var prompt: Finding? {
    prompts(
      failingBy: .text, .compareTemplatesPrompt, .error, ("is", "are"), "not the beginning",
      fix: "where they first part is shown: give both templates the same cue, and train answers as they are asked for, "
        + "each with its own earlier turns, where a template renders those otherwise")
  }

  private var promptTokens: Finding? {
    prompts(
      failingBy: .tokens, .compareTemplatesPromptTokens, .warning, ("ends", "end"), "inside a token",
      fix: "take the white space at the beginning of the answers away, or let the cue end in a special token")
  }

  /// What is told of prompts that fail in one way.
  ///
  /// - Parameter verb: For one prompt, and for several.
  private func prompts(
    failingBy failing: ServedPrompts.Failing, _ code: DiagnosticCode, _ severity: Finding.Severity,
    _ verb: (one: String, several: String), _ how: String, fix: String
  ) -> Finding? {
    guard let failure = tally.promptFailures[failing] else { return nil }
    return Finding(
      code, severity,
      "\(Words.grouped(failure.prompts)) of \(Words.counted(tally.promptCount, "prompt")) that \(name(.b)) serves "
        + "\(failure.prompts == 1 ? verb.one : verb.several) \(how) of what \(name(.a)) trains",
      count: failure.tally.count, places: failure.tally.places, fix: fix)
  }

  private var promptRefusal: Finding? {
    guard let refusal = tally.promptRefusal else { return nil }
    return Finding(
      .compareTemplatesRefused, .error,
      "\(name(.b)) refuses the prompts of \(Words.share(tally.promptRefused.count, of: recordCount)), though it renders "
        + "them whole: \(refusal.message)",
      count: tally.promptRefused.count, places: tally.promptRefused.places, fix: refusal.fix)
  }

  private var loss: Finding? {
    let tally = tally.lossDiffers
    if tally.count == 0 { return nil }
    let only = self.tally.lossOnly
    let sides = TemplateSide.allCases.filter { only[$0] > 0 }.map {
      "\(Words.counted(only[$0], "token")) \(only[$0] == 1 ? "is" : "are") trained with \(name($0)) alone"
    }
    return Finding(
      .compareTemplatesLoss, .warning,
      "the loss mask differs in \(Words.share(tally.count, of: recordCount)) with the same tokens: \(Words.list(sides))",
      count: tally.count, places: tally.places,
      fix: "train with the template whose mask is meant; a server sees no difference")
  }
}
