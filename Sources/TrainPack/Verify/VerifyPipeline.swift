import ContextFitting
import Diagnostics
import ShardExport

/// Proves an export against its manifest, and against the files it was made from.
public struct VerifyPipeline: Sendable {
  /// The export's folder.
  public var directory: String
  /// The files that the export was made from, in the same order; empty to leave them out.
  public var sources: [String]
  public var work: WorkPlan

  public init(directory: String, sources: [String] = [], work: WorkPlan = WorkPlan()) {
    self.directory = directory
    self.sources = sources
    self.work = work
  }

  /// - Throws: `export.not-an-export`, `export.unreadable`, and what reading the sources throws. All that is wrong with
  ///   the export is a finding.
  public func run() throws -> VerifyOutcome {
    let report = try ExportVerifier().verify(directory)
    guard !sources.isEmpty, let manifest = report.manifest, report.passed else {
      return VerifyOutcome(directory: directory, report: report)
    }
    let comparison = try SourceComparison(directory: directory, manifest: manifest, sources: sources, work: work).run()
    return VerifyOutcome(directory: directory, report: report, source: comparison)
  }
}

/// What verifying an export found.
public struct VerifyOutcome: Sendable {
  public var directory: String
  public var report: VerificationReport
  /// What comparing with the sources found; `nil` when it was not asked for, or the export itself is broken.
  public var source: SourceComparisonResult?

  public var findings: [Finding] { report.findings + (source?.findings ?? []) }
  public var isProven: Bool { findings.isEmpty }
}
