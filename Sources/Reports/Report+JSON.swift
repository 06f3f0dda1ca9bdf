import Diagnostics
import StrictJSON

extension Report {
  /// The report as JSON: an object that begins with `schema` and has one member for each block, by its key. Facts are an
  /// object, a table is an array with an object a row, a distribution an object with its figures and bins; the findings
  /// are the array `findings`, and the paragraphs, where there are any, the array `notes`. Shares are given in 0...1.
  ///
  /// - Throws: `TrainPackError` with code `report.duplicate-key`.
  public func json() throws(TrainPackError) -> JSON {
    var members = [JSON.Member("schema", .text(schema)), JSON.Member("title", .text(title))]
    var keys: Set<String> = ["schema", "title", "notes"]
    var notes: [JSON] = []
    for block in sections.flatMap(\.blocks) {
      switch block {
      case .note(let text), .code(let text):
        notes.append(.text(text))
        continue
      case .facts, .table, .distribution, .findings: break
      }
      if !keys.insert(block.key).inserted {
        throw TrainPackError(
          .reportDuplicateKey, "two parts of the report \(schema) are named \(block.key)",
          fix: "report this as a defect of TrainPack, with the command that was run")
      }
      members.append(JSON.Member(block.key, try block.json()))
    }
    if !notes.isEmpty { members.append(JSON.Member("notes", .array(notes))) }
    return .object(members)
  }
}

extension ReportBlock {
  /// The name of the block's member in JSON.
  var key: String {
    switch self {
    case .facts(let facts): facts.key
    case .table(let table): table.key
    case .distribution(let distribution): distribution.key
    case .findings: "findings"
    case .note, .code: "notes"
    }
  }

  func json() throws(TrainPackError) -> JSON {
    switch self {
    case .facts(let facts): try facts.json()
    case .table(let table): try table.json()
    case .distribution(let distribution): distribution.json
    case .findings(let findings): .array(findings.map(\.json))
    case .note(let text), .code(let text): .text(text)
    }
  }

  /// An object; `report.duplicate-key` when two of its keys are equal.
  static func object(_ members: [(String, JSON)], in name: String) throws(TrainPackError) -> JSON {
    if Set(members.map(\.0)).count != members.count {
      throw TrainPackError(
        .reportDuplicateKey, "two values of \(name) in a report share a name",
        fix: "report this as a defect of TrainPack, with the command that was run")
    }
    return .object(members.map { JSON.Member($0.0, $0.1) })
  }
}

extension ReportFacts {
  func json() throws(TrainPackError) -> JSON {
    try ReportBlock.object(facts.map { ($0.key, $0.json) }, in: key)
  }
}

extension ReportFacts.Fact {
  /// The value; with its rule and evidence where it has them.
  fileprivate var json: JSON {
    guard let basis else { return value.json }
    return ["value": value.json, "rule": .text(basis.rule), "evidence": .array(basis.evidence.map(JSON.text))]
  }
}

extension ReportTable {
  func json() throws(TrainPackError) -> JSON {
    var objects: [JSON] = []
    for row in rows.indices {
      let members = columns.enumerated().map { ($1.key, value(row: row, column: $0).json) }
      objects.append(try ReportBlock.object(members, in: key))
    }
    return .array(objects)
  }
}

extension ReportValue {
  var json: JSON {
    switch self {
    case .count(let value): .integer(value)
    case .range(let range): ["from": .integer(range.lowerBound), "through": .integer(range.upperBound)]
    case .number(let value, _), .share(let value, _): JSON.double(value) ?? .null
    case .scaled(let value, _, _): Int(exactly: value).map(JSON.integer) ?? JSON.double(value) ?? .null
    case .text(let value): .text(value)
    case .list(let values): .array(values.map(JSON.text))
    case .sums(let values): .array(values.map { ["name": .text($0.name), "sha256": .text($0.sha256)] })
    case .flag(let value): .bool(value == .yes)
    case .none: .null
    }
  }
}

extension Distribution {
  var json: JSON {
    let percentiles = zip(Self.percentiles, histogram.percentiles(Self.percentiles))
      .map { JSON.Member("p\($0)", Self.integer($1)) }
    let bins = histogram.bins(edges: edges).map { bin in
      ["from": .integer(bin.from), "through": .integer(bin.through), "count": .integer(bin.count)] as JSON
    }
    let marks = marks.map { mark in
      [
        "value": .integer(mark.value), "label": .text(mark.label),
        "above": .integer(histogram.count(above: mark.value)),
      ] as JSON
    }
    return .object(
      [
        JSON.Member("count", .integer(histogram.count)), JSON.Member("sum", .integer(histogram.sum)),
        JSON.Member("minimum", Self.integer(histogram.minimum)),
      ] + percentiles + [
        JSON.Member("maximum", Self.integer(histogram.maximum)),
        JSON.Member("mean", histogram.mean.flatMap(JSON.double) ?? .null), JSON.Member("bins", .array(bins)),
        JSON.Member("marks", .array(marks)),
      ])
  }

  private static func integer(_ value: Int?) -> JSON { value.map(JSON.integer) ?? .null }
}

extension Finding {
  var json: JSON {
    [
      "code": .text(code.id), "severity": .text(severity.rawValue), "message": .text(message),
      "count": .integer(count), "places": .array(places.map(\.json)), "fix": .text(fix),
    ]
  }
}

extension InputLocation {
  /// What is known of the place, each under its own key.
  var json: JSON {
    var members = [JSON.Member("source", .text(source))]
    if let line { members.append(JSON.Member("line", .integer(line))) }
    if let column { members.append(JSON.Member("column", .integer(column))) }
    if let byteOffset { members.append(JSON.Member("byte_offset", .integer(byteOffset))) }
    if let recordID { members.append(JSON.Member("record_id", .text(recordID))) }
    if let pointer { members.append(JSON.Member("pointer", .text(pointer))) }
    return .object(members)
  }
}
