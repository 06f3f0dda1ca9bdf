import Diagnostics

/// Renders one dataset with two chat templates in one pass and compares the tokens.
public struct CompareTemplatesPipeline: Sendable {
  public var input: DatasetInput
  public var templates: ComparedTemplates
  public var work: WorkPlan

  public init(input: DatasetInput, templates: ComparedTemplates, work: WorkPlan = WorkPlan()) {
    self.input = input
    self.templates = templates
    self.work = work
  }

  /// Compares every record, in input order. A record that a template refuses is a difference, no error.
  ///
  /// - Throws: What reading throws.
  public func run() throws -> CompareTemplatesOutcome {
    try input.check()
    let templates = templates
    var tally = TemplateComparisonTally()
    let summary = try RecordPass(input: input, work: work).run(
      makeWorker: { TemplateComparisonWorker(templates: templates) },
      transform: { worker, record in try worker.compare(record.conversation) },
      consume: { tally.add($0) })
    return CompareTemplatesOutcome(templates: templates, tally: tally, summary: summary)
  }
}
