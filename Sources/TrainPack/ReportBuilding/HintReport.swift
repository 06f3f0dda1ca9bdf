import DatasetChecks
import Diagnostics
import Reports
import SizeHints

/// How much data a fine-tuning needs, each number with its rule and evidence, for people and programs.
public struct HintReport: Sendable {
  public var report: Report
  private let request: HintRequest
  /// The evidence that was cited on the way.
  private var cited: [Evidence] = []

  public init(_ request: HintRequest) {
    self.request = request
    report = Report(
      name: "hint", title: "hint for \(request.subject.name): \(request.goal.rawValue), \(request.method.name)")
    report.append(ReportSection("Asked for", [.facts(asked)]))
    report.append(ReportSection("How many examples", bands()))
    if let dataset = dataset() { report.append(ReportSection("This dataset", [.facts(dataset)])) }
    report.append(ReportSection("Passes, hold-out and steps", passes()))
    report.append(ReportSection(request.method.kind == .full ? "All weights" : "Adapters", [.facts(adapters())]))
    report.append(ReportSection("What nobody knows", unknowns()))
    let findings = request.findings
    if findings.contains(where: { $0.code == .hintManyPasses }) { cited.append(.repetition) }
    report.append(ReportSection("Findings", [.findings(findings)]))
    report.append(ReportSection("Evidence", [.table(evidence)]))
    report.append(ReportSection("Known, and not applied", [.table(Self.notApplied)]))
  }

  private mutating func basis(_ rule: String, _ evidence: Evidence...) -> ReportFacts.Basis {
    cited += evidence
    return ReportFacts.Basis(rule, evidence.map(\.id))
  }

  // MARK: Sections

  private var asked: ReportFacts {
    var facts: [ReportFacts.Fact] = [
      .init("model", "model", .text(request.subject.name)),
      .init("parameters", "parameters", request.subject.parameters.map { .count($0) } ?? .none),
      .init("goal", "goal", .text(request.goal.rawValue)), .init("method", "method", .text(request.method.rawValue)),
    ]
    if request.method.kind == .lowRank {
      facts += [
        .init("rank", "rank", .count(request.rank)), .init("targets", "targets", .text(request.targets.name)),
      ]
    }
    if let epochs = request.epochs { facts.append(.init("epochs", "epochs", .count(epochs))) }
    switch request.batch {
    case .rows(let rows): facts.append(.init("batch_rows", "rows of a step", .count(rows)))
    case .tokens(let tokens): facts.append(.init("batch_tokens", "tokens of a step", .count(tokens)))
    case nil: break
    }
    return ReportFacts("request", facts)
  }

  private mutating func bands() -> [ReportBlock] {
    let hint = request.hint
    cited += hint.evidence
    let table = ReportTable(
      "bands",
      columns: [
        .init("band", "band"), .init("examples", "examples"), .init("rule", "rule"), .init("evidence", "evidence"),
      ],
      rows: hint.bands.map {
        [.text($0.name.rawValue), .range($0.examples), .text($0.rule), .list($0.evidence.map(\.id))]
      })
    return [.table(table), .note(Self.nearness(of: hint, to: request.subject))]
  }

  /// Which of the evidence was measured with models of about this size.
  private static func nearness(of hint: SizeHint, to subject: HintSubject) -> String {
    guard let parameters = subject.parameters else {
      return "How large the model is nobody states, so that no evidence can be told to be near it."
    }
    let size = NumberText.decimal(Double(parameters) / 1e9, fractionDigits: 2)
    let factor = NumberText.decimal(Evidence.nearFactor, fractionDigits: 1)
    let near = hint.evidence(nearParameters: parameters).map(\.id)
    if near.isEmpty {
      return "None of this was measured with models near \(size) billion parameters (within a factor of \(factor)): "
        + "for this model the bands are a guess from others."
    }
    return "Measured with models near \(size) billion parameters (within a factor of \(factor)): "
      + "\(near.joined(separator: ", "))."
  }

  private mutating func dataset() -> ReportFacts? {
    let dataset = request.dataset
    var facts: [ReportFacts.Fact] = []
    if let records = dataset.records { facts.append(.init("records", "records", .count(records))) }
    if dataset.rejectedCount > 0 { facts.append(.init("rejected", "set aside as bad", .count(dataset.rejectedCount))) }
    if dataset.contentLosses.count > 0 {
      facts.append(.init("content_lost", "records not rendered whole", .count(dataset.contentLosses.count)))
    }
    if let tokens = dataset.tokens { facts.append(.init("tokens", "tokens, with the chat template", .count(tokens))) }
    if let tokens = dataset.lossTokens { facts.append(.init("loss_tokens", "trained tokens", .count(tokens))) }
    if let packing = dataset.packing {
      facts += [
        .init("context_length", "context length", .count(packing.contextLength)),
        .init("packed_rows", "rows when packed to it", .count(packing.rowCount)),
        .init("left_out", "records that no row takes", .count(packing.leftOutCount)),
      ]
    }
    if let records = dataset.records {
      let band = request.hint.band(reachedBy: records)
      facts.append(.init("band", "band it has reached", .text(band?.name.rawValue ?? "below the floor")))
    }
    return facts.isEmpty ? nil : ReportFacts("dataset", facts)
  }

  /// For the dataset where its size is known, else for the numbers of the bands.
  private mutating func passes() -> [ReportBlock] {
    let known = request.dataset.records
    let counts = known.map { [$0] } ?? request.hint.bands.map(\.examples.upperBound)
    cited += [.hostedEpochs, .azureEpochs, .practice]
    var blocks: [ReportBlock] = [
      .table(
        ReportTable(
          "passes",
          columns: [
            .init("examples", "examples"), .init("epochs_hosted", "epochs: OpenAI"), .init("epochs_azure", "Azure"),
            .init("hold_out", "held out, 10 to 15 %"),
          ],
          rows: counts.map { count in
            let guidance = EpochGuidance(examples: count)
            return [
              .count(count), .count(guidance.hosted), .range(guidance.azure), .range(HoldOut.range(of: count)),
            ]
          })),
      .note("Epochs: hosted-epochs, azure-epochs. Held-out examples, stratified by category: practice."),
    ]
    if counts.contains(where: { EpochGuidance(examples: $0).exceedsUsefulPasses }) {
      cited.append(.repetition)
      blocks.append(.note(Self.passesBeyondUseful))
    }
    let steps = stepFacts()
    if !steps.isEmpty { blocks.append(.facts(ReportFacts("steps", steps))) }
    if steps.isEmpty, request.batch != nil {
      blocks.append(.note("The steps of an epoch cannot be told: \(Self.missing(for: request.batch))."))
    }
    return blocks
  }

  /// Why services suggest more passes than are as good as new data.
  private static let passesBeyondUseful =
    "More than \(EpochGuidance.maximumUsefulPasses) passes in this table and the warning of more than "
    + "\(EpochGuidance.maximumUsefulPasses) stand side by side: the services give more passes to fewer examples "
    + "(azure-epochs; hosted-epochs, until they come to 100 examples in all), while that up to "
    + "\(EpochGuidance.maximumUsefulPasses) are about as good as new data was measured in pretraining (repetition), and no "
    + "measurement of fine-tuning is cited for either. Begin with the services' number, and stop when the loss of held-out "
    + "examples rises."

  private static func missing(for batch: HintRequest.Batch?) -> String {
    if case .tokens = batch { return "name data, or state --tokens" }
    return "name data, or state --records"
  }

  private mutating func stepFacts() -> [ReportFacts.Fact] {
    guard let batch = request.batch else { return [] }
    var facts: [ReportFacts.Fact] = []
    let dataset = request.dataset
    switch batch {
    case .tokens(let size):
      guard let tokens = dataset.packedTokens else { return [] }
      facts.append(step("per_epoch", "steps per epoch", tokens, size, "token"))
    case .rows(let size):
      if let records = dataset.packedRecords {
        facts.append(step("per_epoch", "steps per epoch, a record a row", records, size, "record"))
      }
      if let packing = dataset.packing {
        facts.append(step("per_epoch_packed", "steps per epoch, packed", packing.rowCount, size, "row"))
      }
    }
    guard let epochs = request.epochs else { return facts }
    return facts
      + facts.compactMap { fact in
        guard case .count(let steps) = fact.value else { return nil }
        let (total, overflow) = steps.multipliedReportingOverflow(by: epochs)
        let label = fact.label.replacing("steps per epoch", with: "steps in all")
        return .init(
          fact.key.replacing("per_epoch", with: "in_all"), label, overflow ? .none : .count(total),
          basis: ReportFacts.Basis(Words.counted(epochs, "epoch"), [Evidence.steps.id]))
      }
  }

  private mutating func step(
    _ key: String, _ label: String, _ amount: Int, _ batch: Int, _ noun: String
  ) -> ReportFacts.Fact {
    .init(
      key, label, .count(StepCount.steps(amount, batch: batch)),
      basis: basis("\(Words.counted(amount, noun)) over \(NumberText.count(batch)), rounded up", .steps))
  }

  private mutating func adapters() -> ReportFacts {
    guard let adapters = request.adapters else { return ReportFacts("weights", [fullWeights()]) }
    var facts: [ReportFacts.Fact] = []
    switch adapters {
    case .success(let parameters):
      let widths = NumberText.count(parameters.widthPerLayer)
      facts.append(
        .init(
          "trainable_parameters", "trainable parameters", .count(parameters.count),
          basis: basis(
            "rank \(parameters.rank) x \(widths) inputs and outputs of \(parameters.matricesPerLayer) "
              + "\(parameters.matricesPerLayer == 1 ? "matrix" : "matrices") x "
              + Words.counted(parameters.layers, "layer"), .loRASum)))
    case .failure(let unknown):
      facts.append(
        .init(
          "trainable_parameters", "trainable parameters", .none,
          basis: basis("cannot be computed: \(unknown.reason)", .loRASum)))
    }
    facts += capacityFacts()
    facts += [
      .init(
        "learning_rate_factor", "learning rate, against full", .range(20...100),
        basis: basis("disputed: another source says 10", .loRACapacity, .loRARate)),
      .init(
        "large_set", "pairs where LoRA fell behind", .count(100_000),
        basis: basis("code and mathematics; it also forgot less", .loRALearnsLess)),
    ]
    return ReportFacts("adapters", facts)
  }

  private mutating func capacityFacts() -> [ReportFacts.Fact] {
    guard let capacity = request.capacity else {
      guard request.dataset.lossTokens != nil, case .failure = request.adapters else { return [] }
      return [
        .init(
          "capacity_suffices", "enough for the trained tokens", .none,
          basis: basis("the trainable parameters are not known", .loRACapacity))
      ]
    }
    return [
      .init(
        "capacity_suffices", "enough for the trained tokens", .flag(capacity.isEnough ? .yes : .no),
        basis: basis(
          "at least as many as the \(Words.counted(capacity.lossTokens, "trained token"))", .loRACapacity)),
      .init(
        "smallest_rank", "smallest rank that is enough", .count(capacity.smallestRank),
        basis: basis(
          "\(NumberText.count(capacity.parameters.countPerRank)) parameters for each rank", .loRASum, .loRACapacity)),
    ]
  }

  private mutating func fullWeights() -> ReportFacts.Fact {
    .init(
      "trainable_parameters", "trainable parameters", request.subject.parameters.map { .count($0) } ?? .none,
      basis: basis("all weights; with 100,000 pairs of code it learnt more than LoRA", .loRALearnsLess))
  }

  private mutating func unknowns() -> [ReportBlock] {
    cited.append(.unknownOptimum)
    var notes = [
      "\"The optimal number of samples per number of the model's parameters remains unknown\" (unknown-optimum): no band "
        + "above is computed from the size of the model. They are hints, with their sources."
    ]
    if request.method == .qlora {
      notes.append("No evidence here was measured with QLoRA: what is said of LoRA is taken for it.")
    }
    return notes.map(ReportBlock.note)
  }

  private var evidence: ReportTable {
    ReportTable(
      "evidence", layout: .entries,
      columns: [
        .init("id", "evidence"), .init("statement", "says"), .init("source", "source"),
        .init("confidence", "confidence"),
      ],
      rows: Evidence.ordered(cited).map {
        [.text($0.id), .text($0.statement), .text($0.source), .text($0.confidence.rawValue)]
      })
  }

  private static var notApplied: ReportTable {
    let rows: [[ReportValue]] = Evidence.all.compactMap { evidence in
      guard case .notApplied(let why) = evidence.use else { return nil }
      return [
        .text(evidence.id), .text(evidence.statement), .text("not applied: \(why)"), .text(evidence.source),
        .text(evidence.confidence.rawValue),
      ]
    }
    return ReportTable(
      "not_applied", layout: .entries,
      columns: [
        .init("id", "evidence"), .init("statement", "says"), .init("why", "why not"),
        .init("source", "source"), .init("confidence", "confidence"),
      ], rows: rows)
  }
}
