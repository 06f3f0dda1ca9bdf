import Diagnostics
import ShardExport

/// Proves an export against its manifest, and against the files it was made from.
public struct VerifyPipeline: Sendable {
  /// The export's folder.
  public var directory: String
  /// What the export was made from; `nil` to prove it against its manifest alone.
  public var source: VerifySource?
  public var work: WorkPlan

  public init(directory: String, source: VerifySource? = nil, work: WorkPlan = WorkPlan()) {
    self.directory = directory
    self.source = source
    self.work = work
  }

  /// Verifies the export. Where it is not what its manifest says it is not compared with its source.
  ///
  /// - Throws: `export.not-an-export`, `export.unreadable`; with a source `verify.source-count`, `verify.source-stream`,
  ///   `verify.profile`, `verify.system-prompt`, and what reading the source throws. All that is wrong with the export is
  ///   a finding.
  public func run() throws -> VerifyOutcome {
    guard let source else {
      return VerifyOutcome(
        directory: directory, report: try ExportVerifier().verify(directory, reader: RecalledExport.formReader))
    }
    let export = RecalledExport()
    let report = try ExportVerifier().verify(directory, reader: export.reader)
    guard let manifest = report.manifest, report.passed else {
      return VerifyOutcome(directory: directory, report: report, wasSourceAsked: true)
    }
    let comparison = try SourceComparison(
      directory: directory, manifest: manifest, export: export, source: source, work: work
    ).run()
    return VerifyOutcome(directory: directory, report: report, source: comparison, wasSourceAsked: true)
  }
}

/// What verifying an export found.
public struct VerifyOutcome: Sendable {
  public var directory: String
  public var report: VerificationReport
  /// What comparing with the source found; `nil` when it was not asked for, or the export itself is broken.
  public var source: SourceComparisonResult?
  public var wasSourceAsked = false

  public var findings: [Finding] { report.findings + (source?.findings ?? []) }
  public var isProven: Bool { findings.isEmpty }
}
