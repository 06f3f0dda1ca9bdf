import Reports

extension ReadSummary {
  /// What the records are and how they became conversations, for a report.
  public var sourceFacts: ReportFacts {
    var facts: [ReportFacts.Fact] = [
      .init("formats", "format of the records", .text(formatNames.joined(separator: ", ")))
    ]
    if !layouts.isEmpty {
      facts.append(
        .init(
          "record_layouts", "record layout",
          .text(layouts.map { "\($0.name) (sha256 \($0.sum.hexadecimal.prefix(12)))" }.joined(separator: ", "))))
    }
    if !unusedFields.isEmpty {
      facts.append(.init("unused_fields", "fields that are not used", .text(unusedFields.joined(separator: ", "))))
    }
    return ReportFacts("source", facts)
  }
}
