/// What becomes of an example that is longer than the budget.
public enum FitPolicy: String, Hashable, Sendable, CaseIterable {
  /// It is left out, and the ledger says so. The default: a cut can remove the decisive finding.
  case drop
  /// Its vignette is shortened by one run of whole sentences; where that cannot be done it is left out.
  case trim
  /// It stops the run.
  case raise
}
