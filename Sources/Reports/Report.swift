import Diagnostics

/// What a command has to say, as data: faces (text, JSON, …) are made of it, and it knows nothing of datasets.
public struct Report: Hashable, Sendable {
  /// The name in the JSON schema, `trainpack/<name>/<version>`.
  public var name: String
  /// The version of the JSON schema, raised when a reader of the old one would be misled.
  public var version: Int
  /// One line for people: what was looked at.
  public var title: String
  public var sections: [ReportSection]

  public init(name: String, version: Int = 1, title: String, sections: [ReportSection] = []) {
    self.name = name
    self.version = version
    self.title = title
    self.sections = sections
  }

  /// The JSON schema's name.
  public var schema: String { "trainpack/\(name)/\(version)" }

  public mutating func append(_ section: ReportSection) { sections.append(section) }
}

/// Blocks of a report that belong together for a reader. JSON does not show sections, only their blocks.
public struct ReportSection: Hashable, Sendable {
  public var title: String
  public var blocks: [ReportBlock]

  public init(_ title: String, _ blocks: [ReportBlock] = []) {
    self.title = title
    self.blocks = blocks
  }
}

/// One piece of a section.
public enum ReportBlock: Hashable, Sendable {
  case facts(ReportFacts)
  case table(ReportTable)
  case distribution(Distribution)
  /// Findings in the order in which they are to be read.
  case findings([Finding])
  /// A paragraph.
  case note(String)
  /// Lines to copy, neither wrapped nor changed.
  case code(String)
}
