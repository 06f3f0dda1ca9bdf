import Diagnostics
import StrictJSON
import Testing

@testable import ShardExport

@Suite("Index for wids")
struct WidsIndexTests {
  private func export() -> SyntheticExport {
    SyntheticExport(seed: 4, rowCount: 50, layout: .webdataset, splitNames: ["train", "test"])
  }

  private func write(_ export: SyntheticExport, to path: String) throws -> Manifest {
    var options = export.options
    options.wids = .written
    let writer = try ExportWriter(destination: path, options: options)
    for line in export.ledgerLines { try writer.append(ledgerLine: Array(line.utf8)) }
    for (split, segments) in export.rows { try writer.append(row: segments, to: split) }
    return try writer.finish(export.description)
  }

  @Test("each split has an index of its shards, which the manifest names and the export is proven with")
  func indexes() throws {
    let folder = TemporaryFolder()
    let manifest = try write(export(), to: folder.path("out"))
    #expect(manifest.wids == .written)
    #expect(
      manifest.extraFiles.map(\.path) == ["fit-ledger.jsonl", "segments.jsonl", "wids-train.json", "wids-test.json"])
    let files = try folder.files(in: "out")
    for split in manifest.splits {
      let bytes = try #require(files["wids-\(split.name).json"])
      let index = try JSONReader().readTree(bytes, at: InputLocation(source: "index"))
      #expect(index["__kind__"]?.string == "wids-shard-index-v1" && index["wids_version"]?.int == 1)
      #expect(index["name"]?.string == split.name)
      let shards = try #require(index["shardlist"]?.array)
      #expect(shards.map { $0["url"]?.string } == split.shards.map(\.path) && shards.count > 1)
      #expect(shards.map { $0["nsamples"]?.int } == split.shards.map(\.counts.rows))
      #expect(shards.map { $0["filesize"]?.int } == split.shards.map(\.byteCount))
      #expect(shards.allSatisfy { $0["md5sum"]?.string?.utf8.count == 32 })
    }
    #expect(try ExportVerifier().verify(folder.path("out")).findings == [])
    // It is an export, and may be replaced by another.
    _ = try export().write(to: folder.path("out"), overwrite: .replace)
    #expect(try ExportVerifier().verify(folder.path("out")).findings == [])
  }

  @Test("an index of other shards is found, and so is one that is missing or named wrongly")
  func damaged() throws {
    let folder = TemporaryFolder()
    _ = try write(export(), to: folder.path("out"))
    func codes(_ change: (inout ExportTree) throws -> Void) throws -> [DiagnosticCode] {
      var tree = try ExportTree(folder, "out")
      try change(&tree)
      tree.seal()
      try? FileSystem.removeTree(folder.path("damaged"))
      try tree.write(to: folder, "damaged")
      return try ExportVerifier().verify(folder.path("damaged")).findings.map(\.code)
    }
    #expect(try codes { _ in } == [])
    let text = String(decoding: try ExportTree(folder, "out").files["wids-train.json"] ?? [], as: UTF8.self)
    for (old, new) in [
      ("nsamples\": ", "nsamples\": 1"), ("filesize\": ", "filesize\": 1"), ("wids_version\": 1", "wids_version\": 2"),
    ] {
      #expect(try codes { $0.setFile("wids-train.json", text.replacing(old, with: new)) } == [.verifyWids])
    }
    #expect(try codes { $0.files["wids-test.json"] = nil }.contains(.verifyMissingFile))
    #expect(try codes { $0.manifest.extraFiles.removeLast() }.contains(.verifyManifest))
    #expect(try codes { $0.manifest.extraFiles[3].path = "wids-other.json" }.contains(.verifyManifest))
  }

  @Test("shards that wids does not read have no index")
  func refused() throws {
    for (layout, compression) in [
      (ShardLayout.jsonlTar, ShardCompression.none), (.jsonl, .none), (.webdataset, .gzip), (.webdataset, .xz),
    ] {
      var options = export().options
      (options.layout, options.compression, options.wids) = (layout, compression, .written)
      let error = #expect(throws: TrainPackError.self) { try options.validate() }
      #expect(error?.code == .exportWids && error?.message.contains(layout.rawValue) == true)
    }
  }
}
