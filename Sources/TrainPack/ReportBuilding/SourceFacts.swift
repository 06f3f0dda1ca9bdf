import Reports
import ShardExport

extension ReadSummary {
  /// What the records are and how they became conversations, for a report; `nil` where they stayed records.
  public var sourceFacts: ReportFacts? {
    guard !formatNames.isEmpty else { return nil }
    var facts: [ReportFacts.Fact] = [.init("formats", "format of the records", .list(formatNames))]
    facts += layouts.fact.map { [$0] } ?? []
    if !unusedFields.isEmpty {
      facts.append(.init("unused_fields", "fields that are not used", .list(unusedFields)))
    }
    return ReportFacts("source", facts)
  }

  /// The same, as the first block of a section; empty where the records stayed records.
  public var sourceBlocks: [ReportBlock] { sourceFacts.map { [.facts($0)] } ?? [] }
}

extension [RecordLayoutIdentity] {
  /// The layouts by which records became conversations, for a report; `nil` where none did.
  var fact: ReportFacts.Fact? {
    if isEmpty { return nil }
    return .init("record_layouts", "record layout", .sums(map { .init($0.name, sha256: $0.sum.hexadecimal) }))
  }
}
