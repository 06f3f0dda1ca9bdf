/// How rows are laid out in shard files.
public enum ShardLayout: String, Sendable, CaseIterable {
  /// One JSONL file in a tar archive: `load_dataset` gives flat columns, ready for a trainer.
  case jsonlTar = "jsonl-tar"

  /// What a shard's file name ends in, before the compression's part.
  var fileExtension: String {
    switch self {
    case .jsonlTar: ".jsonl.tar"
    }
  }
}

/// How shard files are compressed as a whole.
public enum ShardCompression: String, Sendable, CaseIterable {
  case none
}
