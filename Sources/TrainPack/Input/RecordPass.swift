import Diagnostics
import Records

/// One pass over all records as conversations.
struct RecordPass {
  let input: DatasetInput
  let work: WorkPlan

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
    var formatNames: [String] = []
    var notes = RecordNoteTally()
    var summary = try BatchPass(input: input, work: work).run(
      begin: { batch in
        let format =
          try input.formatName.map { try catalogue.format(named: $0) }
          ?? catalogue.recogniseFormat(in: batch, limits: limits)
        if !formatNames.contains(format.name) { formatNames.append(format.name) }
        return format
      },
      makeWorker: { ParsingWorker(own: makeWorker(), limits: limits, systemPrompt: systemPrompt) },
      transform: { worker, format, record in
        let parsed = try worker.parser(for: format).parse(record)
        let output = try transform(worker.own, SourceRecord(parsed, editor: worker.editor))
        return NotedOutput(output: output, notes: parsed.notes)
      }, setAside: setAside,
      consume: { noted in
        notes.add(recordNotes: noted.notes)
        try consume(noted.output)
      })
    summary.formatNames = formatNames
    notes.merge(summary.notes)
    summary.notes = notes
    return summary
  }
}

/// What was made of a record, with what was noted on the way.
private struct NotedOutput<Output: Sendable>: Sendable {
  let output: Output
  let notes: [RecordNote]
}

/// A worker with the parsers that it needs beside its own state.
private final class ParsingWorker<Own> {
  let own: Own
  let editor: RecordEditor
  private let limits: Limits
  private let systemPrompt: [UInt8]?
  private var parsers: [RecordParser] = []

  init(own: Own, limits: Limits, systemPrompt: [UInt8]?) {
    self.own = own
    self.limits = limits
    self.systemPrompt = systemPrompt
    editor = RecordEditor(limits: limits)
  }

  func parser(for format: any DatasetFormat) -> RecordParser {
    if let parser = parsers.first(where: { $0.format.name == format.name }) { return parser }
    let parser = RecordParser(format: format, systemPrompt: systemPrompt, limits: limits)
    parsers.append(parser)
    return parser
  }
}
