import Archives
import Diagnostics
import ShardExport

/// What comparing an export with its source found.
public struct SourceComparisonResult: Sendable {
  public var recordCount = 0
  /// Records in the shards, with the tokens and the loss mask that encoding them again gives.
  public var exportedCount = 0
  /// Records among them that are shortened as the ledger says.
  public var trimmedCount = 0
  /// Records dropped as the ledger says.
  public var droppedCount = 0
  /// Records that cannot be used, and were set aside.
  public var rejectedCount = 0
  public var findings: [Finding] = []
}

/// Makes an export again in all but its files, from its source and the settings of its manifest, and compares: every
/// example's tokens and loss mask, every line of the ledger and their order, the rows, the counts, the inputs, the model
/// and the settings.
struct SourceComparison {
  let directory: String
  let manifest: Manifest
  let export: RecalledExport
  let source: VerifySource
  let work: WorkPlan

  var description: ExportDescription { manifest.description }
  var manifestPlace: InputLocation { InputLocation(source: directory + "/manifest.json") }

  func run() throws -> SourceComparisonResult {
    let inputs = try inputSources()
    var result = try compare(inputs)
    // People look for a record in the file that they named.
    for finding in result.findings.indices {
      for place in result.findings[finding].places.indices {
        let name = result.findings[finding].places[place].source
        guard let input = inputs.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { continue }
        result.findings[finding].places[place].source = input.ownName
      }
    }
    return result
  }

  private func compare(_ inputs: [InputSource]) throws -> SourceComparisonResult {
    var result = SourceComparisonResult()
    let settings: ManifestSettings
    do { settings = try ManifestSettings(manifest) } catch let error as TrainPackError {
      result.findings = [finding(error.code, error.message, at: error.location)]
      return result
    }
    let pipeline = try pipeline(settings, inputs)
    result.findings = modelFindings(pipeline.model)
    if !result.findings.isEmpty { return result }
    result.findings = try settingsFindings(pipeline) + inputFindings(inputs)
    do {
      try compareRecords(by: pipeline, &result)
    } catch let error as TrainPackError where !result.findings.isEmpty {
      // A source that is known to be another may hold anything; what stopped the comparison is no fault of its own.
      result.findings.append(
        Finding(error.code, .error, error.message, places: [error.location ?? manifestPlace], fix: error.fix))
    }
    return result
  }

  // MARK: What it takes to make the export again

  /// The files under the names that the export knows them by.
  private func inputSources() throws -> [InputSource] {
    let found = try InputExpansion(limits: source.limits).expand(source.paths).sources
    guard description.inputs.count == found.count else {
      throw TrainPackError(
        .verifySourceCount,
        "the export was made from \(SourceFinding.counted(description.inputs.count, "input")), and "
          + "\(found.count) \(found.count == 1 ? "is" : "are") named",
        details: description.inputs.map { "input: \($0.name)" }, fix: "name the inputs after --source, in this order")
    }
    return try zip(description.inputs, found).map { input, source in
      let path = source.path
      let wasStream = input.byteCount == nil
      if !wasStream, FileSize.bytes(of: path) == nil {
        // Says what is wrong with a path at which nothing can be read.
        if path != "-" { _ = try ByteSource.open(path, limits: self.source.limits) }
        throw TrainPackError(
          .verifySourceStream,
          "the export was made from the file \(input.name), and \(InputSource(path: path).name) is no file",
          fix: "name the file: trainpack verify \(directory) --source \(input.name)")
      }
      var named = source
      named.name = input.name
      named.isStream = wasStream
      return named
    }
  }

  private func pipeline(_ settings: ManifestSettings, _ inputs: [InputSource]) throws -> ExportPipeline {
    var limits = source.limits
    limits.maximumCutsMeasured = settings.maximumCutsMeasured
    let reading = description.reading
    try checkRecordLayout(limits)
    var input = try DatasetInput(
      paths: source.paths, formatName: reading.format, map: reading.map,
      layout: source.recordLayoutPath ?? reading.layout?.name, systemPromptPath: source.systemPromptPath, limits: limits
    )
    input.sources = inputs
    input.systemPolicy = settings.systemPolicy
    try checkSystemPrompt(input.systemPrompt)
    return ExportPipeline(
      input: input, model: try model(), budget: settings.budget, configuration: settings.configuration, work: work)
  }

  private func model() throws -> TargetModel {
    try TargetModel(of: manifest, named: source.profile, in: source.registries, at: manifestPlace)
  }

  /// Makes sure that a layout of the user's own is at hand, as the manifest holds its sum alone.
  private func checkRecordLayout(_ limits: Limits) throws {
    let stated = description.reading.layout
    guard let path = source.recordLayoutPath else {
      guard let stated, let sum = stated.fileSum else { return }
      throw TrainPackError(
        .verifyRecordLayout, "the export was made with the record layout of the file \(stated.name), and none is named",
        at: manifestPlace, details: ["its sha256: \(sum)"], fix: "name the file with --record-layout FILE")
    }
    var found: SHA256Sum?
    if case .text(let text, _) = try RecordLayoutFile.choice(named: path, limits: limits) {
      found = SHA256Sum(of: Array(text.utf8))
    }
    guard let sum = stated?.fileSum, found == sum else {
      throw TrainPackError(
        .verifyRecordLayout, "\(path) is not the record layout that the export was made with", at: manifestPlace,
        fix: stated?.fileSum == nil
          ? "leave --record-layout out: the export was made without a file"
          : "name the file that was given to `trainpack export --record-layout`")
    }
  }

  private func checkSystemPrompt(_ prompt: [UInt8]?) throws {
    guard description.systemPromptSum != prompt.map({ SHA256Sum(of: $0) }) else { return }
    let message: String
    var fix = "name the file that was given to `trainpack export --system-prompt`"
    switch (description.systemPromptSum, source.systemPromptPath) {
    case (let sum?, nil): message = "the export was made with a system prompt of the sha256 \(sum), and none is named"
    case (let sum?, let path?): message = "\(path) does not hold the system prompt of the export, of the sha256 \(sum)"
    case (nil, _):
      message = "a system prompt is named, and the export was made without one"
      fix = "leave --system-prompt out"
    }
    if source.systemPromptPath == nil { fix = "name its file with --system-prompt FILE" }
    throw TrainPackError(.verifySystemPrompt, message, at: manifestPlace, fix: fix)
  }

  // MARK: What the records give

  private func compareRecords(by pipeline: ExportPipeline, _ result: inout SourceComparisonResult) throws {
    var shards = ShardComparison(export)
    var ledger = LedgerComparison(export, ledger: directory + "/fit-ledger.jsonl")
    var bad = SourceFinding()
    var badReason: String?
    var counts = RecordCounts(read: 0, exported: 0, trimmed: 0, dropped: 0, rejected: 0)
    let summary = try pipeline.pass(
      transform: { RecomputedRecord($0) },
      setAside: { record in
        bad.add(record.location)
        badReason = badReason ?? record.error.message
      },
      consume: { record in
        let isInLedger = record.ledgerSum.map { ledger.take($0, at: record.location) }
        if record.examples.isEmpty {
          counts.dropped += 1
          if isInLedger == true { result.droppedCount += 1 }
          return
        }
        counts.exported += 1
        if record.examples.count > 1 {
          counts.split += 1
          counts.splitExamples += record.examples.count
        } else if isInLedger != nil {
          counts.trimmed += 1
        }
        let areProven = record.examples.map { shards.take($0, at: record.location) }
        if !areProven.contains(false) {
          result.exportedCount += 1
          if isInLedger == true { result.trimmedCount += 1 }
        }
      })
    counts.read = summary.recordCount
    counts.rejected = summary.rejectedCount
    result.recordCount = counts.read
    result.rejectedCount = counts.rejected
    result.findings += streamFindings(summary)
    var plan: SplitPlan?
    result.findings += try shards.findings(
      rules: pipeline.configuration.packingRules(contextLength: manifest.contextLength)
    ) { entries in
      let divided = try SplitPlan(
        entries, count: entries.count, by: pipeline.configuration.splitting, splitOfSource: splitOfSource)
      plan = divided
      return divided
    }
    if let plan {
      result.findings += categoryFindings(plan) + fieldFindings(shards.fields.tables(plan.members))
      result.findings += layoutFindings(summary)
    }
    result.findings += ledger.findings
    if counts.rejected != description.counts.rejected {
      let reason = badReason.map { " (\($0))" } ?? ""
      result.findings.append(
        bad.finding(.verifySource) {
          "\(SourceFinding.counted($0, "record")) of the source cannot be used\(reason), and "
            + "\(description.counts.rejected) were set aside when it was exported"
        } ?? finding(.verifySource, "\(description.counts.rejected) records were set aside, and none is bad"))
    }
    result.findings += countFindings(counts)
  }

  func finding(_ code: DiagnosticCode, _ message: String, at place: InputLocation? = nil) -> Finding {
    Finding(code, .error, message, places: [place ?? manifestPlace], fix: SourceFinding.exportAgain)
  }
}
