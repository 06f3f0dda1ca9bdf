/// What becomes of an example that is longer than the budget, and what may be taken from it.
public struct FitPolicy: Hashable, Sendable {
  /// What is done.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// It is left out, and the ledger says so. The default: a cut can remove the decisive finding.
    case drop
    /// Its vignette is shortened by one run of whole sentences; where that cannot be done it is left out.
    case trim
    /// Its oldest exchanges are left out, as few as will do; the system prompt and the last exchange stay. Where that does
    /// not suffice it is left out.
    case turns
    /// Its vignette is divided over several examples, each of which keeps the question, the options and the answer; where
    /// a single sentence is too long it is left out.
    case split
    /// It stops the run.
    case raise
  }

  public var kind: Kind
  /// What stands where text was cut, in UTF-8; empty for nothing.
  public var marker: [UInt8]
  /// Which texts may be shortened, and in what order.
  public var order: TrimOrder

  public init(_ kind: Kind, marker: [UInt8] = [], order: TrimOrder = TrimOrder()) {
    self.kind = kind
    self.marker = marker
    self.order = order
  }

  public static let drop = FitPolicy(.drop)
  public static let trim = FitPolicy(.trim)
  public static let turns = FitPolicy(.turns)
  public static let split = FitPolicy(.split)
  public static let raise = FitPolicy(.raise)
}
