import Yams

/// The part of a card's front matter that follows from the manifest.
struct CardFacts {
  private let manifest: Manifest

  init(_ manifest: Manifest) {
    self.manifest = manifest
  }

  /// `configs`, which names the files of each split, and `dataset_info`, which states features and sizes.
  ///
  /// `datasets` ignores both when anything in them is malformed, and then guesses.
  var pairs: [(String, Node)] {
    [("configs", .list([config])), ("dataset_info", datasetInformation)]
  }

  private var config: Node {
    let files = manifest.splits.map { split -> Node in
      let pattern = "\(ExportFileName.dataDirectory)/\(split.name)-*\(manifest.layout.fileExtension)"
      return Node.pairs([("split", Card.quoted(split.name)), ("path", Card.quoted(pattern))])
    }
    return .pairs([("config_name", "default"), ("data_files", .list(files))])
  }

  private var datasetInformation: Node {
    let features = manifest.rowSchema.columns.map { column -> Node in
      // `sequence` is the spelling that all versions of `datasets` read; `list` came later.
      Node.pairs([("name", Card.quoted(column.rawValue)), ("sequence", "int32")])
    }
    let splits = manifest.splits.map { split -> Node in
      Node.pairs([
        ("name", Card.quoted(split.name)), ("num_bytes", Self.integer(arrowByteCount(split.counts))),
        ("num_examples", Self.integer(split.counts.rows)),
      ])
    }
    let downloadByteCount = manifest.splits.flatMap(\.shards).reduce(0) { $0 &+ $1.byteCount }
    let datasetByteCount = manifest.splits.reduce(0) { $0 &+ arrowByteCount($1.counts) }
    return .pairs([
      ("features", Node.list(features)), ("splits", Node.list(splits)),
      ("download_size", Self.integer(downloadByteCount)),
      ("dataset_size", Self.integer(datasetByteCount)),
    ])
  }

  /// The size of the rows in Arrow, in bytes: four for each number, and four a row and column for where its list ends.
  ///
  /// Numbers wrap around, as a manifest that is only read can state any.
  ///
  /// Source: equal to what `datasets` 5.2 reports for the same rows.
  private func arrowByteCount(_ counts: RowCounts) -> Int {
    manifest.rowSchema.columns.reduce(0) { sum, column in
      let numberCount = column == .sequenceLengths ? counts.segments : counts.tokens
      return sum &+ 4 &* (numberCount &+ counts.rows)
    }
  }

  private static func integer(_ number: Int) -> Node { Node(String(number)) }

  /// The Hub's name for a dataset of so many rows.
  ///
  /// Source: the Hub's dataset card template, `size_categories`.
  static func sizeCategory(rowCount: Int) -> String {
    let names: [(limit: Int, name: String)] = [
      (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
      (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"),
      (10_000_000_000, "1B<n<10B"), (100_000_000_000, "10B<n<100B"), (1_000_000_000_000, "100B<n<1T"),
    ]
    return names.first { rowCount < $0.limit }?.name ?? "n>1T"
  }
}

extension Node {
  /// A mapping that keeps the order of its keys.
  static func pairs(_ pairs: [(String, Node)]) -> Node {
    .mapping(Mapping(pairs.map { (Node($0), $1) }, Tag(.map)))
  }

  static func list(_ nodes: [Node]) -> Node { .sequence(Sequence(nodes, Tag(.seq))) }
}
