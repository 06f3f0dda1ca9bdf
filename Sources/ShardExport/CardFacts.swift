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
      let pattern = "\(ExportFileName.dataDirectory)/\(split.name)-*\(manifest.form.fileExtension)"
      return Node.pairs([("split", Card.quoted(split.name)), ("path", Card.quoted(pattern))])
    }
    return .pairs([("config_name", "default"), ("data_files", .list(files))])
  }

  private var datasetInformation: Node {
    let splits = manifest.splits.map { split -> Node in
      Node.pairs([
        ("name", Card.quoted(split.name)), ("num_bytes", Self.integer(loadedByteCount(split))),
        ("num_examples", Self.integer(split.counts.rows)),
      ])
    }
    let downloadByteCount = manifest.splits.flatMap(\.shards).reduce(0) { $0 &+ $1.byteCount }
    let datasetByteCount = manifest.splits.reduce(0) { $0 &+ loadedByteCount($1) }
    return .pairs([
      ("features", Node.list(features)), ("splits", Node.list(splits)),
      ("download_size", Self.integer(downloadByteCount)),
      ("dataset_size", Self.integer(datasetByteCount)),
    ])
  }

  /// The columns as `datasets` is to load them: those of the layout `webdataset` stand in one column, beside two of its
  /// reader.
  private var features: [Node] {
    let schema = manifest.rowSchema
    let columns = schema.columns.map { ColumnField($0.rawValue, schema.type(of: $0)) }
    switch manifest.layout {
    case .jsonlTar, .jsonl: return columns.map(Self.feature)
    case .webdataset:
      return [
        ColumnField("json", .structure(columns)), ColumnField("__key__", .string), ColumnField("__url__", .string),
      ].map(Self.feature)
    }
  }

  private static func feature(_ field: ColumnField) -> Node {
    let type: (String, Node) =
      switch field.type {
      case .string: ("dtype", "string")
      // `sequence` is the spelling that all versions of `datasets` read; `list` of numbers came later.
      case .integers(let width): ("sequence", Node(width))
      case .structure(let fields): ("struct", .list(fields.map(feature)))
      case .structures(let fields): ("list", .list(fields.map(feature)))
      }
    return .pairs([("name", Card.quoted(field.name)), type])
  }

  /// The size of the rows once they are loaded, in bytes: of tokens in Arrow; of text as JSON lines, which is near.
  ///
  /// In Arrow a number has four bytes (one in a mask), and a list four for where it ends. Numbers wrap around, as a
  /// manifest that is only read can state any.
  ///
  /// Source: for tokens equal to what `datasets` 5.2 reports for the same rows; it checks the size of neither.
  private func loadedByteCount(_ split: SplitDescription) -> Int {
    if manifest.rowSchema.holdsText { return split.contentByteCount }
    let counts = split.counts
    return manifest.rowSchema.columns.reduce(0) { sum, column in
      let numberCount = column == .sequenceLengths ? counts.segments : counts.tokens
      return sum &+ (column == .attentionMask ? numberCount : 4 &* numberCount) &+ 4 &* counts.rows
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
