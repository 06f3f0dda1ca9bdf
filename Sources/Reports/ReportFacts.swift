/// Named values, one a line.
public struct ReportFacts: Hashable, Sendable {
  public struct Fact: Hashable, Sendable {
    /// The name in JSON, in snake case.
    public var key: String
    /// The name for people.
    public var label: String
    public var value: ReportValue

    public init(_ key: String, _ label: String, _ value: ReportValue) {
      self.key = key
      self.label = label
      self.value = value
    }
  }

  /// The name of the object in JSON that holds the facts.
  public var key: String
  public var facts: [Fact]

  public init(_ key: String, _ facts: [Fact]) {
    self.key = key
    self.facts = facts
  }
}
