import Crypto
import Diagnostics
import StrictJSON

/// Whether an export has an index of its shards for `wids`.
public enum WidsIndexing: Hashable, Sendable {
  case omitted
  /// One file a split.
  case written
}

/// The index of a split's shards, with which `wids` reads rows of the layout `webdataset` by their number.
///
/// Source: `wids` 0.1.11, `wids_specs.py`: `shardlist` with `url`, relative to the index, and `nsamples`; `md5sum` and
/// `filesize` as its own `widsindex create` writes them. It maps shards into memory, so they are not compressed.
struct WidsIndex {
  let split: SplitDescription
  /// The MD5 sum of each shard file, in hexadecimal.
  let sums: [String]

  /// - Throws: `export.unreadable`.
  init(_ split: SplitDescription, in directory: String) throws {
    self.split = split
    sums = try split.shards.map { try Self.sum(ofFileAt: directory + "/" + $0.path) }
  }

  /// The bytes of the file.
  var text: [UInt8] {
    let shards = zip(split.shards, sums).map { shard, sum -> JSON in
      [
        "url": .text(shard.path), "nsamples": .integer(shard.counts.rows), "md5sum": .text(sum),
        "filesize": .integer(shard.byteCount),
      ]
    }
    let index: JSON = [
      "__kind__": "wids-shard-index-v1", "wids_version": 1, "name": .text(split.name), "shardlist": .array(shards),
    ]
    return JSONWriter.bytes(of: index, layout: .indented) + [UInt8(ascii: "\n")]
  }

  private static func sum(ofFileAt path: String) throws -> String {
    var hash = Insecure.MD5()
    try InputFile(path: path).forEachBlock { block in
      block.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    return hash.finalize().map { byte in
      let digits = String(byte, radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// - Throws: `export.wids` for shards that `wids` does not read.
  static func check(_ form: ShardForm) throws {
    if form == ShardForm(layout: .webdataset, compression: .none) { return }
    throw TrainPackError(
      .exportWids,
      "`wids` does not read shards of the layout \(form.layout.rawValue)"
        + (form.compression == .none ? "" : " with the compression \(form.compression.rawValue)"),
      fix: "use --wids with --layout webdataset --compression none, or leave it out")
  }
}

extension Manifest {
  /// The paths of the files beside the shards that belong to an export of these splits.
  ///
  /// - Parameter wids: Whether there are indexes for `wids`.
  func extraPaths(_ wids: WidsIndexing) -> [String] {
    [ExportFileName.ledger, ExportFileName.segments]
      + (wids == .written ? splits.map { ExportFileName.widsIndex(of: $0.name) } : [])
  }

  /// Whether the export has indexes for `wids`.
  public var wids: WidsIndexing { extraFiles.count > extraPaths(.omitted).count ? .written : .omitted }
}
