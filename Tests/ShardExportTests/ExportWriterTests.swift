import Diagnostics
import Testing

@testable import ShardExport

@Suite("Export writer")
struct ExportWriterTests {
  @Test("an export verifies, whatever the shapes of its rows", arguments: 1...12)
  func verifies(seed: Int) throws {
    let folder = TemporaryFolder()
    var export = SyntheticExport(seed: UInt64(seed))
    export.positionIDs = seed % 2 == 0 ? .written : .omitted
    export.contextLength = [1, 7, 64, 300][seed % 4]
    export.maximumShardByteCount = [1, 4_000, 20_000, 1 << 20][seed / 3 % 4]
    if seed % 3 == 0 { export.splitNames = ["train", "validation"] }
    let manifest = try export.write(to: folder.path("out"))
    let report = try ExportVerifier().verify(folder.path("out"))
    #expect(report.findings == [], "seed \(seed), \(export)")
    #expect(report.manifest == manifest)
    #expect(report.counts == manifest.totals)
    #expect(manifest.totals.rows == export.rowCount)
    #expect(try folder.names() == ["out"])
  }
}
