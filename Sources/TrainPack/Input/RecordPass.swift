import Diagnostics
import ExampleEncoding
import Records
import ShardExport

/// One pass over all records as conversations.
struct RecordPass {
  let input: DatasetInput
  let work: WorkPlan
  /// What becomes of system prompts.
  var systemPolicy = SystemPromptPolicy.stop
  /// Whether the sums of files are wanted.
  var sumsFiles = false

  /// Runs the pass. The format is told for each input by its first records, unless it was named.
  ///
  /// - Parameter setAside: As in `BatchPass`: given the bad records in place of the rejects file.
  /// - Throws: What `RecordReader`, `FormatCatalogue` and `RecordParser` throw, and what the closures throw.
  func run<Worker, Output: Sendable>(
    makeWorker: @escaping @Sendable () -> Worker,
    transform: @escaping @Sendable (Worker, SourceRecord) throws -> Output,
    setAside: ((BadRecord) throws -> Void)? = nil, consume: (Output) throws -> Void
  ) throws -> ReadSummary {
    let catalogue = try FormatCatalogue.standard()
    let limits = input.limits
    let systemPrompt = input.systemPrompt
    let systemPolicy = systemPolicy
    let choice = input.formatChoice
    var formatNames: [String] = []
    var layouts: [RecordLayoutIdentity] = []
    var notes = RecordNoteTally()
    var unusedFields: [String] = []
    var inputCount = 0
    var summary = try BatchPass(input: input, work: work, sumsFiles: sumsFiles).run(
      begin: { batch in
        let format = try catalogue.format(for: batch, choice: choice, limits: limits)
        if !formatNames.contains(format.name) { formatNames.append(format.name) }
        if let layout = format.layout.map(RecordLayoutIdentity.init(_:)), !layouts.contains(layout) {
          layouts.append(layout)
        }
        for name in UnusedFields.names(in: batch, of: format, map: choice.map) where !unusedFields.contains(name) {
          unusedFields.append(name)
        }
        inputCount += 1
        return FileFormat(format: format, number: inputCount)
      },
      makeWorker: { ParsingWorker(own: makeWorker(), limits: limits, map: choice.map, systemPrompt: systemPrompt) },
      transform: { worker, file, record in
        let parsed = try worker.parser(for: file).parse(record)
        let changed = systemPolicy.applied(to: parsed.conversation)
        let output = try transform(
          worker.own, SourceRecord(parsed, conversation: changed, editor: worker.editor))
        var notes = parsed.notes
        if let changed, let note = systemPolicy.note(at: changed.location) { notes.append(note) }
        return NotedOutput(output: output, notes: notes)
      }, setAside: setAside,
      consume: { noted in
        notes.add(recordNotes: noted.notes)
        try consume(noted.output)
      })
    summary.formatNames = formatNames
    summary.layouts = layouts
    summary.unusedFields = unusedFields
    notes.merge(summary.notes)
    summary.notes = notes
    return summary
  }
}

extension SystemPromptPolicy {
  /// What is noted of a record that it changed.
  fileprivate func note(at location: InputLocation) -> RecordNote? {
    switch self {
    case .fold: RecordNote(.templateSystemFolded, "the system prompt stands in the first user message", at: location)
    case .drop: RecordNote(.templateSystemDropped, "the system prompt is left out", at: location)
    case .stop: nil
    }
  }
}

/// What was made of a record, with what was noted on the way.
private struct NotedOutput<Output: Sendable>: Sendable {
  let output: Output
  let notes: [RecordNote]
}

/// The format of one input: two inputs of one format can count their options from different numbers.
private struct FileFormat: Sendable {
  let format: any DatasetFormat
  /// Counts the inputs, from 1.
  let number: Int
}

/// A worker with the parser that it needs beside its own state.
private final class ParsingWorker<Own> {
  let own: Own
  let editor: RecordEditor
  private let limits: Limits
  private let map: FieldMap
  private let systemPrompt: [UInt8]?
  private var current: (number: Int, parser: RecordParser)?

  init(own: Own, limits: Limits, map: FieldMap, systemPrompt: [UInt8]?) {
    self.own = own
    self.limits = limits
    self.map = map
    self.systemPrompt = systemPrompt
    editor = RecordEditor(limits: limits)
  }

  func parser(for file: FileFormat) -> RecordParser {
    if let current, current.number == file.number { return current.parser }
    let parser = RecordParser(format: file.format, map: map, systemPrompt: systemPrompt, limits: limits)
    current = (file.number, parser)
    return parser
  }
}
