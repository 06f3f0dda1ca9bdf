import Diagnostics

/// Proves an export against its manifest: reads every byte of it again.
///
/// What is proved: the manifest is one that this version writes and its counts agree; exactly the files that it names are
/// there, with their sizes and sums; each shard is the plain archive that an export writes of its rows; every row keeps
/// the rules of its schema, and the counts and content sums of shards, splits and totals are those of the rows;
/// `segments.jsonl` has the line of each segment; the ledger has as many lines as records were shortened or dropped, and
/// these are in the shards with the tokens that it states, or not there; `SHA256SUMS` and the card say the same.
///
/// Memory: one row, the records of the ledger, and some buffers. Time: O(*n*) for *n* bytes.
public struct ExportVerifier: Sendable {
  public init() {}

  /// Verifies the export in a folder.
  ///
  /// - Parameters:
  ///   - directory: The export's folder.
  ///   - reader: Given what is read on the way.
  /// - Returns: All that is wrong, which is nothing where the export is what it says.
  /// - Throws: `export.not-an-export` when there is no manifest to prove anything against; `export.unreadable` when the
  ///   operating system refuses to read; what `reader` throws for a segment.
  public func verify(_ directory: String, reader: ExportReader = ExportReader()) throws -> VerificationReport {
    let file = try ManifestFile(of: directory)
    let (path, bytes) = (file.path, file.bytes)
    var findings = VerificationFindings()
    let manifest: Manifest
    do {
      manifest = try file.manifest()
    } catch let error as TrainPackError {
      findings.add(.verifyManifest, error, file: path)
      return VerificationReport(
        manifest: nil, findings: findings.all, counts: RowCounts(), byteCount: bytes.count)
    }
    if let obstacle = ManifestCheck(manifest: manifest).obstacle {
      findings.add(.verifyManifest, "the manifest contradicts itself: \(obstacle)", at: InputLocation(source: path))
      return VerificationReport(
        manifest: manifest, findings: findings.all, counts: RowCounts(), byteCount: bytes.count)
    }
    let verification = ExportVerification(
      directory: directory, manifest: manifest, manifestBytes: bytes, reader: reader)
    try verification.run()
    return verification.report
  }
}
