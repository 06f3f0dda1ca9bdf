/// Named values, one a line.
public struct ReportFacts: Hashable, Sendable {
  /// A rule, and the names of what it rests on.
  public struct Basis: Hashable, Sendable {
    public var rule: String
    public var evidence: [String]

    public init(_ rule: String, _ evidence: [String]) {
      self.rule = rule
      self.evidence = evidence
    }
  }

  public struct Fact: Hashable, Sendable {
    /// The name in JSON, in snake case.
    public var key: String
    /// The name for people.
    public var label: String
    public var value: ReportValue
    /// Why the value is what it is; `nil` where nothing has to be said.
    public var basis: Basis?

    public init(_ key: String, _ label: String, _ value: ReportValue, basis: Basis? = nil) {
      self.key = key
      self.label = label
      self.value = value
      self.basis = basis
    }
  }

  /// The name of the object in JSON that holds the facts.
  public var key: String
  public var facts: [Fact]

  public init(_ key: String, _ facts: [Fact]) {
    self.key = key
    self.facts = facts
  }

  /// The facts as a table with their rules and evidence; `nil` where none has any.
  var justified: ReportTable? {
    if facts.allSatisfy({ $0.basis == nil }) { return nil }
    return ReportTable(
      key, columns: [.init("fact", ""), .init("value", ""), .init("rule", "rule"), .init("evidence", "evidence")],
      rows: facts.map { fact in
        let basis: [ReportValue] = fact.basis.map { [.text($0.rule), .list($0.evidence)] } ?? [.text(""), .text("")]
        return [.text(fact.label), fact.value] + basis
      })
  }
}
