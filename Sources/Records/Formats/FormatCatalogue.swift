import Diagnostics
import StrictJSON

/// The dataset formats that there are: found by name, or recognised from records.
public struct FormatCatalogue: Sendable {
  public let formats: [any DatasetFormat]
  /// Formats that are only used when they are named: they say what `formats` learn from the data.
  public let namedOnly: [any DatasetFormat]

  /// The formats that TrainPack reads.
  ///
  /// - Throws: `records.invalid-layout`, never with the layouts that TrainPack brings.
  public static func standard() throws -> FormatCatalogue {
    FormatCatalogue(
      [
        MessagesFormat(), ShareGPTFormat(), AlpacaFormat(), PromptCompletionFormat(), try QueryResponseFormat(),
        PreferenceFormat(), try MedQAFormat(), try MedMCQAFormat(), try PubMedQAFormat(), try DialogueNoteFormat(),
        TextFormat(),
      ],
      namedOnly: [
        try MedQAFormat(base: .zero), try MedQAFormat(base: .one), try MedMCQAFormat(base: .zero),
        try MedMCQAFormat(base: .one),
      ])
  }

  public init(_ formats: [any DatasetFormat], namedOnly: [any DatasetFormat] = []) {
    self.formats = formats
    self.namedOnly = namedOnly
  }

  public var names: [String] { (formats + namedOnly).map(\.name) }

  /// The format that `--input-format` names.
  ///
  /// - Throws: `records.unknown-format-name`, with the nearest names.
  public func format(named name: String) throws -> any DatasetFormat {
    if let format = (formats + namedOnly).first(where: { Array($0.name.utf8) == Array(name.utf8) }) { return format }
    throw TrainPackError(
      .recordsUnknownFormatName, "there is no dataset format \"\(name)\"",
      details: ["formats: \(names.joined(separator: ", "))"],
      fix: NearestNames(to: name, among: names).question
        ?? "name one of the formats, or leave the option out to have the format recognised")
  }

  /// How many records are looked at to recognise a format.
  public static let sampleCount = 100

  /// The format of an input, ready for its records: named or recognised, laid out, and adapted to the data.
  ///
  /// - Parameter batch: The first records of the input.
  /// - Throws: What `format(named:)`, `recogniseFormat` and the format itself throw; `records.unknown-map-name` for a
  ///   field of `choice.map` that the format does not read.
  public func format(
    for batch: RecordBatch, choice: FormatChoice, limits: Limits = Limits()
  ) throws -> any DatasetFormat {
    try checkNames(of: choice)
    let found =
      try choice.name.map { try format(named: $0) } ?? recogniseFormat(in: batch, map: choice.map, limits: limits)
    let laidOut = try found.laidOut(by: choice.layout)
    try check(choice.map, for: laidOut)
    let reader = JSONReader(limits: limits)
    let cells = TableCells(laidOut.shape.cells, map: choice.map)
    let fields = batch.records.compactMap { record in
      (try? reader.sketchObject(record, cells: cells)).map { RecordFields($0.root, map: choice.map) }
    }
    try laidOut.checkLayout(for: fields)
    return try laidOut.adapted(to: fields)
  }

  /// A name that no format reads is a slip, and would only make the format unknown.
  private func checkNames(of choice: FormatChoice) throws {
    if case .text = choice.layout { return }
    let known = formats.flatMap(\.fieldNames) + RecordIdentifier.keys
    for entry in choice.map.entries where !known.contains(where: { $0.utf8.elementsEqual(entry.name.utf8) }) {
      throw TrainPackError(
        .recordsUnknownMapName, "--map \(entry.text): no format reads a field \"\(entry.name)\"",
        fix: NearestNames(to: entry.name, among: known).question ?? "map a field of one of the formats")
    }
  }

  private func check(_ map: FieldMap, for format: any DatasetFormat) throws {
    let known = format.fieldNames + (format.layout?.fieldNames ?? []) + RecordIdentifier.keys
    for entry in map.entries where !known.contains(where: { $0.utf8.elementsEqual(entry.name.utf8) }) {
      throw TrainPackError(
        .recordsUnknownMapName, "--map \(entry.text): the format \(format.name) reads no field \"\(entry.name)\"",
        details: ["it reads: \(known.joined(separator: ", "))"],
        fix: NearestNames(to: entry.name, among: known).question ?? "map one of the fields that it reads")
    }
  }

  /// The format of the first records of `batch`.
  ///
  /// Of the first 100 records those count that are JSON objects. The format is the one that at least half of them fit,
  /// when no record fits another one; a record that does not fit is then an error of its own, with its place.
  ///
  /// - Throws: `records.unknown-format` and `records.ambiguous-format`, saying what each format missed; the first record's
  ///   own error when no record can be read.
  public func recogniseFormat(
    in batch: RecordBatch, map: FieldMap = FieldMap(), limits: Limits = Limits()
  ) throws -> any DatasetFormat {
    let reader = JSONReader(limits: limits)
    var objects: [SampledRecord] = []
    var firstError: (any Error)?
    for record in batch.records.prefix(Self.sampleCount) {
      do {
        objects.append(try SampledRecord(record, formats: formats, map: map, reader: reader))
      } catch { firstError = firstError ?? error }
    }
    guard let first = objects.first, let record = batch.records.first else {
      throw firstError.map { Self.explaining($0, record: batch.records.first) }
        ?? TrainPackError(.recordsNoRecords, "there is no record to recognise a format from", fix: "check the input")
    }
    let counts = formats.indices.map { index in objects.count { formats[index].recognises($0.fields(index)) } }
    let fitting = formats.indices.filter { counts[$0] > 0 }
    if fitting.count == 1, let index = fitting.first, counts[index] * 2 >= objects.count { return formats[index] }
    throw failure(
      counts: counts, objects: objects,
      at: InputLocation(source: record.location.source, line: first.plain.root.location.line))
  }

  /// A first line of plain words may be meant as the name of a table's one column.
  private static func explaining(_ error: any Error, record: Record?) -> any Error {
    guard var copy = error as? TrainPackError, copy.code == .jsonInvalid, let record,
      record.container.kind == .jsonLines,
      let first = record.bytes.first, first != 0x7B && first != 0x22 && first != 0x5B
    else { return error }
    copy.details.append("the input is read as JSON Lines, as no first line names several columns")
    copy.fix =
      "write one JSON object a line; or, if the first line is the name of a table's only column, call the file .csv or .tsv"
    return copy
  }

  private func failure(counts: [Int], objects: [SampledRecord], at location: InputLocation) -> TrainPackError {
    let fitting = zip(formats, counts).filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }.map(\.0.name)
    let nearest = nearest(to: objects, counts: counts)
    var details = nearest.map { index in
      let (format, count) = (formats[index], counts[index])
      var line = "\(format.name) (\(format.summary)): fits \(count) of \(objects.count)"
      if let misfit = objects.first(where: { !format.recognises($0.fields(index)) })?.fields(index) {
        let unmet = format.shape.unmet(by: misfit).joined(separator: ", ")
        line += "; line \(misfit.root.location.line ?? 0) has \(unmet)"
      }
      return line
    }
    let others = formats.indices.filter { !nearest.contains($0) }.map { formats[$0].name }
    if !others.isEmpty { details.append("further formats, which lack more: \(others.joined(separator: ", "))") }
    if fitting.count > 1 {
      return TrainPackError(
        .recordsAmbiguousFormat, "the first records fit more than one format: \(fitting.joined(separator: ", "))",
        at: location, details: details, fix: "name the one that is meant with --input-format \(fitting[0])")
    }
    let names = objects.first.map { Self.fieldNames(of: $0.plain.root) } ?? ""
    let hasChoices = objects.first?.plain.value("choices")?.kind == .array
    return TrainPackError(
      .recordsUnknownFormat, "the format of the first records is not recognised", at: location,
      details: ["its fields: \(names)"] + details,
      fix: "say which field is which, as in --map question=FIELD --map answer=FIELD, and where options have fields of "
        + "their own --map options=FIELD,FIELD,FIELD"
        + (hasChoices ? "; here, as the options are a list in /choices: --map options=choices" : "")
        + (fitting.first.map { "; or name the format with --input-format \($0) to see what is wrong in each record" }
          ?? ""))
  }

  /// How many formats a failure tells about.
  private static let toldCount = 4

  /// The formats that fit any record, then those that the first misfit lacks least of.
  private func nearest(to objects: [SampledRecord], counts: [Int]) -> [Int] {
    let distances = formats.indices.map { index in
      let unmet = objects.first.map { formats[index].shape.unmet(by: $0.fields(index)).count } ?? 0
      return counts[index] > 0 ? -1 : unmet * 100 / max(1, formats[index].shape.requirements.count)
    }
    let order = formats.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
    return Array(order.prefix(max(Self.toldCount, counts.count { $0 > 0 })))
  }

  private static func fieldNames(of root: JSONValue) -> String {
    let names = root.members.prefix(20).map { $0.key.string ?? "" }
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }
}

/// What the user says about the format of an input.
public struct FormatChoice: Hashable, Sendable {
  /// The format's name; `nil` to have it recognised.
  public var name: String?
  public var map: FieldMap
  public var layout: LayoutChoice

  public init(name: String? = nil, map: FieldMap = FieldMap(), layout: LayoutChoice = .standard) {
    self.name = name
    self.map = map
    self.layout = layout
  }
}
