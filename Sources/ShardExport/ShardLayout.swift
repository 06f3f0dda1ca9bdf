import Archives
import Diagnostics

/// How rows are laid out in shard files.
public enum ShardLayout: String, Sendable, CaseIterable {
  /// One JSONL file in a tar archive: `load_dataset` gives flat columns, ready for a trainer.
  case jsonlTar = "jsonl-tar"
  /// A tar archive with one JSON file a row: `datasets` streams it, and `webdataset` reads it.
  case webdataset
  /// A JSONL file, without an archive.
  case jsonl

  /// What a shard's file name ends in, before the compression's part.
  var fileExtension: String {
    switch self {
    case .jsonlTar: ".jsonl.tar"
    case .webdataset: ".tar"
    case .jsonl: ".jsonl"
    }
  }

  /// The compressions that the readers of the layout know.
  ///
  /// Source: each was read by `datasets` 3.6 and 5.2; of tar.zst, `datasets` and `webdataset` take the compressed bytes
  /// for the archive's.
  public var compressions: [ShardCompression] {
    switch self {
    case .jsonlTar, .webdataset: [.none, .gzip, .xz]
    case .jsonl: [.none, .gzip, .xz, .zstd]
    }
  }

  /// - Throws: `export.compression`.
  func check(_ compression: ShardCompression) throws {
    if compressions.contains(compression) { return }
    throw TrainPackError(
      .exportCompression,
      "nothing reads shards of the layout \(rawValue) that are compressed with \(compression.rawValue)",
      details: [
        "`datasets` and `webdataset` take the compressed bytes of a .tar.zst for those of the archive and fail"
      ],
      fix: "use --compression gzip, or --layout jsonl --compression zstd, which `datasets` reads")
  }
}

/// How shard files are compressed as a whole.
public enum ShardCompression: String, Sendable, CaseIterable {
  case none, gzip, xz, zstd

  /// What a shard's file name ends in, behind the layout's part.
  var fileExtension: String {
    switch self {
    case .none: ""
    case .gzip: ".gz"
    case .xz: ".xz"
    case .zstd: ".zst"
    }
  }

  var codec: ByteSource.Compression {
    switch self {
    case .none: .none
    case .gzip: .gzip
    case .xz: .xz
    case .zstd: .zstd
    }
  }
}

/// What shard files are: a layout and a compression that goes with it.
struct ShardForm: Hashable {
  var layout: ShardLayout
  var compression: ShardCompression

  /// What a shard's file name ends in.
  var fileExtension: String { layout.fileExtension + compression.fileExtension }

  static let all: [ShardForm] = ShardLayout.allCases.flatMap { layout in
    layout.compressions.map { ShardForm(layout: layout, compression: $0) }
  }
}
